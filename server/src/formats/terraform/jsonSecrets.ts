// What states and plans mark as sensitive, in one of three ways. Beside values is a member such as `sensitive_values`, which has `true`
// where the value is. Outputs and variables have a member `sensitive`. Resources of a state file have a list of paths.

import type { JsonObject, JsonValue } from '#syntax/json.ts';
import { at } from '../cloud/jsonValues.ts';
import { itemsIn, objectIn, valueIn } from '../jsonAccess.ts';
import type { Secrets } from '../secrets.ts';
import type { Source } from '../source.ts';
import { SECRET_ARGUMENTS } from './configurationSecrets.ts';

/** The members with values, and those that mark which parts of these are sensitive. */
const BESIDE: readonly (readonly [string, string])[] = [
  ['values', 'sensitive_values'],
  ['before', 'before_sensitive'],
  ['after', 'after_sensitive'],
];

/** Adds the texts of a file's sensitive values, and where they stand, to `secrets`. */
export function findJsonSecrets(source: Source, root: JsonObject, secrets: Secrets): void {
  const found = new Set<JsonValue>();
  const hide = (value: JsonValue | undefined) => {
    if (value !== undefined) hideWhole(source, value, secrets, found);
  };
  const variables = secretVariables(root);
  for (const { key, value } of objectIn(root, 'variables')?.members ?? []) {
    if (variables.has(key)) hide(valueIn(value, 'value'));
  }
  const open: JsonValue[] = [root];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.kind === 'array') for (const item of next.items) open.push(item);
    if (next.kind !== 'object') continue;
    const object = next;
    const inner = (key: string) => valueIn(object, key);
    for (const [key, beside] of BESIDE) hideMarked(inner(key), inner(beside), hide);
    if (isTrue(inner('sensitive'))) for (const key of ['value', 'default', 'expression']) hide(inner(key));
    hideStored(object, hide);
    for (const { key, value } of object.members) {
      if (value === undefined) continue;
      if (SECRET_ARGUMENTS.has(key) && value.kind !== 'literal') hide(value);
      open.push(value);
    }
  }
}

/** The variables that a plan declares as sensitive. */
function secretVariables(root: JsonObject): ReadonlySet<string> {
  const variables = objectIn(objectIn(objectIn(root, 'configuration'), 'root_module'), 'variables');
  return new Set(
    (variables?.members ?? []).flatMap(({ key, value }) => (isTrue(valueIn(value, 'sensitive')) ? [key] : [])),
  );
}

function isTrue(value: JsonValue | undefined): boolean {
  return value?.kind === 'literal' && value.value === true;
}

type Hide = (value: JsonValue | undefined) => void;

/** The parts of a value at which the marks beside it say `true`. */
function hideMarked(value: JsonValue | undefined, marks: JsonValue | undefined, hide: Hide): void {
  const open = [{ value, marks }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value: given, marks: said } = next;
    if (given === undefined || said === undefined) continue;
    if (isTrue(said)) hide(given);
    else if (said.kind === 'object' && given.kind === 'object') {
      for (const { key, value: mark } of said.members) open.push({ value: valueIn(given, key), marks: mark });
    } else if (said.kind === 'array' && given.kind === 'array') {
      // The elements of a set have no places, so all of them are hidden if one is sensitive.
      if (said.items.length !== given.items.length && said.items.length > 0) hide(given);
      else for (const [i, mark] of said.items.entries()) open.push({ value: given.items[i], marks: mark });
    }
  }
}

/** `sensitive_attributes` of a state file are paths in `attributes`. */
function hideStored(object: JsonObject, hide: Hide): void {
  for (const path of itemsIn(object, 'sensitive_attributes')) {
    const whole = valueIn(object, 'attributes');
    let value = whole;
    for (const step of path.kind === 'array' ? path.items : [path]) {
      const inner = partAt(value, step);
      // A step that leads nowhere may be written in another way, so all of what the steps before lead to is hidden.
      if (inner === undefined) break;
      value = inner;
    }
    if (value !== whole) hide(value);
  }
}

function partAt(value: JsonValue | undefined, step: JsonValue): JsonValue | undefined {
  const said = step.kind === 'object' ? valueIn(step, 'value') : step;
  const inner = said?.kind === 'object' ? valueIn(said, 'value') : said;
  if (inner === undefined || (inner.kind !== 'string' && inner.kind !== 'number')) return undefined;
  if (value?.kind === 'object') return valueIn(value, String(inner.value));
  return value?.kind === 'array' ? value.items[Number(inner.value)] : undefined;
}

function hideWhole(source: Source, value: JsonValue, { texts, ranges }: Secrets, found: Set<JsonValue>): void {
  if (found.has(value)) return;
  ranges.push(at(source, value));
  const open = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    found.add(next);
    if (next.kind === 'string' && next.value !== '') texts.add(next.value);
    else if (next.kind === 'number') texts.add(source.text.slice(next.start, next.end));
    else if (next.kind === 'array') for (const item of next.items) open.push(item);
    else if (next.kind === 'object')
      for (const { value: inner } of next.members) if (inner !== undefined) open.push(inner);
  }
}
