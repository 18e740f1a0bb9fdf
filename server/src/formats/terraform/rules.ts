// Single rules of Terraform: blocks of a rule set, resources of one rule, lite strings and acl strings.

import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { actionOf, readAction } from '../action.ts';
import { missingPeer, readPeerAddress, readReference } from '../addressText.ts';
import { type Piece, part } from '../piece.ts';
import { readService } from '../serviceText.ts';
import { judged, quote, report, type Source } from '../source.ts';
import { isNothing } from './parts.ts';
import {
  reference,
  saying,
  type TfBody,
  type TfReference,
  type TfText,
  type TfUnknown,
  type TfValue,
  textOf,
  whyNot,
} from './value.ts';

/** Of a rule set, or a resource of one rule. */
export type RuleKind = 'block' | 'resource';

/** A block of a rule set or a resource of one rule. Undefined where something that decides packets is not known: the list is refused. */
export function readRuleBlock(source: Source, value: TfValue, kind: RuleKind): ast.Rule | undefined {
  if (value.kind !== 'body') {
    report(source, 'refused', value, t('A part of the rules is not known: {0}.', whyNot(value)));
    return undefined;
  }
  const body = flattened(value);
  if (!isWhole(source, body, kind)) return undefined;
  return judged(source, (own) => ruleOf(own, value, body));
}

function ruleOf(source: Source, value: Range, body: TfBody): ast.Rule {
  const whole: Range = { start: value.start, end: value.end };
  const piece = (...keys: string[]): Piece | undefined => {
    for (const key of keys) {
      const found = saying(body.values.get(key));
      if (found?.kind === 'text') return found;
    }
    return undefined;
  };
  const template = TEMPLATES.map((key) => reference(source, key, body.values.get(key))).find(
    (name) => name !== undefined,
  );
  const service =
    template === undefined
      ? readService(source, piece('protocol', 'ip_protocol'), madePort(piece('port', 'port_range')), whole)
      : ({ kind: 'name', name: template, start: template.start, end: template.end } satisfies ast.NamedService);
  const peers = PEERS.flatMap((key) => peerOf(source, key, body.values.get(key)));
  const conflict = peers[1];
  if (conflict !== undefined)
    report(source, 'refused', conflict, t('The rule has two peers: only one of them may be there.'));
  return finish(source, whole, piece('action', 'policy'), service, peers, textOf(source, body, 'description'));
}

/** Ports that are computed have no length: how long they are written is how a range is told from a single one. */
function madePort(piece: Piece | undefined): Piece | undefined {
  if (piece === undefined || piece.end - piece.start === piece.text.length) return piece;
  return /^[\d,-]+$/.test(piece.text) ? { ...piece, end: piece.start } : piece;
}

/** Whether all that decides packets is known, and nothing else is there. What is not is reported at its argument. */
function isWhole(source: Source, body: TfBody, kind: RuleKind): boolean {
  let isKnown = true;
  const action = body.values.get('action') ?? body.values.get('policy');
  const denies = action?.kind === 'text' && actionOf(action.text) === 'deny';
  const warning = denies ? t(' The rule denies: without it, more is allowed.') : '';
  for (const [key, inner] of body.values) {
    if (!KEYS[kind].has(key)) {
      if (isNothing(inner)) continue;
      const message = t('The provider has no argument {0} for a rule, so its meaning is unknown.', quote(key));
      report(source, 'refused', inner, message + warning);
      isKnown = false;
      continue;
    }
    const mayRefer = PEERS.includes(key) || TEMPLATES.includes(key);
    if (!DECIDING.has(key) || inner.kind === 'text' || (mayRefer && inner.kind === 'reference')) continue;
    report(source, 'refused', inner, t('{0} is not known: {1}.', quote(key), whyNot(inner)) + warning);
    isKnown = false;
  }
  return isKnown;
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
const DECIDING: ReadonlySet<string> = new Set([
  ...PEERS,
  ...TEMPLATES,
  'action',
  'policy',
  'protocol',
  'ip_protocol',
  'port',
  'port_range',
]);

/** What the provider has arguments for. */
const KEYS: Readonly<Record<RuleKind, ReadonlySet<string>>> = {
  block: new Set([
    'action',
    'cidr_block',
    'ipv6_cidr_block',
    'source_security_id',
    'address_template_id',
    'address_template_group',
    'protocol',
    'port',
    ...TEMPLATES,
    'description',
    'policy_index',
  ]),
  resource: new Set([
    'id',
    'security_group_id',
    'type',
    'policy',
    'cidr_ip',
    'source_sgid',
    'address_template',
    'address_template_id',
    'address_template_group',
    'ip_protocol',
    'port_range',
    'protocol_template',
    ...TEMPLATES,
    'policy_index',
    'description',
  ]),
};

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
  const name = reference(source, key, given);
  return name === undefined ? [] : [{ kind: 'name', name: readReference(name), start: name.start, end: name.end }];
}

/** `ACCEPT#10.0.0.0/8#80,443#TCP`, spelt as the provider wants it. */
export function readLiteRule(source: Source, value: TfValue): ast.Rule | undefined {
  const fields = fieldsOf(source, value, LITE);
  if (fields === undefined) return undefined;
  const [action, peer, port, protocol] = fields as [Field, Field, Field, Field];
  const wrong = wrongLite({ action, peer, port, protocol });
  if (wrong === undefined) return judged(source, (own) => readFields(own, value, { action, peer, port, protocol }));
  report(source, 'refused', wrong.at, wrong.message);
  return undefined;
}

/** `ACCEPT#10.0.0.0/8#80#TCP` with a description behind another `#`, if there is one. */
export function readAclString(source: Source, value: TfValue): ast.Rule | undefined {
  const fields = fieldsOf(source, value, ACL);
  if (fields === undefined) return undefined;
  const [action, peer, port, protocol, description] = fields as [Field, Field, Field, Field, Field?];
  if (description?.why !== undefined) {
    report(source, 'lost', value, t('{0} is not known and is left out: {1}.', quote('description'), description.why));
  }
  const said = description?.why === undefined ? description : undefined;
  const fieldsSaid = { action, peer, port, protocol, description: said };
  return judged(source, (own) => readFields(own, value, fieldsSaid));
}

/** What stands between two `#`. */
interface Field extends Piece {
  /** Whether the text is the address of a resource, in the place of its id. */
  readonly resource?: boolean;
  /** Why the field is not known. */
  readonly why?: string;
}

interface Fields {
  readonly action: Field;
  readonly peer: Field;
  readonly port: Field;
  readonly protocol: Field;
  readonly description?: Field;
}

interface Form {
  readonly fewest: number;
  readonly most: number;
  readonly shown: string;
}

const LITE: Form = { fewest: 4, most: 4, shown: 'ACTION#SOURCE#PORT#PROTOCOL' };
const ACL: Form = { fewest: 4, most: 5, shown: 'ACTION#ADDRESS#PORT#PROTOCOL#DESCRIPTION' };

const isTemplate = (protocol: Field) => protocol.resource === true || /^(?:ppmg?-|\$name:)/.test(protocol.text);

/** The provider reads these strings to the letter, and refuses whatever is spelt otherwise. */
function wrongLite({ action, port, protocol }: Fields): { readonly at: Range; readonly message: string } | undefined {
  if (/^(?:accept|drop)$/i.test(action.text) && !/^(?:ACCEPT|DROP)$/.test(action.text)) {
    return {
      at: action,
      message: t("{0} must be written in capitals here: 'ACCEPT' or 'DROP'.", quote(action.text)),
    };
  }
  if (isTemplate(protocol)) return undefined;
  if (!/^(?:TCP|UDP|ICMP|ALL)$/.test(protocol.text)) {
    return {
      at: protocol,
      message: t("{0} is not a protocol here: write 'TCP', 'UDP', 'ICMP' or 'ALL'.", quote(protocol.text)),
    };
  }
  if (/^(?:ICMP|ALL)$/.test(protocol.text)) {
    if (port.text === 'ALL') return undefined;
    return { at: port, message: t("The port must be 'ALL' with the protocol {0}.", protocol.text) };
  }
  if (/^(?:ALL|(?:\d{1,5},)*\d{1,5}|\d{1,5}-\d{1,5})$/.test(port.text)) return undefined;
  return { at: port, message: t("{0} is not a port here: write '80', '80,443', '80-90' or 'ALL'.", quote(port.text)) };
}

function readFields(source: Source, whole: Range, { action, peer, port, protocol, description }: Fields): ast.Rule {
  const range = { start: whole.start, end: whole.end };
  const service: ast.Service | undefined = isTemplate(protocol)
    ? { kind: 'name', name: readReference(protocol), start: protocol.start, end: protocol.end }
    : readService(source, protocol, port.text === '' ? undefined : madePort(port), range);
  const named = peer.resource === true || /^(?:(?:sg|ipmg?)-[A-Za-z0-9]+$|\$name:)/.test(peer.text);
  const peers: ast.Peer[] =
    peer.text === ''
      ? []
      : [named ? { kind: 'name', name: readReference(peer), start: peer.start, end: peer.end } : readPeerAddress(peer)];
  return finish(source, range, action, service, peers, description);
}

/** The fields of a rule in one string. Undefined where one that decides packets is not known, or the form is another one. */
function fieldsOf(source: Source, value: TfValue, form: Form): Field[] | undefined {
  const parts = value.kind === 'text' ? [value] : value.kind === 'unknown' ? value.parts : undefined;
  if (parts === undefined) {
    report(source, 'refused', value, t('A part of the rules is not known: {0}.', whyNot(value)));
    return undefined;
  }
  const fields = splitFields(parts, form.most);
  const missing = fields.slice(0, 4).find(({ why }) => why !== undefined);
  if (missing?.why !== undefined) {
    const denies = fields[0]?.text === 'DROP' ? t(' The rule denies: without it, more is allowed.') : '';
    report(source, 'refused', value, t('The rule is not known: {0}.', missing.why) + denies);
    return undefined;
  }
  const last = fields.at(-1);
  if (fields.length >= form.fewest && (form.most > form.fewest || last?.text.includes('#') !== true)) return fields;
  const text = fields.map((field) => field.text).join('#');
  report(source, 'refused', value, t("{0} is not a rule: it has the form '{1}'.", quote(text), form.shown));
  return undefined;
}

/** At most as many fields, the last one with whatever follows. */
function splitFields(parts: readonly (TfText | TfReference | TfUnknown)[], most: number): Field[] {
  const fields: Field[] = [{ text: '', start: parts[0]?.start ?? 0, end: parts[0]?.start ?? 0 }];
  const put = (field: Field) => {
    fields[fields.length - 1] = field;
  };
  for (const one of parts) {
    const open = fields.at(-1) as Field;
    if (one.kind === 'unknown') put({ ...open, why: one.why });
    else if (one.kind === 'reference') {
      const place = fields.length - 1;
      const fits = open.text === '' && (place === PEER || place === PROTOCOL);
      const { resource: text, start, end } = one;
      put(
        fits
          ? { text, start, end, resource: true }
          : { ...open, why: t('the id of {0} is only a part of it', quote(text)) },
      );
    } else {
      let from = 0;
      for (;;) {
        const hash = fields.length < most ? one.text.indexOf('#', from) : -1;
        const end = hash < 0 ? one.text.length : hash;
        const field = fields.at(-1) as Field;
        if (field.text === '' && field.why === undefined) put(part(one, from, end));
        else if (end > from) {
          const why = field.resource === true ? t('the id of {0} is only a part of it', quote(field.text)) : field.why;
          put({ ...field, text: field.text + one.text.slice(from, end), why });
        }
        if (hash < 0) break;
        fields.push({ text: '', start: one.start, end: one.end });
        from = hash + 1;
      }
    }
  }
  return fields;
}

/** Where an id may stand. */
const PEER = 1;
const PROTOCOL = 3;

function finish(
  source: Source,
  whole: Range,
  action: Piece | undefined,
  service: ast.Service | undefined,
  peers: readonly ast.Peer[],
  description: Piece | undefined,
): ast.Rule {
  const nobody = t("The rule has no peer. Write '0.0.0.0/0' if it is meant for every IPv4 address.");
  const said = description === undefined || description.text === '' ? undefined : description;
  return {
    ...readAction(source, action, whole),
    service,
    peers: peers.length > 0 ? peers : missingPeer(source, whole, nobody),
    ...(said === undefined ? {} : { description: { value: said.text, start: said.start, end: said.end } }),
    whole,
    ...whole,
  };
}
