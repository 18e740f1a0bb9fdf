// Makes the tree's nodes from tokens. `base` is the offset of the block in the stretch that was lexed: ranges count from it.

import type { IToken } from 'chevrotain';
import type { Range } from '#text/range.ts';
import * as l10n from '#util/l10n.ts';
import type * as ast from './ast.ts';
import { endOf } from './lexer.ts';
import { type CloudIdKind, cloudIdKind } from './names.ts';
import { hasProperties, isList, type Property, type PropertyValue, properties } from './properties.ts';
import { readString } from './strings.ts';
import * as t from './tokens.ts';

/** The kinds of declaration that have a name and braces. */
export type BlockKind = 'group' | 'acl' | 'addresses' | 'services' | 'subnet' | 'cvm';
/** The kinds of blocks that have properties: of the file level, and within a cvm. */
export type DraftKind = BlockKind | 'interface';

/** A block while it is read, with everything that a block of any kind may have. */
export interface Draft<K extends DraftKind = DraftKind> {
  readonly kind: K;
  readonly keyword: Range;
  name?: ast.Name;
  description?: ast.Text;
  readonly ids: ast.Name[];
  readonly lists: ast.RuleList[];
  readonly addressItems: ast.AddressItem[];
  readonly serviceItems: ast.ServiceItem[];
  /** By the keys of properties.ts; lists are there from the start. */
  readonly properties: Record<string, PropertyValue | PropertyValue[] | undefined>;
  readonly interfaces: ast.Interface[];
}

/** What there is of a rule behind its action. */
export interface RuleParts {
  readonly service: ast.Service | undefined;
  readonly word: ast.Word | undefined;
  readonly peers: readonly ast.Peer[];
  readonly until: ast.DateText | undefined;
  readonly description: ast.Text | undefined;
}

/** What there is of an expectation behind its keyword. */
export interface ExpectationParts {
  readonly action: ast.Action;
  readonly service: ast.Service | undefined;
  readonly from: readonly ast.Peer[];
  readonly to: readonly ast.Peer[];
  readonly name: ast.Text | undefined;
}

export function rangeOf(token: IToken, base: number): Range {
  return { start: token.startOffset - base, end: endOf(token) - base };
}

export function name(token: IToken, base: number): ast.Name {
  return { text: token.image, start: token.startOffset - base, end: endOf(token) - base };
}

/** A string literal; nothing where it is broken. */
export function text(token: IToken, base: number): ast.Text {
  const reading = readString(token.image);
  return { value: 'value' in reading ? reading.value : '', start: token.startOffset - base, end: endOf(token) - base };
}

export function address(token: IToken, base: number): ast.AddressText {
  return { kind: 'address', text: token.image, start: token.startOffset - base, end: endOf(token) - base };
}

/** `10.0.0.1-10.0.0.9` in one word. It is cut at its first dash. */
export function addressRange(token: IToken, base: number): ast.AddressText {
  const dash = token.image.indexOf('-');
  const start = token.startOffset - base;
  const end = start + token.image.length;
  return {
    kind: 'address',
    text: token.image.slice(0, dash),
    to: token.image.slice(dash + 1),
    ends: [
      { start, end: start + dash },
      { start: start + dash + 1, end },
    ],
    start,
    end,
  };
}

/** `10.0.0.1 - 10.0.0.9` in three. */
export function addressesBetween(first: IToken, last: IToken, base: number): ast.AddressText {
  const ends: [Range, Range] = [rangeOf(first, base), rangeOf(last, base)];
  return { kind: 'address', text: first.image, to: last.image, ends, start: ends[0].start, end: ends[1].end };
}

export function namedPeer(token: IToken, base: number): ast.NamedPeer {
  const named = name(token, base);
  return { kind: 'name', name: named, start: named.start, end: named.end };
}

export function namedService(token: IToken, base: number): ast.NamedService {
  const named = name(token, base);
  return { kind: 'name', name: named, start: named.start, end: named.end };
}

export function port(first: IToken, last: IToken, base: number): ast.Port {
  return {
    first: Number(first.image),
    last: Number(last.image),
    start: first.startOffset - base,
    end: endOf(last) - base,
  };
}

/** `1024-65535` in one word. */
export function portRange(token: IToken, base: number): ast.Port {
  const dash = token.image.indexOf('-');
  return {
    first: Number(token.image.slice(0, dash)),
    last: Number(token.image.slice(dash + 1)),
    start: token.startOffset - base,
    end: endOf(token) - base,
  };
}

export function draft<K extends DraftKind>(kind: K, keyword: IToken, base: number): Draft<K> {
  return {
    kind,
    keyword: rangeOf(keyword, base),
    ids: [],
    lists: [],
    addressItems: [],
    serviceItems: [],
    properties: emptyProperties(kind),
    interfaces: [],
  };
}

export function declaration(draft: Draft<BlockKind>, end: number): ast.Declaration {
  const named = namedPart(draft, end);
  switch (draft.kind) {
    case 'group':
      return { kind: 'group', ...named, lists: draft.lists };
    case 'acl':
      return { kind: 'acl', ...named, lists: draft.lists };
    case 'addresses':
      return { kind: 'addresses', ...named, items: draft.addressItems };
    case 'services':
      return { kind: 'services', ...named, items: draft.serviceItems };
    case 'subnet':
      return { kind: 'subnet', ...named, ...(draft.properties as ast.SubnetProperties) };
    case 'cvm':
      return {
        kind: 'cvm',
        ...named,
        ...(draft.properties as object as ast.CvmProperties),
        interfaces: draft.interfaces,
      };
  }
}

export function networkInterface(draft: Draft<'interface'>, end: number): ast.Interface {
  return { kind: 'interface', ...namedPart(draft, end), ...(draft.properties as object as ast.InterfaceProperties) };
}

function namedPart(draft: Draft, end: number) {
  return {
    keyword: draft.keyword,
    start: draft.keyword.start,
    end,
    ids: draft.ids,
    ...(draft.name && { name: draft.name }),
    ...(draft.description && { description: draft.description }),
  };
}

function emptyProperties(kind: DraftKind): Draft['properties'] {
  const found: Draft['properties'] = {};
  if (hasProperties(kind)) {
    for (const property of properties[kind]) if (isList(property)) found[property.key] = [];
  }
  return found;
}

export function region(keyword: IToken, named: IToken | undefined, base: number): ast.Region {
  const range = rangeOf(keyword, base);
  if (named === undefined) return { kind: 'region', keyword: range, ...range };
  return { kind: 'region', keyword: range, name: name(named, base), start: range.start, end: endOf(named) - base };
}

/** The name of a project is the value of what is written, an integer or a string too. */
export function project(keyword: IToken, named: IToken | undefined, base: number): ast.Project {
  const range = rangeOf(keyword, base);
  if (named === undefined) return { kind: 'project', keyword: range, ...range };
  const place = rangeOf(named, base);
  const value = named.tokenTypeIdx === t.Text.tokenTypeIdx ? text(named, base).value : named.image;
  return { kind: 'project', keyword: range, name: { text: value, ...place }, start: range.start, end: place.end };
}

export function list(keyword: IToken, rules: readonly ast.Rule[], end: number, base: number): ast.RuleList {
  const range = rangeOf(keyword, base);
  const direction = keyword.tokenTypeIdx === t.Inbound.tokenTypeIdx ? 'inbound' : 'outbound';
  return { direction, keyword: range, rules, start: range.start, end };
}

export function actionOf(token: IToken): ast.Action {
  return token.tokenTypeIdx === t.Allow.tokenTypeIdx ? 'allow' : 'deny';
}

export function word(token: IToken, base: number): ast.Word {
  const text = token.tokenTypeIdx === t.From.tokenTypeIdx ? 'from' : 'to';
  return { text, start: token.startOffset - base, end: endOf(token) - base };
}

export function rule(action: IToken, parts: RuleParts, base: number): ast.Rule {
  const { service, word, peers, until, description } = parts;
  const actionRange = rangeOf(action, base);
  const { start } = actionRange;
  const { end } = peers.at(-1) ?? word ?? service ?? actionRange;
  const whole = { start, end: (description ?? until)?.end ?? end };
  // Written out, because a million of them stay in memory, and a property that is added later takes three times its place.
  const made: { -readonly [K in keyof ast.Rule]: ast.Rule[K] } =
    service !== undefined && word !== undefined
      ? { action: actionOf(action), actionRange, service, word, peers, whole, start, end }
      : { action: actionOf(action), actionRange, peers, whole, start, end };
  if (made.service === undefined && service !== undefined) made.service = service;
  if (made.word === undefined && word !== undefined) made.word = word;
  if (until !== undefined) made.until = until;
  if (description !== undefined) made.description = description;
  return made;
}

/** `end` is that of `all`, where it is written. */
export function portService(protocol: IToken, ports: readonly ast.Port[], end: number, base: number): ast.PortService {
  const kind = protocol.tokenTypeIdx === t.Tcp.tokenTypeIdx ? 'tcp' : 'udp';
  const last = ports.at(-1)?.end ?? Math.max(end, endOf(protocol) - base);
  return { kind, ports, start: protocol.startOffset - base, end: last };
}

export function item<T extends Range>(value: T, description: ast.Text | undefined) {
  if (description === undefined) return { value, start: value.start, end: value.end };
  return { value, description, start: value.start, end: description.end };
}

export function expectation(keyword: IToken, parts: ExpectationParts, base: number): ast.Expectation {
  const { action, service, from, to, name } = parts;
  const range = rangeOf(keyword, base);
  const { end } = name ?? to.at(-1) ?? from.at(-1) ?? service ?? range;
  return {
    kind: 'expect',
    keyword: range,
    action,
    from,
    to,
    ...(service && { service }),
    ...(name && { name }),
    start: range.start,
    end,
  };
}

// Checks of properties that the grammar cannot make: each adds to `problems` what does not fit.

export function addId(draft: Draft, token: IToken, base: number, problems: ast.Problem[]): void {
  const id = name(token, base);
  if (cloudIdKind(token.image) !== draft.kind) {
    problems.push({
      ...rangeOf(token, base),
      message: l10n.t(
        "'{0}' is not an id of {1}; write {2}.",
        clip(token.image),
        l10n.t(what[draft.kind]),
        idOf(draft.kind),
      ),
    });
    return;
  }
  if (draft.ids.length > 0)
    problems.push({ ...rangeOf(token, base), message: l10n.t('A second id; remove one of the two.') });
  draft.ids.push(id);
}

/** Adds a value of a property to the list of them, or sets the one that may be there once: of two, the last one counts. */
export function addValue(draft: Draft, { key, word }: Property, written: PropertyValue, problems: ast.Problem[]): void {
  const earlier = draft.properties[key];
  if (Array.isArray(earlier)) {
    earlier.push(written);
    return;
  }
  if (earlier !== undefined) {
    problems.push({
      start: earlier.start,
      end: earlier.end,
      message: l10n.t("'{0}' is set again further down, and the last one counts; remove this one.", word),
    });
  }
  draft.properties[key] = written;
}

/** Checks whether an address has a prefix: the block of a subnet needs one, the addresses of a machine have none. */
export function checkPrefix(written: ast.AddressText, wanted: boolean, problems: ast.Problem[]): void {
  if (written.text.includes('/') === wanted) return;
  const message = wanted
    ? l10n.t("'{0}' has no prefix; write a block such as 10.0.1.0/24.", clip(written.text))
    : l10n.t("'{0}' is a block; write a single address.", clip(written.text));
  problems.push({ start: written.start, end: written.end, message });
}

/** A word of the file for a message: of a long one the start is enough to find it. */
export function clip(word: string): string {
  return word.length <= 40 ? word : `${word.slice(0, 39).replace(/[\ud800-\udbff]$/, '')}…`;
}

const what: Record<CloudIdKind, string> = {
  group: l10n.message('a group'),
  acl: l10n.message('an ACL'),
  cvm: l10n.message('a CVM'),
  interface: l10n.message('an interface'),
  subnet: l10n.message('a subnet'),
  addresses: l10n.message('an addresses list'),
  services: l10n.message('a services list'),
};

const ids: Record<CloudIdKind, readonly string[]> = {
  group: ['sg-…'],
  acl: ['acl-…'],
  cvm: ['ins-…'],
  interface: ['eni-…'],
  subnet: ['subnet-…'],
  addresses: ['ipm-…', 'ipmg-…'],
  services: ['ppm-…', 'ppmg-…'],
};

function idOf(kind: CloudIdKind): string {
  return l10n.oneOf(ids[kind]);
}

export function expectedId(kind: DraftKind): string {
  return l10n.t("the id of {0}, {1}, after 'id'", l10n.t(what[kind]), idOf(kind));
}

/** The kinds of services that are one word. */
export function fixedService(kind: ast.FixedService['kind'], token: IToken, base: number): ast.FixedService {
  return { kind, start: token.startOffset - base, end: endOf(token) - base };
}

export function fixedPeer(kind: ast.FixedPeer['kind'], token: IToken, base: number): ast.FixedPeer {
  return { kind, start: token.startOffset - base, end: endOf(token) - base };
}

export const blockKinds: ReadonlyMap<number | undefined, BlockKind> = new Map([
  [t.Group.tokenTypeIdx, 'group'],
  [t.Acl.tokenTypeIdx, 'acl'],
  [t.Addresses.tokenTypeIdx, 'addresses'],
  [t.Services.tokenTypeIdx, 'services'],
  [t.Subnet.tokenTypeIdx, 'subnet'],
  [t.Cvm.tokenTypeIdx, 'cvm'],
]);
