// Guards when a crashed server is started again (always, but for the fifth time within three minutes), and which document is set aside:
// the one that was sent last, the second time, and never after a kill from outside.
import { expect, test } from 'vitest';
import { watchCrashes } from './crashes.ts';

test('the fifth crash in three minutes is the last', () => {
  let time = 0;
  const crashes = watchCrashes(() => time);
  const results = [0, 1, 2, 3, 4].map((minute) => {
    time = minute * 40_000;
    return crashes.ended('crashed').startAgain;
  });
  expect(results).toEqual([true, true, true, true, false]);
});

test('crashes further apart are forgiven', () => {
  let time = 0;
  const crashes = watchCrashes(() => time);
  for (let count = 0; count < 20; count++) {
    time += 46_000;
    expect(crashes.ended('crashed').startAgain).toBe(true);
  }
});

test('a document that ends the server twice is set aside, others are not', () => {
  const crashes = watchCrashes(() => 0);
  crashes.touched('a.sg');
  expect(crashes.ended('crashed').setAside).toBeUndefined();
  crashes.touched('b.sg');
  expect(crashes.ended('crashed').setAside).toBeUndefined();
  crashes.touched('a.sg');
  expect(crashes.ended('crashed').setAside).toBe('a.sg');
  expect([...crashes.setAside]).toEqual(['a.sg']);
});

test('being killed, again and again, sets nothing aside', () => {
  const crashes = watchCrashes(() => 0);
  for (let count = 0; count < 4; count++) {
    crashes.touched('a.sg');
    expect(crashes.ended('killed').setAside).toBeUndefined();
  }
});

test('a document that was sent long ago is not suspected', () => {
  let time = 0;
  const crashes = watchCrashes(() => time);
  for (let count = 0; count < 3; count++) {
    crashes.touched('a.sg');
    time += 60_000;
    expect(crashes.ended('crashed').setAside).toBeUndefined();
  }
});

test('a restart by hand gives another chance', () => {
  const crashes = watchCrashes(() => 0);
  for (let count = 0; count < 4; count++) {
    crashes.touched('a.sg');
    crashes.ended('crashed');
  }
  crashes.forget();
  expect(crashes.setAside.size).toBe(0);
  expect(crashes.ended('crashed').startAgain).toBe(true);
});
