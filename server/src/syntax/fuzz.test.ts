// Guards that no damaged file makes the parser throw, take over a second or leave text outside of its blocks.

import { expect, test } from 'vitest';
import { randomFrom } from '../../test/support/random.ts';
import { edited, randomEdit, randomFile, tidyBlanks, wildBlanks } from '../../test/support/randomRules.ts';
import { limit, rounds } from '../../test/support/rounds.ts';
import { parse } from './parse.ts';

// Guards that no text makes the parser throw or hang, and that its tree covers the text without gaps.

const inputs = rounds(40_000, 5_000_000);

test(`${inputs} damaged files: nothing thrown, none over a second, blocks without gaps`, {
  timeout: limit(3_600_000),
}, () => {
  let slowest = 0;
  for (let seed = 1; seed <= inputs; seed++) {
    const next = randomFrom(seed);
    let text = randomFile({ next, blanks: seed % 2 === 0 ? wildBlanks : tidyBlanks }, 3);
    for (let left = 1 + Math.floor(next() * 6); left > 0; left--) text = edited(text, randomEdit(next, text));
    const start = performance.now();
    const file = parse(text);
    slowest = Math.max(slowest, performance.now() - start);
    let offset = 0;
    for (const placed of file.blocks) {
      if (placed.start !== offset || placed.block.length <= 0) throw new Error(`A gap at ${offset}, seed ${seed}.`);
      offset += placed.block.length;
      for (const problem of placed.block.problems) {
        if (!(problem.start >= 0 && problem.start <= problem.end && problem.end <= placed.block.length)) {
          throw new Error(`A problem outside of its block, seed ${seed}.`);
        }
      }
    }
    if (offset !== text.length) throw new Error(`The tree ends at ${offset}, seed ${seed}.`);
  }
  expect(slowest).toBeLessThan(1000);
});
