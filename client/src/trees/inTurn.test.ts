// Guards that work which must not overlap does not, and that a failure stops nothing but itself.
import { expect, test } from 'vitest';
import { inTurn } from './inTurn.ts';

test('each begins when the one before has ended, however that was', async () => {
  const run = inTurn();
  const seen: string[] = [];
  const work = (name: string, fails = false) =>
    run(async () => {
      seen.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      seen.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    });
  const first = work('first', true);
  const second = work('second');
  await expect(first).rejects.toThrow('first');
  expect(await second).toBe('second');
  expect(seen).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
});
