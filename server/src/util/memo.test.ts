// Guards that what is kept is made again where, and only where, one of the things that it was made from is another,
// and that of a search at least the last keys and at most twice as many are kept.
import v8 from 'node:v8';
import vm from 'node:vm';
import { expect, test } from 'vitest';
import { memo, memoInSteps, memoOf, recent, tokenOf } from './memo.ts';
import { finish } from './steps.ts';

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

test('what is made in steps is kept once all steps are done', () => {
  const keep = memoInSteps<object, number>();
  const key = {};
  let made = 0;
  function* make() {
    yield;
    return ++made;
  }
  keep(key, [1], make).next();
  expect(finish(keep(key, [1], make))).toBe(1);
  expect(finish(keep(key, [1], make))).toBe(1);
  expect(finish(keep(key, [2], make))).toBe(2);
});

test('an object of which a value keeps the token is not kept alive by it', async () => {
  const keep = memo<object, number>();
  const key = {};
  const from = new WeakRef({});
  expect(keep(key, [tokenOf(from.deref())], () => 1)).toBe(1);
  expect(keep(key, [tokenOf(from.deref())], () => 2)).toBe(1);
  v8.setFlagsFromString('--expose-gc');
  const collect = vm.runInNewContext('gc') as () => void;
  // A reference that was read lives until the end of the turn.
  await new Promise((resolve) => setImmediate(resolve));
  collect();
  expect(from.deref()).toBeUndefined();
  expect(keep(key, [tokenOf({})], () => 2)).toBe(2);
});

test('the last keys that were set or found are there, the oldest are not', () => {
  const kept = recent<number, string>(3);
  for (let key = 0; key < 6; key++) {
    kept.set(key, `${key}`);
    expect(kept.get(0)).toBe('0');
  }
  for (const key of [4, 5]) expect(kept.get(key)).toBe(`${key}`);
  expect(Array.from({ length: 6 }, (_, key) => kept.get(key)).filter((each) => each === undefined)).not.toEqual([]);
});
