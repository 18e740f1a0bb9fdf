// A configuration in JSON (`*.tf.json`), as the same bodies and expressions as HCL.

import { inside, type JsonMember, type JsonObject, type JsonValue } from '#syntax/json.ts';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { objectsOf, valueIn } from '../jsonAccess.ts';
import { placeOf } from '../piece.ts';
import { writtenNumber } from './decimal.ts';
import { bool, fault, MAX_DEPTH, NULL, string, tooDeep } from './evaluated.ts';
import { type Attribute, type Block, type Body, type Expression, literal, writtenText } from './expression.ts';
import type { HclParser } from './hcl.ts';

export interface Reader {
  readonly parser: HclParser | undefined;
  readonly source: string;
  readonly base: number;
  /** Called with each member of which there is one of the same name before it. */
  readonly again: (member: JsonMember) => void;
}

/** How many labels the blocks of a word have. */
const LABELS: ReadonlyMap<string, number> = new Map([
  ['resource', 2],
  ['data', 2],
  ['ephemeral', 2],
  ['variable', 1],
  ['output', 1],
  ['module', 1],
  ['provider', 1],
  ['locals', 0],
  ['import', 0],
]);

export function bodyOfJson(reader: Reader, root: JsonObject): Body {
  const blocks: Block[] = [];
  for (const { key: word, value } of root.members) {
    const count = LABELS.get(word);
    if (count === undefined) continue;
    let level: { labels: readonly string[]; value: JsonValue | undefined }[] = [{ labels: [], value }];
    for (let i = 0; i < count; i++) {
      level = level.flatMap(({ labels, value: each }) =>
        objectsOf(each).flatMap((object) =>
          object.members.map((inner) => ({ labels: [...labels, inner.key], value: inner.value })),
        ),
      );
    }
    for (const { labels, value: each } of level) {
      for (const object of objectsOf(each)) {
        blocks.push({ word, labels, body: bodyOf(reader, object, word), ...at(reader, object) });
      }
    }
  }
  return { attributes: new Map(), blocks, ...at(reader, root) };
}

/** The values in a `*.tfvars.json` file, in which no string is a template. */
export function valuesOfJson(reader: Reader, root: JsonObject): Body {
  return { attributes: attributesOf(reader, root, true), blocks: [], start: reader.base, end: reader.base };
}

function at({ base }: Reader, { start, end }: Range): Range {
  return { start: start + base, end: end + base };
}

function bodyOf(reader: Reader, object: JsonObject, word: string): Body {
  const attributes = attributesOf(reader, object, word === 'variable');
  const blocks: Block[] = [];
  if (word !== 'locals') {
    for (const dynamic of objectsOf(valueIn(object, 'dynamic'))) {
      for (const { key, value } of dynamic.members) {
        for (const each of objectsOf(value)) blocks.push(dynamicOf(reader, key, each));
      }
    }
    attributes.delete('dynamic');
  }
  for (const key of REFERENCES) {
    const value = valueIn(object, key);
    const written =
      value?.kind === 'string' ? reader.parser?.expression(value.value, at(reader, value).start + 1) : undefined;
    if ((word === 'variable' || word === 'import') && value !== undefined && written !== undefined) {
      attributes.set(key, { name: key, value: written, ...at(reader, value) });
    }
  }
  return { attributes, blocks, ...at(reader, object) };
}

/** Arguments whose strings are expressions, without `${…}` around them. */
const REFERENCES: readonly string[] = ['type', 'to'];

function dynamicOf(reader: Reader, label: string, object: JsonObject): Block {
  const content = valueIn(object, 'content');
  const [first] = objectsOf(content);
  const attributes = attributesOf(reader, object, false);
  attributes.delete('content');
  const iterator = attributes.get('iterator');
  const name = writtenText(iterator?.value);
  if (iterator !== undefined && name !== undefined) {
    attributes.set('iterator', { ...iterator, value: { kind: 'name', name, ...placeOf(iterator.value) } });
  }
  const blocks: Block[] =
    first === undefined
      ? []
      : [{ word: 'content', labels: [], body: bodyOf(reader, first, 'content'), ...at(reader, first) }];
  const place = at(reader, object);
  return { word: 'dynamic', labels: [label], body: { attributes, blocks, ...place }, ...place };
}

function attributesOf(reader: Reader, object: JsonObject, literalOnly: boolean): Map<string, Attribute> {
  const attributes = new Map<string, Attribute>();
  for (const one of object.members) {
    if (one.value === undefined || one.key === '//') continue;
    if (attributes.has(one.key)) reader.again(one);
    const range = at(reader, { start: one.start, end: one.value.end });
    attributes.set(one.key, { name: one.key, value: expressionOf(reader, one.value, literalOnly, 0), ...range });
  }
  return attributes;
}

function expressionOf(reader: Reader, value: JsonValue, literalOnly: boolean, depth: number): Expression {
  const range = at(reader, value);
  if (depth > MAX_DEPTH) return { kind: 'literal', value: fault(tooDeep()), ...range };
  const inner = (each: JsonValue) => expressionOf(reader, each, literalOnly, depth + 1);
  switch (value.kind) {
    case 'literal':
      return value.value === null ? { kind: 'literal', value: NULL, ...range } : literal(bool(value.value), range);
    case 'number':
      return { kind: 'literal', value: writtenNumber(reader.source.slice(value.start, value.end)), ...range };
    case 'array':
      return { kind: 'tuple', items: value.items.map(inner), ...range };
    case 'object': {
      const keys = new Set<string>();
      const items = value.members.flatMap((member) => {
        const { key, value: given, start, end } = member;
        if (keys.has(key)) reader.again(member);
        keys.add(key);
        const place = at(reader, { start: start + 1, end: end - 1 });
        return given === undefined ? [] : { key: stringOf(reader, key, place, literalOnly), value: inner(given) };
      });
      return { kind: 'object', items, ...range };
    }
    case 'string':
      return { ...stringOf(reader, value.value, at(reader, inside(reader.source, value)), literalOnly), ...range };
  }
}

function stringOf(reader: Reader, written: string, range: Range, literalOnly: boolean): Expression {
  const isTemplate = !literalOnly && /[$%]\{/.test(written);
  const template = isTemplate ? reader.parser?.template(written, range.start) : undefined;
  const plain = writtenText(template);
  if (template !== undefined && plain === undefined) return template;
  if (isTemplate && template === undefined)
    return { kind: 'literal', value: fault(t('the template cannot be read')), ...range };
  return literal(string(plain ?? written), range);
}
