// Guards that what follows the model never lags behind by more than the answer that is under way, and never asks twice at the same time.
import { expect, test } from 'vitest';
import { oneAtATime } from './oneAtATime.ts';

test('what is asked for meanwhile is done once more, after that', async () => {
  const ends: (() => void)[] = [];
  let [begun, atOnce] = [0, 0];
  const ask = oneAtATime(async () => {
    begun++;
    atOnce++;
    expect(atOnce).toBe(1);
    await new Promise<void>((resolve) => ends.push(resolve));
    atOnce--;
  });
  const all = [ask(), ask(), ask()];
  expect(begun).toBe(1);
  ends[0]?.();
  await Promise.resolve();
  await Promise.resolve();
  expect(begun).toBe(2);
  ends[1]?.();
  await Promise.all(all);
  expect(begun).toBe(2);
  const last = ask();
  expect(begun).toBe(3);
  ends[2]?.();
  await last;
});

test('one that fails is no hindrance for the next', async () => {
  let count = 0;
  const ask = oneAtATime(async () => {
    if (++count === 1) throw new Error('gone');
  });
  await expect(ask()).rejects.toThrow('gone');
  await ask();
  expect(count).toBe(2);
});
