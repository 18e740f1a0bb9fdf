// Guards that parsing only what was edited gives the tree of a fresh parse, and keeps all other blocks as the same objects.

import { expect, test } from 'vitest';
import { randomFrom } from '../../test/support/random.ts';
import {
  edited,
  randomDeclaration,
  randomEdit,
  randomFile,
  tidyBlanks,
  wildBlanks,
} from '../../test/support/randomRules.ts';
import { limit, rounds } from '../../test/support/rounds.ts';
import type * as ast from './ast.ts';
import { parse } from './parse.ts';
import { reparse } from './reparse.ts';

// Guards that a tree after edits is the tree of a fresh parse, and that blocks away from the edit are the same objects.

const sequences = rounds(4_000, 100_000);

test(`after each edit of ${sequences} sequences, the tree equals that of a fresh parse`, {
  timeout: limit(1_200_000),
}, () => {
  for (let seed = 1; seed <= sequences; seed++) {
    const next = randomFrom(seed);
    let text = randomFile({ next, blanks: seed % 2 === 0 ? wildBlanks : tidyBlanks }, 8);
    let file = parse(text);
    for (let left = 1 + Math.floor(next() * 8); left > 0; left--) {
      const edit = randomEdit(next, text);
      const newText = edited(text, edit);
      const newFile = reparse(file, edit, newText);
      const fresh = parse(newText);
      if (JSON.stringify(newFile) !== JSON.stringify(fresh)) {
        expect({ seed, text, edit, file: newFile }).toEqual({ seed, text, edit, file: fresh });
      }
      text = newText;
      file = newFile;
    }
  }
});

test('an edit in one of many groups leaves all other blocks the same objects', () => {
  const next = randomFrom(7);
  const parts = Array.from({ length: 200 }, () => `${randomDeclaration({ next, blanks: tidyBlanks })}\n`);
  const text = parts.join('');
  const before = parse(text);
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] ?? '';
    const start = parts.slice(0, i).join('').length;
    const at = start + Math.floor(next() * (part.length - 2));
    const edit = { start: at, end: at, newText: ' # x\n' };
    const after = reparse(before, edit, edited(text, edit));
    const old = new Set<ast.Block>(before.blocks.map(({ block }) => block));
    const fresh = after.blocks.filter(({ block }) => !old.has(block));
    // The block of the edit, and the one before it, whose end was found by looking at this one's first words.
    expect(fresh.length, `edit in ${JSON.stringify(part)}`).toBeLessThanOrEqual(4);
  }
});

test('an edit in a block does not touch the blocks beside it', () => {
  const text = 'group a {\n}\n\ngroup b {\n  inbound { allow ssh from any }\n}\n\ngroup c {\n}\n';
  const before = parse(text);
  const at = text.indexOf('ssh');
  const edit = { start: at, end: at + 3, newText: 'http' };
  const after = reparse(before, edit, edited(text, edit));
  expect(after.blocks[0]?.block).toBe(before.blocks[0]?.block);
  expect(after.blocks[1]?.block).not.toBe(before.blocks[1]?.block);
  expect(after.blocks[2]?.block).toBe(before.blocks[2]?.block);
  expect(after.blocks[2]?.start).toBe((before.blocks[2]?.start ?? 0) + 1);
});

test('a missing brace that comes back takes the block behind it in again', () => {
  const text = 'addresses a {\n  10.0.0.1\n\nregion x\n';
  const edit = { start: 25, end: 25, newText: '}\n' };
  const after = reparse(parse(text), edit, edited(text, edit));
  expect(after).toEqual(parse(edited(text, edit)));
  expect(after.blocks.flatMap(({ block }) => block.problems)).toEqual([]);
});
