// What is known of the arguments and inner blocks of a block, including those that `dynamic` makes.

import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { keep } from '#util/memo.ts';
import { placeOf } from '../piece.ts';
import { asString } from './conversion.ts';
import { elementsOf, evaluate, noteOrder } from './evaluate.ts';
import { isUnknownPart, type Template, type Unknown, type Value, whyUnknown } from './evaluated.ts';
import type { Block, Body } from './expression.ts';
import { bindEach, type Scope } from './scope.ts';
import { run, spend } from './steps.ts';
import type { TfBody, TfReference, TfString, TfUnknown, TfValue } from './value.ts';

/** The blocks of the provider are not nested deeper. */
export const MAX_DEPTH = 8;

/** Arguments that tell Terraform how to treat a resource, and not what it is. */
const META: ReadonlySet<string> = new Set([
  ...['lifecycle', 'depends_on', 'provider', 'provisioner', 'connection', 'timeouts', 'count', 'for_each', 'source'],
  'version',
]);

/** Arguments by their names, and blocks, of which there may be several of one name, as lists of bodies. */
export function bodyOf(body: Body, scope: Scope, depth: number, at: Range = body): TfBody {
  const values = new Map<string, TfValue>();
  for (const { name, value } of body.attributes.values()) {
    if (META.has(name)) continue;
    const given = asTf(run(scope.budget, evaluate(value, scope)), value, 0);
    if (given !== undefined) values.set(name, given);
  }
  const lists = new Map<string, TfValue[]>();
  for (const block of body.blocks) {
    const dynamic = block.word === 'dynamic';
    const name = dynamic ? (block.labels[0] ?? '') : block.word;
    if (META.has(name)) continue;
    const list = keep(lists, name, () => []);
    if (depth > MAX_DEPTH) list.push(tooDeep(block));
    else if (dynamic) for (const made of dynamicOf(block, scope, depth)) list.push(made);
    else list.push(bodyOf(block.body, scope, depth + 1, block));
  }
  for (const [name, items] of lists) {
    if (!values.has(name)) values.set(name, { kind: 'list', items, ...around(items, body) });
  }
  return { kind: 'body', values, start: at.start, end: at.end };
}

/** From the first place to the last, whatever the order of the items. */
function around(items: readonly Range[], otherwise: Range): Range {
  const [first = otherwise] = items;
  return items.reduce(
    (all, { start, end }) => ({ start: Math.min(all.start, start), end: Math.max(all.end, end) }),
    placeOf(first),
  );
}

/** The blocks that a dynamic block makes. Each has the place of its element, if that is written somewhere. */
function dynamicOf(block: Block, scope: Scope, depth: number): TfValue[] {
  const [label = ''] = block.labels;
  const { attributes, blocks } = block.body;
  const forEach = attributes.get('for_each')?.value;
  const content = blocks.find(({ word }) => word === 'content');
  const named = attributes.get('iterator')?.value;
  const iterator = named?.kind === 'name' ? named.name : label;
  if (forEach === undefined || content === undefined) {
    const why = t("the dynamic block has no 'for_each' or no 'content'");
    return [{ kind: 'unknown', why, ...placeOf(block) }];
  }
  const collection = run(scope.budget, evaluate(forEach, scope));
  const elements = elementsOf(collection);
  if ('kind' in elements) return [unknownAt(elements, forEach)];
  noteOrder(collection, forEach, scope);
  const made: TfValue[] = [];
  for (const [key, value] of elements) {
    if (spend(scope.budget, 10) !== undefined) break;
    if (value.kind === 'unknown' && value.many) {
      made.push(unknownAt(value, forEach));
      continue;
    }
    const inside = bindEach(scope, iterator, key, value);
    made.push(bodyOf(content.body, inside, depth + 1, value.at ?? content));
  }
  return made;
}

function unknownAt(value: Unknown, at: Range): TfUnknown {
  // A name that is not declared may be so in a file that is not named.
  return { kind: 'unknown', why: whyUnknown(value), fault: value.fault && !value.about, ...placeOf(at) };
}

function tooDeep(at: Range): TfUnknown {
  return { kind: 'unknown', why: t('it is nested too deeply'), ...placeOf(at) };
}

/**
 * The value of an argument; undefined for null, which says nothing. A value that is written elsewhere has its place there, but one that is
 * not known is reported at the argument.
 */
export function asTf(value: Value, argument: Range, depth: number): TfValue | undefined {
  const at = value.at ?? argument;
  const near = within(at, argument) ? at : argument;
  switch (value.kind) {
    case 'null':
      return undefined;
    case 'string':
    case 'number':
    case 'bool': {
      const written = asString(value);
      return written.kind === 'string' ? { kind: 'string', text: written.text, ...placeOf(at) } : undefined;
    }
    case 'template':
      return templateAs(value, placeOf(near));
    case 'unknown':
      return unknownAt(value, near);
    case 'handle':
      return { kind: 'reference', resource: value.of.address, ...placeOf(at) };
    case 'sequence': {
      if (depth > MAX_DEPTH) return tooDeep(argument);
      const placeOfItem = (item: Value) => (item.at !== undefined && within(item.at, argument) ? item.at : argument);
      const items = value.items.flatMap((item) => asTf(item, placeOfItem(item), depth + 1) ?? []);
      return { kind: 'list', items, ...placeOf(at) };
    }
    case 'mapping': {
      if (value.more !== undefined) return unknownAt(value.more, argument);
      if (depth > MAX_DEPTH) return tooDeep(argument);
      const values = new Map<string, TfValue>();
      for (const [key, inner] of value.entries) {
        const made = asTf(inner, near, depth + 1);
        if (made !== undefined) values.set(key, made);
      }
      return { kind: 'body', values, ...placeOf(at) };
    }
  }
}

function within(inner: Range, outer: Range): boolean {
  return inner.start >= outer.start && inner.end <= outer.end;
}

function templateAs({ parts }: Template, place: Range): TfReference | TfUnknown {
  const made = parts.map((part): TfString | TfReference | TfUnknown => {
    if (typeof part === 'string') return { kind: 'string', text: part, ...place };
    return part.kind === 'id' ? { kind: 'reference', resource: part.address, ...place } : unknownAt(part, place);
  });
  const [only] = made;
  if (made.length === 1 && only?.kind === 'reference') return only;
  const missing = parts.find(isUnknownPart);
  const why = missing === undefined ? t('a part of it is given by the cloud') : whyUnknown(missing);
  return { kind: 'unknown', why, parts: made, ...place };
}

export function isId(part: Template['parts'][number]): boolean {
  return typeof part !== 'string' && part.kind === 'id';
}
