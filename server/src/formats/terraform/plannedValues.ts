// What a plan does not know yet, above all the ids of what it creates. The plan leaves such values out, but its configuration says which
// expressions are there.

import { type JsonObject, member } from '#syntax/json.ts';
import { t } from '#util/l10n.ts';
import { objectIn, valueIn } from '../jsonAccess.ts';
import { type Piece, placeOf } from '../piece.ts';
import type { Source } from '../source.ts';
import { configuredResources } from './planConfiguration.ts';
import { followed, type Mention, mentionsIn, type References } from './planReferences.ts';
import { saying, type TfBody, type TfReference, type TfValue } from './value.ts';

/** What the expression of each attribute mentions, and the expressions in each block, in order. */
export type Expressions = ReadonlyMap<string, Expression>;

type Expression =
  | { readonly kind: 'attribute'; readonly mentions: readonly Piece[] }
  | { readonly kind: 'blocks'; readonly blocks: readonly Expressions[] };

/** The expressions of each resource, by its address in the configuration. */
export function plannedExpressions(source: Source, root: JsonObject): ReadonlyMap<string, Expressions> {
  return new Map(
    configuredResources(root).flatMap(({ address, object }) => {
      const expressions = objectIn(object, 'expressions');
      return expressions === undefined ? [] : [[address, expressionsOf(source, expressions, 0)] as const];
    }),
  );
}

/** The resources that are read have no deeper blocks. */
const MAX_DEPTH = 3;

function expressionsOf(source: Source, object: JsonObject, depth: number): Expressions {
  const found = new Map<string, Expression>();
  for (const { key, value } of object.members) {
    if (value?.kind === 'array' && depth < MAX_DEPTH) {
      const blocks = value.items.map((item) =>
        item.kind === 'object' ? expressionsOf(source, item, depth + 1) : new Map<string, Expression>(),
      );
      found.set(key, { kind: 'blocks', blocks });
    }
    if (valueIn(value, 'references')?.kind === 'array')
      found.set(key, { kind: 'attribute', mentions: mentionsIn(source, value) });
  }
  return found;
}

/**
 * The values of a planned resource, with a reference where its configuration names one resource and nothing else. What is made of anything
 * else is not known. A plan writes null where there is no value, and leaves out what it does not know.
 */
export function completed(
  body: TfBody,
  written: JsonObject,
  expressions: Expressions | undefined,
  mentioned: Mentioned,
): TfBody {
  const values = new Map(body.values);
  for (const [key, expression] of expressions ?? []) {
    const there = values.get(key);
    if (expression.kind === 'attribute') {
      const value = attribute(key, there, member(written, key) !== undefined, expression.mentions, mentioned);
      if (value !== undefined) values.set(key, value);
    }
  }
  for (const [key, there] of values) {
    const list = valueIn(written, key);
    if (there.kind !== 'list' || list?.kind !== 'array') continue;
    const expression = expressions?.get(key);
    const blocks =
      expression?.kind === 'blocks' && expression.blocks.length === there.items.length ? expression.blocks : [];
    const items = there.items.map((item, i): TfValue => {
      const object = list.items[i];
      if (item.kind !== 'body' || object?.kind !== 'object') return item;
      return withUnknownPeer(completed(item, object, blocks[i], mentioned), object);
    });
    values.set(key, { ...there, items });
  }
  return { ...body, values };
}

/** The value of an attribute that the plan does not know; undefined where it knows it, or where the expression mentions nothing. */
function attribute(
  key: string,
  there: TfValue | undefined,
  isWritten: boolean,
  mentions: readonly Piece[],
  mentioned: Mentioned,
): TfValue | undefined {
  const [first] = mentions;
  if (first === undefined) return undefined;
  const notYet: TfValue = { kind: 'unknown', why: notKnownYet(), ...placeOf(first) };
  const ends = mentioned(mentions);
  const items = resourcesIn(ends);
  if (LISTS.has(key)) {
    const list = there?.kind === 'list' ? there.items : [];
    const unknown = list.filter((item) => item.kind === 'unknown').length;
    if (list.length > 0 ? unknown !== items.length : isWritten) return undefined;
    if (items.length === 0) return isWritten ? undefined : notYet;
    const open = [...items];
    const filled = list.map((item) => (item.kind === 'unknown' ? (open.shift() ?? item) : item));
    return { kind: 'list', items: [...filled, ...open], ...placeOf(first) };
  }
  if (there !== undefined || isWritten) return undefined;
  const [only] = items;
  const alone = items.length === 1 && ends.every(({ text }) => RESOURCE.test(text));
  return only !== undefined && alone ? only : notYet;
}

export const notKnownYet = () => t('the plan does not know it yet');

const LISTS: ReadonlySet<string> = new Set([
  ...['orderly_security_groups', 'security_groups', 'template_ids', 'network_interface_ids', 'security_group_ids'],
  'prepend_orderly_security_groups',
]);

const RESOURCE = /^(tencentcloud_[a-z0-9_]+\.[\p{L}_][\p{L}\p{Nd}_-]*)(\[[^\]]*\])?(?:\.(\w+))?$/u;

/** What the expressions of a resource mention in the end, through the modules of the configuration. */
export type Mentioned = (mentions: readonly Piece[]) => readonly Mention[];

export function mentionedBy(references: References, address: string): Mentioned {
  const module = /^(?:module\.[^.[]+(?:\[[^\]]*\])?\.)*/.exec(address)?.[0] ?? '';
  const key = address.endsWith(']') ? address.slice(address.lastIndexOf('[')) : '';
  return (mentions) => followed(references, { module, key }, mentions);
}

/** The resources whose ids are mentioned. */
function resourcesIn(mentions: readonly Mention[]): TfReference[] {
  const found = new Map<string, TfReference>();
  const others = new Set<string>();
  for (const { text, start, end, module, key } of mentions) {
    const [, plain, index, member] = RESOURCE.exec(text) ?? [];
    if (plain === undefined) continue;
    const resource = `${module}${plain}`;
    // After each mention of a member, the plan mentions the resource with its index and the one without.
    if (member !== undefined && member !== 'id') others.add(resource);
    else if (!found.has(resource) && (member === 'id' || !others.has(resource))) {
      found.set(resource, { kind: 'reference', resource: `${resource}${index ?? key}`, start, end });
    }
  }
  return [...found.values()];
}

/** A rule in a plan has every argument, if only as null. A peer that it lacks is not known yet. */
function withUnknownPeer(body: TfBody, written: JsonObject): TfBody {
  const has = (key: string) => body.values.has(key) || member(written, key) !== undefined;
  const lacking = PEERS.filter((key) => !has(key));
  const [first] = lacking;
  if (
    first === undefined ||
    lacking.length === PEERS.length ||
    PEERS.some((key) => saying(body.values.get(key)) !== undefined)
  )
    return body;
  const unknown: TfValue = { kind: 'unknown', why: notKnownYet(), ...placeOf(body) };
  return { ...body, values: new Map([...body.values, [first, unknown]]) };
}

const PEERS: readonly string[] = [
  'cidr_block',
  'ipv6_cidr_block',
  'source_security_id',
  'address_template_id',
  'address_template_group',
];
