// Single rules of Terraform: blocks of a rule set, resources of one rule, lite strings and acl strings.

import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { readPeerAddress, readReference } from '../addressText.ts';
import { actionOf } from '../cloud/policyJson.ts';
import { readService } from '../serviceText.ts';
import { type Piece, part, quote, report, type Source } from '../source.ts';
import { reference, saying, shown, type TfBody, type TfReference, type TfText, type TfValue } from './value.ts';

/** A block of a rule set or a resource of one rule. Undefined where something of it is computed, which is reported. */
export function readRuleBlock(source: Source, value: TfValue): ast.Rule | undefined {
  if (value.kind !== 'body') {
    report(source, 'lost', value, t('The rule {0} is not literal: it is left out.', shown(source, value)));
    return undefined;
  }
  const body = flattened(value);
  for (const key of KEYS) {
    const inner = body.values.get(key);
    const wrong = inner?.kind === 'unknown' || inner?.kind === 'list' || inner?.kind === 'body';
    const mayRefer = PEERS.includes(key) || TEMPLATES.includes(key);
    if (inner === undefined || (!wrong && (inner.kind === 'text' || mayRefer))) continue;
    report(
      source,
      'lost',
      inner,
      t('{0} is not literal, {1}: the rule is left out.', quote(key), shown(source, inner)),
    );
    return undefined;
  }
  const before = source.findings.length;
  const whole: Range = { start: value.start, end: value.end };
  const piece = (...keys: string[]): Piece | undefined => {
    for (const key of keys) {
      const found = saying(body.values.get(key));
      if (found?.kind === 'text') return found;
    }
    return undefined;
  };
  const template = TEMPLATES.map((key) => reference(source, body.values.get(key))).find((name) => name !== undefined);
  const service =
    template === undefined
      ? readService(source, piece('protocol', 'ip_protocol'), piece('port', 'port_range'), whole)
      : ({ kind: 'name', name: template, start: template.start, end: template.end } satisfies ast.NamedService);
  const peers = PEERS.flatMap((key) => peerOf(source, key, body.values.get(key)));
  const conflict = peers[1];
  if (conflict !== undefined)
    report(source, 'refused', conflict, t('The rule has two peers: only one of them may be there.'));
  return finish(source, before, whole, piece('action', 'policy'), service, peers, piece('description'));
}

const PEERS: readonly string[] = [
  'cidr_block',
  'ipv6_cidr_block',
  'cidr_ip',
  'source_security_id',
  'source_sgid',
  'address_template_id',
  'address_template_group',
];
const TEMPLATES: readonly string[] = ['service_template_id', 'service_template_group'];
const KEYS: readonly string[] = [
  ...PEERS,
  ...TEMPLATES,
  'action',
  'policy',
  'protocol',
  'ip_protocol',
  'port',
  'port_range',
  'description',
];

/** Resources of one rule have their templates in blocks of their own. */
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

function peerOf(source: Source, key: string, value: TfValue | undefined): ast.Peer[] {
  const given = saying(value);
  if (given === undefined) return [];
  if (given.kind === 'text' && (key.includes('cidr') || !/^[a-z]+-/.test(given.text))) return [readPeerAddress(given)];
  const name = reference(source, given);
  return name === undefined ? [] : [{ kind: 'name', name: readReference(name), start: name.start, end: name.end }];
}

/** `ACCEPT#10.0.0.0/8#80,443#TCP`. */
export function readLiteRule(source: Source, value: TfValue): ast.Rule | undefined {
  const pieces = partsOf(source, value, 4, 4);
  if (pieces === undefined) return undefined;
  const [action, peer, port, protocol] = pieces as [Field, Field, Field, Field];
  return readParts(source, value, { action, peer, port, protocol });
}

/** `ACCEPT#10.0.0.0/8#80#TCP` with a description behind another `#`, if there is one. */
export function readAclString(source: Source, value: TfValue): ast.Rule | undefined {
  const pieces = partsOf(source, value, 4, 5);
  if (pieces === undefined) return undefined;
  const [action, peer, port, protocol, description] = pieces as [Field, Field, Field, Field, Field?];
  return readParts(source, value, {
    action,
    peer,
    port,
    protocol,
    ...(description === undefined ? {} : { description }),
  });
}

/** What stands between two `#`. */
interface Field extends Piece {
  /** Whether the text is the name of a resource of the file, in the place of its id. */
  readonly resource?: boolean;
}

interface Parts {
  readonly action: Field;
  readonly peer: Field;
  readonly port: Field;
  readonly protocol: Field;
  readonly description?: Field;
}

function readParts(source: Source, whole: Range, { action, peer, port, protocol, description }: Parts): ast.Rule {
  const before = source.findings.length;
  const range = { start: whole.start, end: whole.end };
  const service: ast.Service | undefined =
    protocol.resource === true || /^ppmg?-[A-Za-z0-9]+$/.test(protocol.text) || protocol.text.startsWith('$name:')
      ? { kind: 'name', name: readReference(protocol), start: protocol.start, end: protocol.end }
      : readService(source, protocol, port.text === '' ? undefined : port, range);
  const named =
    peer.resource === true || /^(?:sg|ipmg?)-[A-Za-z0-9]+$/.test(peer.text) || peer.text.startsWith('$name:');
  const peers: ast.Peer[] =
    peer.text === ''
      ? []
      : [named ? { kind: 'name', name: readReference(peer), start: peer.start, end: peer.end } : readPeerAddress(peer)];
  return finish(source, before, range, action, service, peers, description);
}

function partsOf(source: Source, value: TfValue, fewest: number, most: number): Field[] | undefined {
  const parts = value.kind === 'text' ? [value] : value.kind === 'unknown' ? value.parts : undefined;
  const fields = parts === undefined ? undefined : fieldsOf(parts, most);
  if (fields === undefined) {
    report(source, 'lost', value, t('The rule {0} is not literal: it is left out.', shown(source, value)));
    return undefined;
  }
  const last = fields.at(-1);
  if (fields.length >= fewest && (most > fewest || last?.text.includes('#') !== true)) return fields;
  const form = most > fewest ? 'ACTION#ADDRESS#PORT#PROTOCOL#DESCRIPTION' : 'ACTION#SOURCE#PORT#PROTOCOL';
  const text = value.kind === 'text' ? quote(value.text) : shown(source, value);
  report(source, 'refused', value, t("{0} is no rule: it has the form '{1}'.", text, form));
  return undefined;
}

/** At most as many fields, the last one with whatever follows. Undefined where an id is only a part of its field, or computes an action or port. */
function fieldsOf(parts: readonly (TfText | TfReference)[], most: number): Field[] | undefined {
  const fields: Field[] = [];
  /** Whether the field that is open has a text, or an id, already. */
  let open: Field | undefined;
  const close = () => {
    if (open !== undefined) fields.push(open);
    open = undefined;
  };
  for (const one of parts) {
    if (one.kind === 'reference') {
      if (open !== undefined && open.text !== '') return undefined;
      const place = fields.length;
      if (place !== PEER && place !== PROTOCOL) return undefined;
      open = { text: one.resource, start: one.start, end: one.end, resource: true };
      continue;
    }
    let from = 0;
    while (from <= one.text.length) {
      const hash = fields.length < most - 1 ? one.text.indexOf('#', from) : -1;
      const end = hash < 0 ? one.text.length : hash;
      if (open === undefined) open = part(one, from, end);
      else if (end > from) return undefined;
      if (hash < 0) break;
      close();
      from = hash + 1;
    }
  }
  close();
  return fields;
}

/** Where an id may stand. */
const PEER = 1;
const PROTOCOL = 3;

function finish(
  source: Source,
  before: number,
  whole: Range,
  action: Piece | undefined,
  service: ast.Service | undefined,
  peers: readonly ast.Peer[],
  description: Piece | undefined,
): ast.Rule {
  const verdict = action === undefined ? undefined : actionOf(action.text);
  if (verdict === undefined) {
    const message =
      action === undefined
        ? t("The rule has no action: write 'ACCEPT' or 'DROP'.")
        : t("{0} is no action: write 'ACCEPT' or 'DROP'.", quote(action.text));
    report(source, 'refused', action ?? whole, message);
  }
  if (peers.length === 0 && !source.anyPeer) {
    report(
      source,
      'refused',
      whole,
      t("The rule has no peer. Write '0.0.0.0/0' if it is meant for every IPv4 address."),
    );
  }
  const everyone: ast.Peer[] = [
    { kind: 'any', ...whole },
    { kind: 'any6', ...whole },
  ];
  const said = description === undefined || description.text === '' ? undefined : description;
  const rule: ast.Rule = {
    action: verdict ?? 'deny',
    actionRange: action ?? whole,
    ...(service === undefined ? {} : { service }),
    peers: peers.length > 0 ? peers : everyone,
    ...(said === undefined ? {} : { description: { value: said.text, start: said.start, end: said.end } }),
    whole,
    ...whole,
  };
  if (source.findings.slice(before).some(({ level }) => level === 'refused')) source.refused.add(rule);
  return rule;
}
