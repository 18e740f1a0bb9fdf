import type { Protocol } from '#net/services.ts';
import { message } from '#util/l10n.ts';

/** What usually listens on a port: IANA's names, and those of products that everybody knows. */
interface WellKnown {
  readonly port: number;
  readonly protocols: readonly Protocol[];
  readonly name: string;
}

const TCP: readonly Protocol[] = ['tcp'];
const UDP: readonly Protocol[] = ['udp'];
const BOTH: readonly Protocol[] = ['tcp', 'udp'];

export const wellKnownPorts: readonly WellKnown[] = [
  { port: 20, protocols: TCP, name: message('FTP data') },
  { port: 21, protocols: TCP, name: 'FTP' },
  { port: 22, protocols: TCP, name: 'SSH' },
  { port: 23, protocols: TCP, name: 'Telnet' },
  { port: 25, protocols: TCP, name: 'SMTP' },
  { port: 53, protocols: BOTH, name: 'DNS' },
  { port: 67, protocols: UDP, name: 'DHCP' },
  { port: 69, protocols: UDP, name: 'TFTP' },
  { port: 80, protocols: TCP, name: 'HTTP' },
  { port: 110, protocols: TCP, name: 'POP3' },
  { port: 123, protocols: UDP, name: 'NTP' },
  { port: 137, protocols: UDP, name: message('NetBIOS names') },
  { port: 139, protocols: TCP, name: message('NetBIOS sessions') },
  { port: 143, protocols: TCP, name: 'IMAP' },
  { port: 161, protocols: UDP, name: 'SNMP' },
  { port: 179, protocols: TCP, name: 'BGP' },
  { port: 389, protocols: TCP, name: 'LDAP' },
  { port: 443, protocols: TCP, name: 'HTTPS' },
  { port: 443, protocols: UDP, name: 'QUIC' },
  { port: 445, protocols: TCP, name: 'SMB' },
  { port: 465, protocols: TCP, name: message('SMTP over TLS') },
  { port: 500, protocols: UDP, name: 'IKE' },
  { port: 514, protocols: UDP, name: 'Syslog' },
  { port: 587, protocols: TCP, name: message('Mail submission') },
  { port: 636, protocols: TCP, name: message('LDAP over TLS') },
  { port: 853, protocols: TCP, name: message('DNS over TLS') },
  { port: 873, protocols: TCP, name: 'rsync' },
  { port: 993, protocols: TCP, name: message('IMAP over TLS') },
  { port: 995, protocols: TCP, name: message('POP3 over TLS') },
  { port: 1194, protocols: UDP, name: 'OpenVPN' },
  { port: 1433, protocols: TCP, name: 'SQL Server' },
  { port: 1521, protocols: TCP, name: 'Oracle' },
  { port: 2049, protocols: TCP, name: 'NFS' },
  { port: 2181, protocols: TCP, name: 'ZooKeeper' },
  { port: 2379, protocols: TCP, name: 'etcd' },
  { port: 3306, protocols: TCP, name: 'MySQL' },
  { port: 3389, protocols: TCP, name: message('Remote Desktop') },
  { port: 4500, protocols: UDP, name: message('IPsec NAT traversal') },
  { port: 5060, protocols: BOTH, name: 'SIP' },
  { port: 5432, protocols: TCP, name: 'PostgreSQL' },
  { port: 5672, protocols: TCP, name: 'AMQP' },
  { port: 5984, protocols: TCP, name: 'CouchDB' },
  { port: 6379, protocols: TCP, name: 'Redis' },
  { port: 6443, protocols: TCP, name: 'Kubernetes API' },
  { port: 8080, protocols: TCP, name: message('HTTP, second port') },
  { port: 8443, protocols: TCP, name: message('HTTPS, second port') },
  { port: 9042, protocols: TCP, name: 'Cassandra' },
  { port: 9092, protocols: TCP, name: 'Kafka' },
  { port: 9100, protocols: TCP, name: message('Prometheus node exporter') },
  { port: 9200, protocols: TCP, name: 'Elasticsearch' },
  { port: 10250, protocols: TCP, name: 'Kubelet' },
  { port: 11211, protocols: TCP, name: 'Memcached' },
  { port: 27017, protocols: TCP, name: 'MongoDB' },
  { port: 51820, protocols: UDP, name: 'WireGuard' },
];

/** Those of a protocol in a range of ports, both ends included. */
export function wellKnownIn(
  protocol: Protocol,
  first: number,
  last: number,
): readonly { port: number; name: string }[] {
  return wellKnownPorts.filter(({ port, protocols }) => first <= port && port <= last && protocols.includes(protocol));
}
