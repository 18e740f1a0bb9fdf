// Guards when a crashed server is started again: always, but for the fifth time within three minutes.
import { expect, test } from 'vitest';
import { countCrashes } from './crashes.ts';

test('the fifth crash in three minutes is the last', () => {
  let time = 0;
  const crashes = countCrashes(() => time);
  const results = [0, 1, 2, 3, 4].map((minute) => {
    time = minute * 40_000;
    return crashes.crashed();
  });
  expect(results).toEqual([true, true, true, true, false]);
});

test('crashes further apart are forgiven', () => {
  let time = 0;
  const crashes = countCrashes(() => time);
  for (let count = 0; count < 20; count++) {
    time += 46_000;
    expect(crashes.crashed()).toBe(true);
  }
});

test('a restart by hand begins anew', () => {
  const crashes = countCrashes(() => 0);
  for (let count = 0; count < 4; count++) crashes.crashed();
  crashes.forget();
  expect(crashes.crashed()).toBe(true);
});
