// Whether two values are equal, for `==`, sets, `contains` and `index`.

import { numberText } from './decimal.ts';
import { string, type Template, type Unknown, unknownIn, unknownWithin, type Value } from './evaluated.ts';

export function equal(a: Value, b: Value): boolean | Unknown {
  if (a.kind === 'unknown') return a;
  if (b.kind === 'unknown') return b;
  if (a.kind === 'null' || b.kind === 'null') return a.kind === b.kind;
  const missing = unknownWithin(a, 'any') ?? unknownWithin(b, 'any');
  if (missing !== undefined) return missing;
  if (keyOf(a) === keyOf(b)) return haveOneForm(a, b);
  // An id that the cloud will give is a string, but not an empty one, and nobody can have written it.
  const [template, other] = a.kind === 'template' ? [a, b] : [b, a];
  if (template.kind !== 'template' || (other.kind !== 'string' && other.kind !== 'template')) return false;
  return other.kind === 'string' && other.text === '' ? false : unknownIn(template);
}

/** Terraform's `==` converts nothing: a list is never equal to a tuple, as which every `[…]` is read, nor a map to an object. */
function haveOneForm(a: Value, b: Value): boolean {
  if (a.kind === 'sequence' && b.kind === 'sequence') {
    return a.form === b.form && a.items.every((item, i) => haveOneForm(item, b.items[i] as Value));
  }
  if (a.kind !== 'mapping' || b.kind !== 'mapping') return true;
  return a.form === b.form && [...a.entries].every(([key, value]) => haveOneForm(value, b.entries.get(key) as Value));
}

/** A text that is the same for equal values, and another one for values that differ. Values that are not known all differ. */
export function keyOf(value: Value): string {
  switch (value.kind) {
    case 'string':
      return `"${value.text.length}:${value.text}`;
    case 'template':
      return `~${value.parts.map(partKey).join('')}`;
    case 'number':
      return `#${numberText(value)};`;
    case 'bool':
      return value.value ? 't' : 'f';
    case 'null':
      return '0';
    case 'sequence':
      return `[${value.items.map(keyOf).join('')}]`;
    case 'mapping':
      return `{${[...value.entries]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, inner]) => `${key.length}:${key}${keyOf(inner)}`)
        .join('')}}`;
    case 'handle':
      return `@${value.of.address};`;
    case 'unknown':
      return unlike();
  }
}

function partKey(part: Template['parts'][number]): string {
  if (typeof part === 'string') return keyOf(string(part));
  return part.kind === 'id' ? `@${part.address};` : unlike();
}

let count = 0;
const unlike = () => `?${count++};`;
