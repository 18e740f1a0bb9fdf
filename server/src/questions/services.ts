// The services that people ask about, as they type them: a protocol by its name or number, or a service list by its name or id, with a port
// or without one.

import { hasPorts, type Packet } from '#engine/packet/packet.ts';
import { protocolNamed } from '#engine/words.ts';
import type { Model, Services } from '#model/model.ts';
import * as cuts from '#net/cuts.ts';
import * as services from '#net/services.ts';
import { commas, t } from '#util/l10n.ts';

export interface ServiceQuestion {
  readonly protocol?: string;
  readonly port?: string | number;
  readonly region?: string;
}

/** Why a question cannot be answered. */
export interface Fault {
  readonly error: string;
  /** Whether what was not read could change that: a name that is not known may be declared there. */
  readonly hangsOnFiles?: boolean;
}

/** Undefined: every service. */
export function readServices(
  model: Model,
  { protocol: text, port: portText, region }: ServiceQuestion,
): { readonly set: services.ServiceSet } | Fault | undefined {
  if (text === undefined)
    return portText === undefined ? undefined : { error: t('A port goes with a protocol, tcp or udp.') };
  const port = portText === undefined ? undefined : readPort(portText);
  if (typeof port === 'object') return port;
  const protocol = protocolNamed(text);
  if (protocol !== undefined) {
    if (port === undefined) return { set: services.protocol(protocol) };
    return hasPorts(protocol) ? { set: services.ports(protocol, port, port) } : { error: noPorts(protocol) };
  }
  const list = serviceNamed(model, text, region);
  if ('error' in list) return list;
  if (port === undefined) return { set: list.set };
  const asked = cuts.union(services.ports('tcp', port, port), services.ports('udp', port, port));
  const set = cuts.intersect(list.set, asked);
  return cuts.isEmpty(set) ? { error: t("'{0}' has no port {1}.", text, port), hangsOnFiles: true } : { set };
}

export interface PacketServiceQuestion extends ServiceQuestion {
  readonly protocol: string;
  readonly sourcePort?: string | number;
}

export type PacketService = Pick<Packet, 'protocol' | 'port' | 'sourcePort'>;

/** How many ports a service list may have: one packet is followed for each. */
const MOST_PACKETS = 100;

/** The same for packets: tcp and udp need a port, and a service list is a packet for each of its ports. */
export function readPacketServices(
  model: Model,
  question: PacketServiceQuestion,
): { readonly packets: readonly PacketService[] } | Fault {
  const { protocol: text, port, sourcePort: sourceText } = question;
  const read = readServices(model, question);
  if (read === undefined || 'error' in read) return read ?? { error: noProtocol(text) };
  const protocol = protocolNamed(text);
  if (protocol !== undefined && hasPorts(protocol) && port === undefined)
    return { error: t('{0} needs a port, a number from 1 to {1}.', protocol, services.MAX_PORT) };
  const points = pointsOf(read.set);
  if (points === undefined)
    return { error: t("'{0}' is more than {1} ports: say which port is meant.", text, MOST_PACKETS) };
  if (points.length === 0) return { error: t("'{0}' is a service list that is empty.", text), hangsOnFiles: true };
  const sourcePort = sourceText === undefined ? null : readPort(sourceText);
  if (sourcePort !== null && typeof sourcePort === 'object') return sourcePort;
  const withoutPorts = points.find((point) => !hasPorts(point.protocol));
  if (withoutPorts !== undefined && sourcePort !== null) return { error: noPorts(withoutPorts.protocol) };
  return {
    packets: points.map((point) => ({
      protocol: point.protocol,
      port: point.port ?? null,
      sourcePort: hasPorts(point.protocol) ? sourcePort : null,
    })),
  };
}

function readPort(text: string | number): number | Fault {
  const port = typeof text === 'number' ? text : /^[0-9]{1,5}$/.test(text) ? Number(text) : 0;
  if (Number.isInteger(port) && port >= 1 && port <= services.MAX_PORT) return port;
  return { error: t("'{0}' is not a port: use a number from 1 to {1}.", text, services.MAX_PORT) };
}

function noPorts(protocol: services.Protocol): string {
  return t('{0} has no ports: leave them out.', protocol);
}

function noProtocol(text: string): string {
  return t(
    "'{0}' is neither a protocol nor a service: use tcp, udp, icmp, icmpv6, gre, other, a number from 0 to 255 or the name of a service.",
    text,
  );
}

/** An id means the same everywhere; a name may mean different services in several regions. */
function serviceNamed(model: Model, text: string, region: string | undefined): Services | Fault {
  const regions = region === undefined ? [...model.regions.values()] : [model.regions.get(region)];
  const named = [model.ids.get(text), ...regions.map((each) => each?.names.get(text))];
  const found = named.filter((entity) => entity?.kind === 'services');
  const [first] = found;
  if (first === undefined) return { error: noProtocol(text), hangsOnFiles: /^[\p{L}_]/u.test(text) };
  const declared = found.filter((list) => !cuts.equals(list.set, first.set));
  if (declared.length === 0) return first;
  const where = commas([...new Set(found.map((list) => list.region))]);
  return { error: t("'{0}' is another service in each of the regions {1}: say which region.", text, where) };
}

function pointsOf(set: services.ServiceSet): readonly services.ProtocolAndPort[] | undefined {
  const points: services.ProtocolAndPort[] = [];
  for (const [start, end] of cuts.intervals(set)) {
    if (points.length + end - start > MOST_PACKETS) return undefined;
    for (let point = start; point < end; point++) points.push(services.protocolAndPort(point));
  }
  return points;
}
