// How rules are called in messages.

import type { Policy } from '#model/policy.ts';
import type * as ast from '#syntax/ast.ts';
import { printPeer, printService } from '#syntax/print.ts';
import { listed, t } from '#util/l10n.ts';

/** One policy as a line of the rule language: the rule with only the peer in question. */
export function policyWords(policy: Policy, direction: ast.Direction): string {
  const { action, service } = policy.rule;
  const word = direction === 'inbound' ? 'from' : 'to';
  return `${action} ${serviceWords(service)} ${word} ${peerWords(policy.peerNode)}`;
}

function serviceWords(service: ast.Service | undefined): string {
  if (service?.kind === 'name') return shown(service.name.text);
  if (service === undefined || !('ports' in service) || service.ports.length <= 8) return printService(service);
  return `${printService({ ...service, ports: service.ports.slice(0, 7) })},…`;
}

export function peerWords(peer: ast.Peer): string {
  return shown(printPeer(peer));
}

/** As `quoted`, for text that stands in quotes already. */
export function shown(name: string): string {
  return quoted(name).slice(1, -1);
}

const LONGEST_SHOWN = 60;

/** A name in quotes, cut where it is very long, control characters written out: a message is shown in terminals too. */
export function quoted(text: string): string {
  const cut =
    text.length <= LONGEST_SHOWN ? text : `${text.slice(0, LONGEST_SHOWN - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
  return `'${cut.replace(CONTROL, (unit) => `\\u{${unit.charCodeAt(0).toString(16)}}`)}'`;
}

const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** `a, b and 3 more`. */
export function listWords(parts: readonly string[], most = 4): string {
  if (parts.length === 0) return t('nothing');
  return listed(parts.length <= most ? parts : [...parts.slice(0, most - 1), t('{0} more', parts.length - most + 1)]);
}
