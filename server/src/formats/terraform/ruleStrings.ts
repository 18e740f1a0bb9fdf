// Rules in one string, with `#` between their fields: lite rules of a group, and entries of an acl.

import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { namedAt, readPeerAddress } from '../addressText.ts';
import { type Piece, part, placeOf } from '../piece.ts';
import { readService } from '../serviceText.ts';
import { judged, quote, report, type Source } from '../source.ts';
import { finished, madePort, warningOfDeny } from './rules.ts';
import { type TfReference, type TfString, type TfUnknown, type TfValue, whyNot } from './value.ts';

/** What is between two `#`. */
interface Field extends Piece {
  /** Whether the text is the address of a resource, in the place of its id. */
  readonly isResource?: boolean;
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
  /** How many fields there are at most. */
  readonly most: number;
  readonly shown: string;
}

const FEWEST = 4;
const LITE: Form = { most: 4, shown: 'ACTION#SOURCE#PORT#PROTOCOL' };
const ACL: Form = { most: 5, shown: 'ACTION#ADDRESS#PORT#PROTOCOL#DESCRIPTION' };

/** `ACCEPT#10.0.0.0/8#80,443#TCP`, spelled as the provider wants it. */
export function readLiteRule(source: Source, value: TfValue): ast.Rule | undefined {
  const fields = fieldsOf(source, value, LITE);
  const wrong = fields && wrongSpelling(fields);
  if (wrong !== undefined) report(source, 'refused', wrong.at, wrong.message);
  if (fields === undefined || wrong !== undefined) return undefined;
  return judged(source, (own) => readFields(own, value, fields));
}

/** `ACCEPT#10.0.0.0/8#80#TCP`, perhaps with another `#` and a description. */
export function readAclString(source: Source, value: TfValue): ast.Rule | undefined {
  const fields = fieldsOf(source, value, ACL);
  if (fields === undefined) return undefined;
  const why = fields.description?.why;
  if (why === undefined) return judged(source, (own) => readFields(own, value, fields));
  report(source, 'lost', value, t('{0} is not known and is left out: {1}.', quote('description'), why));
  return judged(source, (own) => readFields(own, value, { ...fields, description: undefined }));
}

const isTemplate = (protocol: Field) => protocol.isResource === true || /^(?:ppmg?-|\$name:)/.test(protocol.text);

/** The provider refuses a lite rule with any other spelling. */
function wrongSpelling({
  action,
  port,
  protocol,
}: Fields): { readonly at: Range; readonly message: string } | undefined {
  if (/^(?:accept|drop)$/i.test(action.text) && !/^(?:ACCEPT|DROP)$/.test(action.text)) {
    const message = t("{0} must be written in capitals here: 'ACCEPT' or 'DROP'.", quote(action.text));
    return { at: action, message };
  }
  if (isTemplate(protocol)) return undefined;
  if (!/^(?:TCP|UDP|ICMP|ALL)$/.test(protocol.text)) {
    const message = t("{0} is not a protocol here: write 'TCP', 'UDP', 'ICMP' or 'ALL'.", quote(protocol.text));
    return { at: protocol, message };
  }
  if (/^(?:ICMP|ALL)$/.test(protocol.text)) {
    if (port.text === 'ALL') return undefined;
    return { at: port, message: t("The port must be 'ALL' with the protocol {0}.", protocol.text) };
  }
  if (/^(?:ALL|(?:\d{1,5},)*\d{1,5}|\d{1,5}-\d{1,5})$/.test(port.text)) return undefined;
  return { at: port, message: t("{0} is not a port here: write '80', '80,443', '80-90' or 'ALL'.", quote(port.text)) };
}

function readFields(source: Source, at: Range, { action, peer, port, protocol, description }: Fields): ast.Rule {
  const whole = placeOf(at);
  const service = isTemplate(protocol)
    ? namedAt(protocol)
    : readService(source, protocol, port.text === '' ? undefined : madePort(port), whole);
  const isNamed = peer.isResource === true || /^(?:(?:sg|ipmg?)-[A-Za-z0-9]+$|\$name:)/.test(peer.text);
  const peers = peer.text === '' ? [] : [isNamed ? namedAt(peer) : readPeerAddress(peer)];
  return finished(source, whole, { action, service, peers, description });
}

/** Undefined where a field is not known that decides about packets, or where the string has another form. */
function fieldsOf(source: Source, value: TfValue, { most, shown }: Form): Fields | undefined {
  const parts = value.kind === 'string' ? [value] : value.kind === 'unknown' ? value.parts : undefined;
  if (parts === undefined) {
    report(source, 'refused', value, t('A part of the rules is not known: {0}.', whyNot(value)));
    return undefined;
  }
  const fields = splitFields(parts, most);
  const [action, peer, port, protocol, description] = fields;
  const missing = fields.slice(0, FEWEST).find(({ why }) => why !== undefined)?.why;
  if (missing !== undefined) {
    const warning = action?.text === 'DROP' ? warningOfDeny() : '';
    report(source, 'refused', value, t('The rule is not known: {0}.', missing) + warning);
    return undefined;
  }
  const hasMore = most === FEWEST && protocol?.text.includes('#') === true;
  if (action === undefined || peer === undefined || port === undefined || protocol === undefined || hasMore) {
    const text = fields.map((field) => field.text).join('#');
    report(source, 'refused', value, t("{0} is not a rule: it has the form '{1}'.", quote(text), shown));
    return undefined;
  }
  return { action, peer, port, protocol, description };
}

/** The places of the fields in which an id may be. */
const PEER = 1;
const PROTOCOL = 3;

/** At most so many fields, the last one with all that follows. */
function splitFields(parts: readonly (TfString | TfReference | TfUnknown)[], most: number): Field[] {
  const [first] = parts;
  const fields: Field[] = [{ text: '', start: first?.start ?? 0, end: first?.start ?? 0 }];
  for (const one of parts) {
    const texts = one.kind === 'string' ? textsBetween(one, most - fields.length) : [one];
    for (const [i, each] of texts.entries()) {
      if (i > 0) fields.push({ text: '', ...placeOf(one) });
      const place = fields.length - 1;
      fields[place] = joined(fields[place] as Field, each, place);
    }
  }
  return fields;
}

/** The parts of a text between the first so many `#`. */
function textsBetween(text: TfString, most: number): Piece[] {
  const parts: Piece[] = [];
  for (let from = 0; ; ) {
    const hash = parts.length < most ? text.text.indexOf('#', from) : -1;
    parts.push(part(text, from, hash < 0 ? text.text.length : hash));
    if (hash < 0) return parts;
    from = hash + 1;
  }
}

/** A field with what follows in the string. An id must be all of the field in which it is. */
function joined(field: Field, more: Piece | TfReference | TfUnknown, place: number): Field {
  if (!('kind' in more)) {
    if (field.text === '' && field.why === undefined) return more;
    if (more.text === '') return field;
    const why = field.isResource === true ? onlyPart(field.text) : field.why;
    return { ...field, text: field.text + more.text, why };
  }
  if (more.kind === 'unknown') return { ...field, why: more.why };
  if (more.kind !== 'reference') return field;
  const { resource: text } = more;
  const fits = field.text === '' && (place === PEER || place === PROTOCOL);
  return fits ? { text, ...placeOf(more), isResource: true } : { ...field, why: onlyPart(text) };
}

const onlyPart = (address: string) => t('the id of {0} is only a part of it', quote(address));
