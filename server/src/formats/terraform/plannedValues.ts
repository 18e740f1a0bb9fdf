// What a plan does not know yet, the ids of what it creates above all: it leaves that out, but its configuration says what stands there.

import { type JsonObject, member } from '#syntax/json.ts';
import { t } from '#util/l10n.ts';
import { pieceOf } from '../cloud/jsonValues.ts';
import type { Piece } from '../piece.ts';
import type { Source } from '../source.ts';
import type { TfBody, TfReference, TfValue } from './value.ts';

/** By attribute what its expression mentions; by block the expressions of each, in order. */
export type Expressions = ReadonlyMap<string, Expression>;

type Expression =
  | { readonly kind: 'attribute'; readonly mentions: readonly Piece[] }
  | { readonly kind: 'blocks'; readonly blocks: readonly Expressions[] };

/** By the addresses of the configuration, which count neither resources nor modules. */
export function plannedExpressions(source: Source, root: JsonObject): ReadonlyMap<string, Expressions> {
  const found = new Map<string, Expressions>();
  const configuration = objectAt(root, 'configuration');
  const top = configuration === undefined ? undefined : objectAt(configuration, 'root_module');
  const open = top === undefined ? [] : [{ path: '', module: top }];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    const resources = member(one.module, 'resources')?.value;
    for (const object of resources?.kind === 'array' ? resources.items : []) {
      if (object.kind !== 'object') continue;
      const address = member(object, 'address')?.value;
      const expressions = objectAt(object, 'expressions');
      if (address?.kind !== 'string' || expressions === undefined) continue;
      found.set(`${one.path}${address.value}`, expressionsOf(source, expressions, 0));
    }
    const calls = objectAt(one.module, 'module_calls');
    if (calls === undefined || one.path.length > MAX_PATH) continue;
    for (const { key, value } of calls.members) {
      const module = value?.kind === 'object' ? objectAt(value, 'module') : undefined;
      if (module !== undefined) open.push({ path: `${one.path}module.${key}.`, module });
    }
  }
  return found;
}

/** Modules in modules, as far as anybody has them. */
const MAX_PATH = 10_000;

/** Blocks of ours have no blocks of blocks. */
const MAX_DEPTH = 3;

function objectAt(object: JsonObject, key: string): JsonObject | undefined {
  const value = member(object, key)?.value;
  return value?.kind === 'object' ? value : undefined;
}

function expressionsOf(source: Source, object: JsonObject, depth: number): Expressions {
  const found = new Map<string, Expression>();
  for (const { key, value } of object.members) {
    if (value?.kind === 'array' && depth < MAX_DEPTH) {
      const blocks = value.items.map((item) =>
        item.kind === 'object' ? expressionsOf(source, item, depth + 1) : new Map<string, Expression>(),
      );
      found.set(key, { kind: 'blocks', blocks });
    }
    const list = value?.kind === 'object' ? member(value, 'references')?.value : undefined;
    if (list?.kind !== 'array') continue;
    const mentions = list.items.flatMap((item) => (item.kind === 'string' ? (pieceOf(source, item) ?? []) : []));
    found.set(key, { kind: 'attribute', mentions });
  }
  return found;
}

/**
 * The values of a planned resource, with references where its configuration names one resource and nothing else. What it takes from
 * elsewhere is not known. A plan writes what is null; what it leaves out is what it does not know.
 */
export function completed(
  source: Source,
  body: TfBody,
  written: JsonObject,
  expressions: Expressions | undefined,
  address: string,
): TfBody {
  const values = new Map(body.values);
  for (const [key, expression] of expressions ?? []) {
    const there = values.get(key);
    if (expression.kind === 'attribute') {
      const value = attribute(key, there, member(written, key) !== undefined, expression.mentions, address);
      if (value !== undefined) values.set(key, value);
    }
  }
  for (const [key, there] of values) {
    const list = member(written, key)?.value;
    if (there.kind !== 'list' || list?.kind !== 'array') continue;
    const expression = expressions?.get(key);
    const blocks =
      expression?.kind === 'blocks' && expression.blocks.length === there.items.length ? expression.blocks : [];
    const items = there.items.map((item, i): TfValue => {
      const object = list.items[i];
      if (item.kind !== 'body' || object?.kind !== 'object') return item;
      return withUnknownPeer(completed(source, item, object, blocks[i], address), object);
    });
    values.set(key, { ...there, items });
  }
  return { ...body, values };
}

/** What stands in the place of an attribute that is not known; undefined where it is known, or nothing is said of it. */
function attribute(
  key: string,
  there: TfValue | undefined,
  isWritten: boolean,
  mentions: readonly Piece[],
  address: string,
): TfValue | undefined {
  const [first] = mentions;
  if (first === undefined) return undefined;
  const { start, end } = first;
  const items = mentioned(address, mentions);
  if (LISTS.has(key)) {
    const list = there?.kind === 'list' ? there.items : [];
    const unknown = list.filter((item) => item.kind === 'unknown').length;
    if (list.length > 0 ? unknown !== items.length : isWritten) return undefined;
    if (items.length === 0)
      return isWritten ? undefined : { kind: 'unknown', why: t('the plan does not know it yet'), start, end };
    const open = [...items];
    const filled = list.map((item) => (item.kind === 'unknown' ? (open.shift() ?? item) : item));
    return { kind: 'list', items: [...filled, ...open], start, end };
  }
  if (there !== undefined || isWritten) return undefined;
  const [only] = items;
  const alone = items.length === 1 && mentions.every(({ text }) => RESOURCE.test(text) || ALONG.has(text));
  return only !== undefined && alone ? only : { kind: 'unknown', why: t('the plan does not know it yet'), start, end };
}

const LISTS: ReadonlySet<string> = new Set([
  'orderly_security_groups',
  'security_groups',
  'template_ids',
  'network_interface_ids',
  'security_group_ids',
  'prepend_orderly_security_groups',
]);

const RESOURCE = /^(tencentcloud_[a-z0-9_]+\.[\p{L}_][\p{L}\p{Nd}_-]*)(\[[^\]]*\])?(?:\.(\w+))?$/u;

/** What says which one of several is meant: the one that is made along with the resource. */
const ALONG: ReadonlySet<string> = new Set(['each.key', 'each.value', 'count.index']);

/** The resources whose ids are mentioned, in the resource's own module. */
function mentioned(address: string, mentions: readonly Piece[]): TfReference[] {
  const path = /^(?:module\.[^.[]+(?:\[[^\]]*\])?\.)*/.exec(address)?.[0] ?? '';
  const own = /\[[^\]]*\]$/.exec(address)?.[0] ?? '';
  const along = mentions.some(({ text }) => ALONG.has(text));
  const found = new Map<string, TfReference>();
  const others = new Set<string>();
  for (const { text, start, end } of mentions) {
    const [, plain, index, member] = RESOURCE.exec(text) ?? [];
    if (plain === undefined) continue;
    // Behind each mention of a member stand the resource with its index, and the one without.
    if (member !== undefined && member !== 'id') others.add(plain);
    else if (!found.has(plain) && (member === 'id' || !others.has(plain))) {
      found.set(plain, { kind: 'reference', resource: `${path}${plain}${index ?? (along ? own : '')}`, start, end });
    }
  }
  return [...found.values()];
}

/** A rule of a plan has every member that a rule may have, if only as null. The peer that it lacks is one that is not known yet. */
function withUnknownPeer(body: TfBody, written: JsonObject): TfBody {
  const has = (key: string) => body.values.has(key) || member(written, key) !== undefined;
  const lacking = PEERS.filter((key) => !has(key));
  const [first] = lacking;
  if (first === undefined || lacking.length === PEERS.length || PEERS.some((key) => says(body.values.get(key))))
    return body;
  const { start, end } = body;
  return {
    ...body,
    values: new Map([
      ...body.values,
      [first, { kind: 'unknown', why: t('the plan does not know it yet'), start, end }],
    ]),
  };
}

function says(value: TfValue | undefined): boolean {
  return value !== undefined && !(value.kind === 'text' && value.text === '');
}

const PEERS: readonly string[] = [
  'cidr_block',
  'ipv6_cidr_block',
  'source_security_id',
  'address_template_id',
  'address_template_group',
];
