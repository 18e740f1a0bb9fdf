// Protocols, ports and services as the cloud's texts spell them: `TCP` with `80,443`, `TCP:80,443`, `ICMP`, `ALL`.

import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { commaParts, type Piece, part, placeOf, trimmed } from './piece.ts';
import { quote, report, type Source } from './source.ts';

/** The service of a protocol with its ports. A protocol that is absent means all. Undefined for one that is wrong, which is reported. */
export function readService(
  source: Source,
  protocol: Piece | undefined,
  ports: Piece | undefined,
  whole: Range,
): ast.Service | undefined {
  const kind = protocol === undefined ? 'all' : protocolKind(protocol.text);
  if (protocol !== undefined && kind === undefined) {
    const known = t(
      '{0} is not a protocol of a security group: there are TCP, UDP, ICMP, ICMPv6, GRE and ALL.',
      quote(protocol.text),
    );
    report(source, 'refused', protocol, known);
    return undefined;
  }
  const range = placeOf(ports ?? protocol ?? whole);
  const listed = ports === undefined || isAll(ports.text) ? [] : commaParts(ports).map(readPort);
  if (kind === 'tcp' || kind === 'udp') return { kind, ports: listed, ...range };
  if (listed.length > 0) {
    const name = protocol === undefined ? t('A policy for all protocols') : quote(protocol.text);
    report(source, 'refused', range, t("{0} has no ports: leave Port out, write 'ALL', or name TCP or UDP.", name));
    return undefined;
  }
  return { kind: kind ?? 'all', ...range };
}

/** A service in one text, as templates and the console have it: `TCP:80,443`, `UDP:ALL`, `ICMP`, `ALL`. */
export function readServiceText(source: Source, piece: Piece): ast.Service | undefined {
  const colon = piece.text.indexOf(':');
  if (colon < 0) return readService(source, trimmed(piece), undefined, piece);
  const protocol = trimmed(part(piece, 0, colon));
  const ports = trimmed(part(piece, colon + 1, piece.text.length));
  const service = readService(source, protocol, ports, piece);
  return service === undefined ? undefined : { ...service, ...placeOf(piece) };
}

/** The API's words for protocols, which it reads in any case. */
export const PROTOCOLS = { all: 'ALL', tcp: 'TCP', udp: 'UDP', icmp: 'ICMP', icmpv6: 'ICMPv6', gre: 'GRE' } as const;

type Protocol = keyof typeof PROTOCOLS;

function protocolKind(text: string): Protocol | undefined {
  const kind = text.toLowerCase();
  return Object.hasOwn(PROTOCOLS, kind) ? (kind as Protocol) : undefined;
}

/** A service in the cloud's terms. */
export interface PlainService {
  readonly kind: Protocol;
  /** `80,8000-8010`; absent for all ports. */
  readonly ports?: string;
}

export function plainService(service: ast.FixedService | ast.PortService): PlainService {
  if (service.kind !== 'tcp' && service.kind !== 'udp') return { kind: service.kind };
  return { kind: service.kind, ports: service.ports.length === 0 ? undefined : service.ports.map(portText).join(',') };
}

/** `80` or `80-90`. A range of a single port has the same numbers as a port; only the length of its text distinguishes the two. */
export function portText(port: ast.Port): string {
  const digits = String(port.first).length;
  return port.first === port.last && port.end - port.start !== 2 * digits + 1
    ? `${port.first}`
    : `${port.first}-${port.last}`;
}

/** `TCP:80,443`, `UDP:ALL`, `ICMP`: the spelling of templates and of the console. */
export function serviceText({ kind, ports }: PlainService): string {
  return kind === 'tcp' || kind === 'udp' ? `${PROTOCOLS[kind]}:${ports ?? 'ALL'}` : PROTOCOLS[kind];
}

/** The member `Port`: `ALL` goes with the protocol `ALL`, and there is none with ICMP and GRE. */
export function portMember({ kind, ports }: PlainService): string | undefined {
  if (kind === 'tcp' || kind === 'udp') return ports ?? 'ALL';
  return kind === 'all' ? 'ALL' : undefined;
}

/** Refuses a protocol and ports that stand beside something else which says both. */
export function refuseBeside(source: Source, pieces: readonly (Piece | undefined)[], words: () => string): void {
  for (const piece of pieces) {
    if (piece !== undefined && piece.text.toUpperCase() !== 'ALL') report(source, 'refused', piece, words());
  }
}

/** `80` or `8000-8010`. Anything else is not a number: such a port matches nothing, and is reported once the rule is whole. */
function readPort(piece: Piece): ast.Port {
  const dash = piece.text.indexOf('-');
  if (dash < 0) {
    const port = number(piece.text);
    return { first: port, last: port, ...placeOf(piece) };
  }
  return {
    first: number(piece.text.slice(0, dash).trim()),
    last: number(piece.text.slice(dash + 1).trim()),
    ...placeOf(piece),
  };
}

function number(text: string): number {
  return /^[0-9]{1,15}$/.test(text) ? Number(text) : Number.NaN;
}

function isAll(text: string): boolean {
  return text === '' || text.toLowerCase() === 'all';
}
