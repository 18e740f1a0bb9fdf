// Guards when a view counts as being at rest: not while it loads, nor in the moment after, but never later than two seconds.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { calm } from './calm.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** How long it takes until the view is calm, in milliseconds. */
async function waited(prepare: (view: ReturnType<typeof calm>) => void): Promise<number> {
  const view = calm();
  const start = Date.now();
  prepare(view);
  let end: number | undefined;
  void view.untilCalm().then(() => {
    end = Date.now();
  });
  await vi.advanceTimersByTimeAsync(5000);
  return (end ?? Number.NaN) - start;
}

test('a view in which nothing has happened is calm at once', async () => {
  expect(await waited(() => undefined)).toBe(0);
});

test('it is calm a moment after it was shown', async () => {
  const time = await waited(({ stir }) => stir());
  expect(time).toBeGreaterThanOrEqual(100);
  expect(time).toBeLessThan(150);
});

test('it is calm a moment after the last load has ended, whether it failed or not', async () => {
  const time = await waited(({ during }) => {
    void during(() => new Promise((resolve) => setTimeout(resolve, 200)));
    during(() => new Promise((_, reject) => setTimeout(() => reject(new Error('no')), 500))).catch(() => undefined);
  });
  expect(time).toBeGreaterThanOrEqual(600);
  expect(time).toBeLessThan(650);
});

test('a load without end is not waited for', async () => {
  const time = await waited(({ during }) => void during(() => new Promise(() => undefined)));
  expect(time).toBeGreaterThanOrEqual(2000);
  expect(time).toBeLessThan(2050);
});
