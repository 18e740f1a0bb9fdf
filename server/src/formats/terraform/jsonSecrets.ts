// What states and plans mark as sensitive: beside values, `sensitive_values` and their like, which have `true` where a value is; of outputs and
// variables, `sensitive`; of a state file's resources, paths.

import { type JsonObject, type JsonValue, member } from '#syntax/json.ts';
import { at } from '../cloud/jsonValues.ts';
import type { Secrets } from '../secrets.ts';
import type { Source } from '../source.ts';
import { SECRET_ARGUMENTS } from './marked.ts';

/** Values, each with what says by its shape which parts of it are sensitive. */
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
  const given = member(root, 'variables')?.value;
  for (const { key, value } of given?.kind === 'object' ? given.members : []) {
    if (variables.has(key) && value?.kind === 'object') hide(member(value, 'value')?.value);
  }
  const open: JsonValue[] = [root];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.kind === 'array') for (const item of next.items) open.push(item);
    if (next.kind !== 'object') continue;
    const object = next;
    const inner = (key: string) => member(object, key)?.value;
    for (const [key, beside] of BESIDE) hideMarked(inner(key), inner(beside), hide);
    const flag = inner('sensitive');
    if (flag?.kind === 'literal' && flag.value === true)
      for (const key of ['value', 'default', 'expression']) hide(inner(key));
    hideStored(object, hide);
    for (const { key, value } of object.members) {
      if (value === undefined) continue;
      if (SECRET_ARGUMENTS.has(key) && value.kind !== 'literal') hide(value);
      open.push(value);
    }
  }
}

/** Of a plan, which has their declarations beside their values. */
function secretVariables(root: JsonObject): ReadonlySet<string> {
  const configuration = objectIn(root, 'configuration');
  const top = configuration === undefined ? undefined : objectIn(configuration, 'root_module');
  const variables = top === undefined ? undefined : objectIn(top, 'variables');
  return new Set(
    (variables?.members ?? []).flatMap(({ key, value }) => {
      const flag = value?.kind === 'object' ? member(value, 'sensitive')?.value : undefined;
      return flag?.kind === 'literal' && flag.value === true ? [key] : [];
    }),
  );
}

function objectIn(object: JsonObject, key: string): JsonObject | undefined {
  const value = member(object, key)?.value;
  return value?.kind === 'object' ? value : undefined;
}

type Hide = (value: JsonValue | undefined) => void;

/** The parts of a value at which the marks beside it say `true`. */
function hideMarked(value: JsonValue | undefined, marks: JsonValue | undefined, hide: Hide): void {
  const open = [{ value, marks }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value: given, marks: said } = next;
    if (given === undefined || said === undefined) continue;
    if (said.kind === 'literal' && said.value === true) hide(given);
    else if (said.kind === 'object' && given.kind === 'object') {
      for (const { key, value: mark } of said.members) open.push({ value: member(given, key)?.value, marks: mark });
    } else if (said.kind === 'array' && given.kind === 'array') {
      // The elements of a set have no place by which to tell them: one that is sensitive makes all of them so.
      if (said.items.length !== given.items.length && said.items.length > 0) hide(given);
      else for (const [i, mark] of said.items.entries()) open.push({ value: given.items[i], marks: mark });
    }
  }
}

/** `sensitive_attributes` of a state file: paths of steps into `attributes`. */
function hideStored(object: JsonObject, hide: Hide): void {
  const paths = member(object, 'sensitive_attributes')?.value;
  if (paths?.kind !== 'array') return;
  for (const path of paths.items) {
    let value = member(object, 'attributes')?.value;
    for (const step of path.kind === 'array' ? path.items : [path]) {
      const inner = partAt(value, step);
      // What a step leads to that is not there may be written in another way: the whole is hidden then.
      if (inner === undefined) break;
      value = inner;
    }
    if (value !== member(object, 'attributes')?.value) hide(value);
  }
}

function partAt(value: JsonValue | undefined, step: JsonValue): JsonValue | undefined {
  const said = step.kind === 'object' ? member(step, 'value')?.value : step;
  const inner = said?.kind === 'object' ? member(said, 'value')?.value : said;
  if (inner === undefined || (inner.kind !== 'string' && inner.kind !== 'number')) return undefined;
  if (value?.kind === 'object') return member(value, String(inner.value))?.value;
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
