// Guards that reading a damaged file in pieces gives the tree of the grammar wherever the grammar is kept.

import { expect, test } from 'vitest';
import { randomFrom } from '../../test/support/random.ts';
import { randomDeclaration, tidyBlanks } from '../../test/support/randomRules.ts';
import { Grammar } from './grammar.ts';
import { lex } from './lexer.ts';
import { newReader } from './reader.ts';
import { recover } from './recovery.ts';
import { TokenSource } from './tokenSource.ts';

// Guards that a broken line costs that line: one problem where it does not fit, and everything else is in the tree.

test('the grammar is free of what Chevrotain warns of', () => {
  expect(() => new Grammar({ validate: true })).not.toThrow();
});

test('read in pieces, what keeps the grammar gives the same tree', () => {
  const grammar = new Grammar();
  for (let seed = 1; seed <= 5_000; seed++) {
    const text = randomDeclaration({ next: randomFrom(seed), blanks: tidyBlanks });
    // These two are one line: they break as a whole.
    if (text.startsWith('region') || text.startsWith('project')) continue;
    const { tokens } = lex(text);
    const count = tokens.length;
    const source = TokenSource.of(tokens);
    grammar.load(source);
    newReader(grammar, { text, source }, 0, 0);
    const whole = grammar.attempt(grammar.declaration, 0);
    const reader = newReader(grammar, { text, source }, 0, 0);
    const inPieces = recover(reader, 0);
    expect({ text, tree: inPieces.declaration, end: inPieces.next }).toEqual({ text, tree: whole, end: count });
  }
});
