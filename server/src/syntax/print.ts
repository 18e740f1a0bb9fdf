// Parts of a declaration as the rule language writes them.

import type * as ast from './ast.ts';
import { quote } from './strings.ts';

/** One rule by its parts, each as written. */
export interface RuleParts {
  readonly action: ast.Action;
  readonly service: string;
  readonly word: 'from' | 'to';
  readonly peers: readonly string[];
  readonly until?: string;
  readonly description?: string;
}

export function printRule({ action, service, word, peers, until, description }: RuleParts): string {
  const end = until === undefined ? '' : ` until ${until}`;
  const said = description === undefined || description === '' ? '' : ` ${quote(description)}`;
  return `${action} ${service} ${word} ${peers.join(', ')}${end}${said}`;
}

/** A missing service as `?`, which is no service either. */
export function printService(service: ast.Service | undefined): string {
  if (service === undefined) return '?';
  if (service.kind === 'name') return service.name.text;
  if (service.kind !== 'tcp' && service.kind !== 'udp') return service.kind;
  const ports = service.ports.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`));
  return ports.length === 0 ? service.kind : `${service.kind} ${ports.join(',')}`;
}

export function printAddressText({ text, to }: ast.AddressText): string {
  return to === undefined ? text : `${text}-${to}`;
}

export function printPeer(peer: ast.Peer): string {
  switch (peer.kind) {
    case 'address':
      return printAddressText(peer);
    case 'name':
      return peer.name.text;
    case 'broken':
      return '?';
    default:
      return peer.kind;
  }
}
