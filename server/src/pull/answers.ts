// Takes from an answer the members that a snapshot keeps, and checks that each has the JSON kind that its descriptor names. If one does not,
// the whole answer is refused, and the message names the first wrong member.

import type { AnyShape, JsonKind, Kinds } from '#formats/cloud/shape.ts';
import type { Fault } from './ask.ts';
import { isObject, type JsonObject } from './json.ts';

/** A value, or what is wrong with it. */
type Checked = { readonly value: unknown } | { readonly wrong: string };

/** The members of an object that are kept, if it has the one that it `needs`. `at` is the object's path in the answer. */
export function keptOf(
  keeps: Kinds,
  needs: string | undefined,
  object: unknown,
  at: string,
): { readonly value: JsonObject } | { readonly wrong: string } {
  if (!isObject(object)) return { wrong: `${at} is not an object` };
  const kept: [string, unknown][] = [];
  for (const [name, { json }] of Object.entries(keeps)) {
    const found = Object.hasOwn(object, name) ? object[name] : undefined;
    if (found === undefined || found === null) {
      if (name === needs) return { wrong: `${at}.${name} is missing` };
      continue;
    }
    const checked = check(json, found, `${at}.${name}`);
    if ('wrong' in checked) return checked;
    kept.push([name, checked.value]);
  }
  return { value: Object.fromEntries(kept) };
}

export function unlike(action: string, wrong: string): { readonly fault: Fault } {
  const message = `The answer of ${action} is not what the API describes: ${wrong}. Nothing of it is taken.`;
  return { fault: { kind: 'other', code: '', message } };
}

function check(kind: JsonKind, value: unknown, at: string): Checked {
  switch (kind) {
    case 'any':
      return { value };
    case 'string':
      // Some actions write a number where others write a string, as for the id of a project.
      return typeof value === 'string' || typeof value === 'number'
        ? { value: String(value) }
        : { wrong: `${at} is not a string` };
    case 'number':
      return typeof value === 'number' ? { value } : { wrong: `${at} is not a number` };
    case 'boolean':
      return typeof value === 'boolean' ? { value } : { wrong: `${at} is neither true nor false` };
    case 'strings':
      return Array.isArray(value) && value.every((each) => typeof each === 'string')
        ? { value }
        : { wrong: `${at} is not a list of strings` };
  }
  if ('object' in kind) return checkObject(kind.object, value, at);
  if (!Array.isArray(value)) return { wrong: `${at} is not a list` };
  const all: unknown[] = [];
  for (const [index, each] of value.entries()) {
    const checked = checkObject(kind.objects, each, `${at}[${index}]`);
    if ('wrong' in checked) return checked;
    all.push(checked.value);
  }
  return { value: all };
}

/** Every rule needs an action. It also keeps the members that its descriptor does not name: one of them could decide about a packet. */
function checkObject({ kinds, isRule }: AnyShape, value: unknown, at: string): Checked {
  const checked = keptOf(kinds, 'Action', value, at);
  if ('wrong' in checked || !isRule || !isObject(value)) return checked;
  const others = Object.entries(value).filter(([name]) => !Object.hasOwn(kinds, name));
  return { value: { ...Object.fromEntries(others), ...checked.value } };
}
