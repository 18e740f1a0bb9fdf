// Whether two values are one, as `==`, sets, `contains` and `index` ask it.

import { type Unknown, unknownIn, unknownWithin, type Value } from './evaluated.ts';

export function equal(a: Value, b: Value): boolean | Unknown {
  if (a.kind === 'unknown') return a;
  if (b.kind === 'unknown') return b;
  if (a.kind === 'null' || b.kind === 'null') return a.kind === b.kind;
  if (a.kind === 'mixed' || b.kind === 'mixed') return equalMixed(a, b);
  const missing = unknownWithin(a, 'any') ?? unknownWithin(b, 'any');
  return missing ?? keyOf(a) === keyOf(b);
}

function equalMixed(a: Value, b: Value): boolean | Unknown {
  const missing = unknownWithin(a, 'any') ?? unknownWithin(b, 'any');
  if (missing !== undefined) return missing;
  if (keyOf(a) === keyOf(b)) return true;
  // An id that is not given yet is none that is written, and never empty.
  const other = a.kind === 'mixed' ? b : a;
  if (other.kind !== 'text' && other.kind !== 'mixed') return false;
  if (other.kind === 'text' && other.text === '') return false;
  return unknownIn(a.kind === 'mixed' ? a : (b as Extract<Value, { kind: 'mixed' }>));
}

/** Equal values have one key, and others have another one. Unknown ones are all different. */
export function keyOf(value: Value): string {
  switch (value.kind) {
    case 'text':
      return `"${value.text.length}:${value.text}`;
    case 'mixed':
      return `~${value.parts
        .map((part) => (typeof part === 'string' ? keyOf({ kind: 'text', text: part }) : partKey(part)))
        .join('')}`;
    case 'number':
      return `#${value.value};`;
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

function partKey(part: { readonly kind: string; readonly address?: string }): string {
  return part.kind === 'id' ? `@${part.address};` : unlike();
}

let count = 0;
const unlike = () => `?${count++};`;
