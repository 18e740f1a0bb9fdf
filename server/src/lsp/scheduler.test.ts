// Guards that long work gives way to messages and to newer work, and that what nobody wants any more or what fails harms no other.
import { expect, test } from 'vitest';
import type { Steps } from '#util/steps.ts';
import { scheduler, within } from './scheduler.ts';

function* counting(to: number, name: string, log: string[]): Steps<number> {
  for (let i = 0; i < to; i++) {
    const until = performance.now() + 1;
    while (performance.now() < until);
    log.push(name);
    yield;
  }
  return to;
}

const always = () => true;

test('what was begun last goes first, and messages come in between', async () => {
  const { run } = scheduler();
  const log: string[] = [];
  const older = run(counting(20, 'old', log), always);
  const newer = run(counting(20, 'new', log), always);
  let messages = 0;
  const message = setInterval(() => messages++, 0);
  expect(await Promise.all([older, newer])).toEqual([20, 20]);
  clearInterval(message);
  expect(log.indexOf('old')).toBe(20);
  expect(messages).toBeGreaterThan(2);
});

test('what is no longer wanted comes to nothing', async () => {
  const { run } = scheduler();
  const log: string[] = [];
  let wanted = true;
  const done = run(counting(1000, 'step', log), () => wanted);
  setTimeout(() => {
    wanted = false;
  }, 10);
  expect(await done).toBeUndefined();
  expect(log.length).toBeLessThan(1000);
});

test('what fails is told to who began it, and the rest goes on', async () => {
  const { run } = scheduler();
  const good = run(counting(3, 'good', []), always);
  const bad = run(
    (function* (): Steps<number> {
      yield;
      throw new Error('broken');
    })(),
    always,
  );
  await expect(bad).rejects.toThrow('broken');
  expect(await good).toBe(3);
});

test('what is at its end in time is there at once, and else its rest is still to be done', async () => {
  const short: string[] = [];
  expect(within(counting(3, 'step', short), performance.now() + 1000)).toEqual({ value: 3 });
  const long: string[] = [];
  const steps = counting(40, 'step', long);
  expect(within(steps, performance.now() + 5)).toBeUndefined();
  expect(long.length).toBeLessThan(40);
  expect(await scheduler().run(steps, always)).toBe(40);
  expect(long.length).toBe(40);
});
