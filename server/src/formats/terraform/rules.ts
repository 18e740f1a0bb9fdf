// One rule in a body of arguments: a block of a rule set, or a resource of one rule.

import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { actionOf, readAction } from '../action.ts';
import { missingPeer, namedAt, readPeerAddress } from '../addressText.ts';
import { type Piece, placeOf, textAt } from '../piece.ts';
import { readService, refuseBeside } from '../serviceText.ts';
import { judged, quote, report, type Source } from '../source.ts';
import { isNothing, reference, saying, type TfBody, type TfValue, textOf, whyNot } from './value.ts';

export type RuleKind = 'block' | 'resource';

const PEERS: readonly string[] = [
  ...['cidr_block', 'ipv6_cidr_block', 'cidr_ip', 'source_security_id', 'source_sgid'],
  ...['address_template_id', 'address_template_group'],
];
const TEMPLATES: readonly string[] = ['service_template_id', 'service_template_group'];
const DECIDING: ReadonlySet<string> = new Set([
  ...PEERS,
  ...TEMPLATES,
  ...['action', 'policy', 'protocol', 'ip_protocol', 'port', 'port_range'],
]);

/** The arguments that the provider has. */
const ARGUMENTS: Readonly<Record<RuleKind, ReadonlySet<string>>> = {
  block: new Set([
    ...['action', 'cidr_block', 'ipv6_cidr_block', 'source_security_id', 'address_template_id'],
    ...['address_template_group', 'protocol', 'port', ...TEMPLATES, 'description', 'policy_index'],
  ]),
  resource: new Set([
    ...['id', 'security_group_id', 'type', 'policy', 'cidr_ip', 'source_sgid', 'address_template'],
    ...['address_template_id', 'address_template_group', 'ip_protocol', 'port_range', 'protocol_template'],
    ...[...TEMPLATES, 'policy_index', 'description'],
  ]),
};

/** Undefined where something is not known that decides about packets, which refuses the list of rules. */
export function readRuleBlock(source: Source, value: TfValue, kind: RuleKind): ast.Rule | undefined {
  if (value.kind !== 'body') {
    report(source, 'refused', value, t('A part of the rules is not known: {0}.', whyNot(value)));
    return undefined;
  }
  const body = flattened(value);
  if (!isKnown(source, body, kind)) return undefined;
  // A description that is refused costs itself, not the rule.
  const description = textOf(source, body, 'description');
  return judged(source, (own) => ruleOf(own, value, body, description));
}

/** A resource of one rule has its templates in blocks of their own. They are read like the arguments of a rule set. */
function flattened(body: TfBody): TfBody {
  const values = new Map(body.values);
  for (const [block, single, group] of [
    ['address_template', 'address_template_id', 'address_template_group'],
    ['protocol_template', 'service_template_id', 'service_template_group'],
  ] as const) {
    const value = values.get(block);
    const inner = value?.kind === 'list' ? value.items[0] : value;
    if (inner?.kind !== 'body') continue;
    const template = inner.values.get('template_id');
    const grouped = inner.values.get('group_id');
    if (template !== undefined) values.set(single, template);
    if (grouped !== undefined) values.set(group, grouped);
  }
  return { ...body, values };
}

/** Whether all that decides about packets is known, and no other argument is there. The others are reported where they are. */
function isKnown(source: Source, body: TfBody, kind: RuleKind): boolean {
  const action = body.values.get('action') ?? body.values.get('policy');
  const faults = [...body.values].flatMap(([key, value]) => {
    if (!ARGUMENTS[kind].has(key)) {
      if (isNothing(value)) return [];
      const words = t('The provider has no argument {0} for a rule, so its meaning is unknown.', quote(key));
      return [{ value, words }];
    }
    const mayRefer = PEERS.includes(key) || TEMPLATES.includes(key);
    if (!DECIDING.has(key) || value.kind === 'string' || (mayRefer && value.kind === 'reference')) return [];
    return [{ value, words: t('{0} is not known: {1}.', quote(key), whyNot(value)) }];
  });
  const denies = action?.kind === 'string' && actionOf(action.text) === 'deny';
  for (const { value, words } of faults) {
    report(source, 'refused', value, denies ? words + warningOfDeny() : words);
  }
  return faults.length === 0;
}

export const warningOfDeny = () => t(' The rule denies: without it, more is allowed.');

function ruleOf(source: Source, at: Range, body: TfBody, description: Piece | undefined): ast.Rule {
  const whole = placeOf(at);
  const piece = (...keys: string[]): Piece | undefined => {
    const found = keys.map((key) => saying(body.values.get(key))).find((value) => value?.kind === 'string');
    return found?.kind === 'string' ? found : undefined;
  };
  const [template, other] = TEMPLATES.flatMap((key) => reference(source, body, key) ?? []);
  if (other !== undefined) {
    const both = t('The rule has a service template and a service template group: only one of them may be there.');
    report(source, 'refused', other, both);
  }
  const peers = PEERS.flatMap((key) => peerOf(source, body, key));
  const [, second] = peers;
  if (second !== undefined)
    report(source, 'refused', second, t('The rule has two peers: only one of them may be there.'));
  const protocol = piece('protocol', 'ip_protocol');
  const port = madePort(piece('port', 'port_range'));
  if (template !== undefined)
    refuseBeside(source, [protocol, port], () =>
      t('A rule has either a service template or a protocol and port, not both.'),
    );
  return finished(source, whole, {
    action: piece('action', 'policy'),
    service: template ? namedAt(template) : readService(source, protocol, port, whole),
    peers,
    description,
  });
}

function peerOf(source: Source, body: TfBody, key: string): ast.Peer[] {
  const value = saying(body.values.get(key));
  if (value === undefined) return [];
  if (value.kind === 'string' && (key.includes('cidr') || !/^[a-z]+-/.test(value.text)))
    return [readPeerAddress(value)];
  const name = reference(source, body, key);
  return name === undefined ? [] : [namedAt(name)];
}

/**
 * The port of a rule. The length of its text tells a range of a single port from a port, so a text that does not stand in the file has no
 * length.
 */
export function madePort(piece: Piece | undefined): Piece | undefined {
  if (piece === undefined || piece.end - piece.start === piece.text.length) return piece;
  return MADE.test(piece.text) ? { ...piece, end: piece.start } : piece;
}

/** Anything else is wrong, and shown as it is written. */
const MADE = /^\d{1,15}(?:-\d{1,15})?(?:,\d{1,15}(?:-\d{1,15})?)*$/;

interface Parts {
  readonly action: Piece | undefined;
  readonly service: ast.Service | undefined;
  readonly peers: readonly ast.Peer[];
  readonly description: Piece | undefined;
}

export function finished(source: Source, whole: Range, { action, service, peers, description }: Parts): ast.Rule {
  const none = () => t("The rule has no peer. Write '0.0.0.0/0' if it is meant for every IPv4 address.");
  return {
    ...readAction(source, action, whole),
    service,
    peers: peers.length > 0 ? peers : missingPeer(source, whole, none()),
    description: description === undefined || description.text === '' ? undefined : textAt(description),
    whole,
    ...whole,
  };
}
