// Protocols, ports and services as the cloud's texts spell them: `TCP` with `80,443`, `TCP:80,443`, `ICMP`, `ALL`.

import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { commaParts, type Piece, part, quote, report, type Source, trimmed } from './source.ts';

/** The service of a protocol with its ports. Absent, `all` of them. What is neither is reported, and there is no service then. */
export function readService(
  source: Source,
  protocol: Piece | undefined,
  ports: Piece | undefined,
  whole: Range,
): ast.Service | undefined {
  const kind = protocol === undefined ? 'all' : protocolKind(protocol.text);
  if (protocol !== undefined && kind === undefined) {
    report(
      source,
      'refused',
      protocol,
      t(
        '{0} is not a protocol of a security group: there are TCP, UDP, ICMP, ICMPv6, GRE and ALL.',
        quote(protocol.text),
      ),
    );
    return undefined;
  }
  const range = place(ports ?? protocol ?? whole);
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
  return service === undefined ? undefined : { ...service, ...place(piece) };
}

export type Protocol = 'all' | 'tcp' | 'udp' | 'icmp' | 'icmpv6' | 'gre';

/** Any case, as the cloud itself folds it. */
function protocolKind(text: string): Protocol | undefined {
  switch (text.toLowerCase()) {
    case 'all':
      return 'all';
    case 'tcp':
      return 'tcp';
    case 'udp':
      return 'udp';
    case 'icmp':
      return 'icmp';
    case 'icmpv6':
      return 'icmpv6';
    case 'gre':
      return 'gre';
    default:
      return undefined;
  }
}

/** `80` or `8000-8010`. Anything else is a port that is no number: it counts, matches nothing and is an `invalid-port`. */
function readPort(piece: Piece): ast.Port {
  const dash = piece.text.indexOf('-');
  if (dash < 0) {
    const port = number(piece.text);
    return { first: port, last: port, ...place(piece) };
  }
  return {
    first: number(piece.text.slice(0, dash).trim()),
    last: number(piece.text.slice(dash + 1).trim()),
    ...place(piece),
  };
}

function number(text: string): number {
  return /^[0-9]{1,15}$/.test(text) ? Number(text) : Number.NaN;
}

function isAll(text: string): boolean {
  return text === '' || text.toLowerCase() === 'all';
}

function place(range: Range): Range {
  return { start: range.start, end: range.end };
}
