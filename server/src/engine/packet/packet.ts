import type { Address } from '#net/address.ts';
import type { Protocol, ServiceSet } from '#net/services.ts';
import * as services from '#net/services.ts';

/** The first packet of a new connection; for protocols without ports, any packet. */
export interface Packet {
  /** One address each, of the same family. */
  readonly source: Address;
  readonly destination: Address;
  readonly protocol: Protocol;
  /** 1 to 65535 for tcp and udp; null for every one of the ports that senders take, 1024 to 65535. */
  readonly sourcePort: number | null;
  /** The destination's, 1 to 65535 for tcp and udp; null for the other protocols. */
  readonly port: number | null;
}

/** The sender's ports where none is given. */
export const EPHEMERAL = [1024, services.MAX_PORT] as const;

/** What the packet asks for. Of tcp and udp without a port it is every port. */
export function requestedServices({ protocol, port }: Packet): ServiceSet {
  return port === null || !hasPorts(protocol) ? services.protocol(protocol) : services.ports(protocol, port, port);
}

/** What the answer is to a filter without a memory: a packet of the same protocol to the sender's own port, or ports. */
export function answeringServices({ protocol, sourcePort }: Packet): ServiceSet {
  if (!hasPorts(protocol)) return services.protocol(protocol);
  const [first, last] = sourcePort === null ? EPHEMERAL : [sourcePort, sourcePort];
  return services.ports(protocol, first, last);
}

/** Whether such a packet can be at all: between two addresses of one family, with a protocol that this family has. */
export function canExist({ source, destination, protocol }: Packet): boolean {
  return source.family === destination.family && protocol !== (source.family === 4 ? 'icmpv6' : 'icmp');
}

export function hasPorts(protocol: Protocol): protocol is 'tcp' | 'udp' {
  return protocol === 'tcp' || protocol === 'udp';
}
