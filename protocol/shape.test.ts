// Guards what parameters from any program are checked for: the member that is wrong is named, and the type follows from the shape.

import { expect, expectTypeOf, test } from 'vitest';
import { flag, kinds, list, number, object, oneOf, optional, type TypeOf, text } from './shape.ts';

const change = kinds({
  rename: { name: text, old: optional(text) },
  move: { by: oneOf(-1, 1), also: list(object({ at: number })) },
});

test.each([
  [text, 'a', undefined],
  [text, 1, "'x' is to be a string."],
  [number, Number.NaN, "'x' is to be a number."],
  [flag, 'true', "'x' is to be true or false."],
  [oneOf('a', 'b'), 'c', "'x' is to be one of a, b."],
  [optional(text), undefined, undefined],
  [optional(text), null, "'x' is to be a string."],
  [list(text), ['a', 2], "'x[1]' is to be a string."],
  [list(text), { length: 0 }, "'x' is to be a list."],
  [object({ a: text }), { a: 'b', more: 1 }, undefined],
  [object({ a: text }), {}, "'x.a' is to be a string."],
  [object({ toString: text }), {}, "'x.toString' is to be a string."],
  [object({}), null, "'x' is to be an object."],
  [object({}), [], "'x' is to be an object."],
  [change, { kind: 'rename', name: 'a' }, undefined],
  [change, { kind: 'rename' }, "'x.name' is to be a string."],
  [change, { kind: 'toString' }, "'x.kind' is to be one of rename, move."],
  [change, { kind: 'move', by: 2, also: [] }, "'x.by' is to be one of -1, 1."],
  [change, { kind: 'move', by: 1, also: [{ at: '1' }] }, "'x.also[0].at' is to be a number."],
])('%# a fault is told with its path', (shape, value, fault) => {
  expect(shape(value, 'x')).toBe(fault);
});

test('the type has the members of the shape, optional where they are', () => {
  expectTypeOf<TypeOf<typeof change>>().toEqualTypeOf<
    | { readonly kind: 'rename'; readonly name: string; readonly old?: string }
    | { readonly kind: 'move'; readonly by: -1 | 1; readonly also: readonly { readonly at: number }[] }
  >();
});
