// Guards that helpers answer in the order of the questions, with a bounded number of them under way, and are ended whatever happens.

import { expect, test } from 'vitest';
import { type Outcome, sideBySide } from './sideBySide.ts';
import type { Helpers } from './system.ts';

/** Helpers whose later questions are answered first, as far as they are under way together. */
function helpers() {
  const seen = { open: 0, most: 0, started: 0, ended: 0 };
  const start: Helpers['start'] = () => {
    seen.started++;
    return {
      ask: async (question) => {
        seen.most = Math.max(seen.most, ++seen.open);
        for (let i = 0; i < 20 - Number(question); i++) await Promise.resolve();
        seen.open--;
        if (question === 13) throw new Error('out of memory');
        return `answer ${question}`;
      },
      end: () => void seen.ended++,
    };
  };
  return { seen, helpers: { count: 3, start } };
}

test('answers come in the order of the questions, from no more helpers than were asked for', async () => {
  const { seen, helpers: all } = helpers();
  const answers: Outcome[] = [];
  for await (const each of sideBySide(
    all,
    3,
    Array.from({ length: 12 }, (_, i) => i),
  ))
    answers.push(each);
  expect(answers).toEqual(Array.from({ length: 12 }, (_, i) => ({ answer: `answer ${i}` })));
  expect(seen).toEqual({ open: 0, most: 3, started: 3, ended: 3 });
});

test('of answers that nobody takes no more are made than twice the helpers', async () => {
  const asked: unknown[] = [];
  const start: Helpers['start'] = () => ({
    ask: async (question) => asked.push(question),
    end: () => {},
  });
  const answers = sideBySide({ count: 2, start }, 2, Array(100).fill('?'));
  await answers.next();
  for (let i = 0; i < 1000; i++) await Promise.resolve();
  expect(asked.length).toBe(4);
  await answers.return();
});

test('a helper that dies is told in its place, and all are ended when nobody asks any more', async () => {
  const { seen, helpers: all } = helpers();
  const answers: Outcome[] = [];
  for await (const each of sideBySide(all, 2, [1, 13, 2, 3])) {
    answers.push(each);
    if ('died' in each) break;
  }
  expect(answers).toEqual([{ answer: 'answer 1' }, { died: 'out of memory' }]);
  expect(seen.ended).toBe(2);
});
