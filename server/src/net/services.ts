import { t } from '#util/l10n.ts';
import type { Cuts } from './cuts.ts';
import * as cuts from './cuts.ts';

/**
 * A set of protocols with their ports, as numbers on one axis:
 *
 *     tcp 1 … tcp 65535 | udp 1 … udp 65535 | icmp | icmpv6 | gre | other
 *
 * `other` stands for every protocol that has no name here: only `all` reaches it. Ports are the destination's.
 */
export type ServiceSet = Cuts<number>;

/** In the order of the axis. */
export const PROTOCOLS = ['tcp', 'udp', 'icmp', 'icmpv6', 'gre', 'other'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

export interface ProtocolAndPort {
  readonly protocol: Protocol;
  /** 1 to 65535, for tcp and udp only. */
  readonly port?: number;
}

export const MAX_PORT = 65535;

const TCP = 1;
const UDP = TCP + MAX_PORT;
const ICMP_POINT = UDP + MAX_PORT;
const ICMPV6_POINT = ICMP_POINT + 1;
const GRE_POINT = ICMP_POINT + 2;
const OTHER_POINT = ICMP_POINT + 3;

export const NONE: ServiceSet = [];
export const ALL: ServiceSet = [TCP, OTHER_POINT + 1];
export const ICMP: ServiceSet = [ICMP_POINT, ICMP_POINT + 1];
export const ICMPV6: ServiceSet = [ICMPV6_POINT, ICMPV6_POINT + 1];
export const GRE: ServiceSet = [GRE_POINT, GRE_POINT + 1];
export const OTHER: ServiceSet = [OTHER_POINT, OTHER_POINT + 1];
/** What there is over one family: icmp is IPv4's, icmpv6 IPv6's. */
export const OVER_IPV4: ServiceSet = cuts.subtract(ALL, ICMPV6);
export const OVER_IPV6: ServiceSet = cuts.subtract(ALL, ICMP);

/** From port to port, both included. One that begins at 0 means 1; nothing where none of 1 to 65535 is among them. */
export function ports(protocol: 'tcp' | 'udp', first: number, last: number): ServiceSet {
  const base = protocol === 'tcp' ? TCP : UDP;
  const from = Math.max(first, 1);
  const to = Math.min(last, MAX_PORT);
  return from <= to ? [base + from - 1, base + to] : NONE;
}

/** A protocol with all its ports. */
export function protocol(name: Protocol): ServiceSet {
  switch (name) {
    case 'tcp':
    case 'udp':
      return ports(name, 1, MAX_PORT);
    case 'icmp':
      return ICMP;
    case 'icmpv6':
      return ICMPV6;
    case 'gre':
      return GRE;
    case 'other':
      return OTHER;
  }
}

/** What a number on the axis stands for. */
export function protocolAndPort(point: number): ProtocolAndPort {
  if (point < UDP) return { protocol: 'tcp', port: point - TCP + 1 };
  if (point < ICMP_POINT) return { protocol: 'udp', port: point - UDP + 1 };
  return { protocol: PROTOCOLS[point - ICMP_POINT + 2] ?? 'other' };
}

/** The number on the axis. A port is looked at for tcp and udp only, 1 where it is missing. */
export function pointOf({ protocol, port = 1 }: ProtocolAndPort): number {
  switch (protocol) {
    case 'tcp':
      return TCP + port - 1;
    case 'udp':
      return UDP + port - 1;
    case 'icmp':
      return ICMP_POINT;
    case 'icmpv6':
      return ICMPV6_POINT;
    case 'gre':
      return GRE_POINT;
    case 'other':
      return OTHER_POINT;
  }
}

/** The ports of one protocol: `80,443,8000-8100`; empty where none is among them. */
export function printPorts(set: ServiceSet, name: 'tcp' | 'udp'): string {
  const base = name === 'tcp' ? TCP : UDP;
  return cuts
    .intervals(cuts.intersect(set, protocol(name)))
    .map(([start, end]) => (end - start === 1 ? `${start - base + 1}` : `${start - base + 1}-${end - base}`))
    .join();
}

/** One string a protocol, as the rule language writes it: `tcp 80,443`, `udp`, `icmp`; the one string `all` for everything. */
export function printServices(set: ServiceSet): string[] {
  if (cuts.equals(set, ALL)) return ['all'];
  return PROTOCOLS.filter((name) => cuts.overlap(set, protocol(name))).map((name) => {
    if (name === 'other') return t('other protocols');
    if ((name !== 'tcp' && name !== 'udp') || cuts.isSubsetOf(protocol(name), set)) return name;
    return `${name} ${printPorts(set, name)}`;
  });
}
