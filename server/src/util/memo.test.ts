// Guards that what is kept is made again where, and only where, one of the things that it was made from is another.
import { expect, test } from 'vitest';
import { memo, memoOf } from './memo.ts';

test('what follows from an object alone is made once', () => {
  let made = 0;
  const of = memoOf((_: object) => {
    made++;
    return undefined;
  });
  const key = {};
  expect([of(key), of(key), of({}), made]).toEqual([undefined, undefined, undefined, 2]);
});

test('what follows from other things too is made again where one of them changed', () => {
  const keep = memo<object, number>();
  const [key, one, other] = [{}, {}, {}];
  let made = 0;
  const make = () => ++made;
  expect(keep(key, [one, 1], make)).toBe(1);
  expect(keep(key, [one, 1], make)).toBe(1);
  expect(keep(key, [other, 1], make)).toBe(2);
  expect(keep(key, [other, 1, undefined], make)).toBe(3);
  expect(keep({}, [other, 1, undefined], make)).toBe(4);
});
