// Guards that each property is in the grammar of the language's page and coloured in VS Code, and that the formatter knows its line.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { randomFrom } from '../../test/support/random.ts';
import { randomDeclaration, tidyBlanks } from '../../test/support/randomRules.ts';
import { parse } from './parse.ts';
import { allProperties, hasProperties, properties, valuesOf } from './properties.ts';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

test.each(['docs/language.md', 'docs/zh-cn/language.md'])('%s names the properties of each kind of block', (page) => {
  const grammar = read(page).replaceAll(/\n +\|/g, ' |');
  for (const [kind, all] of Object.entries(properties)) {
    const line = grammar.split('\n').find((each) => each.startsWith(`${kind} `) && each.includes(' = ')) ?? '';
    expect(all.filter(({ word }) => !line.includes(`"${word}"`)).map(({ word }) => `${kind}: ${word}`)).toEqual([]);
  }
});

test('VS Code colours each property', () => {
  const colours = read('syntaxes/secgroup.tmLanguage.json');
  expect([...allProperties].filter(({ word }) => !RegExp(`[(|]${word}[|)]`).test(colours))).toEqual([]);
});

test('what is written of a property is in the tree', () => {
  const found = new Set<string>();
  for (let seed = 1; seed <= 300; seed++) {
    const text = randomDeclaration({ next: randomFrom(seed), blanks: tidyBlanks });
    const node = parse(text).blocks[0]?.block.declaration;
    if (node === undefined || !hasProperties(node.kind)) continue;
    const block = node as Parameters<typeof valuesOf>[0];
    for (const property of properties[block.kind])
      if (valuesOf(block, property).length > 0) found.add(`${block.kind}: ${property.word}`);
  }
  const all = (['subnet', 'cvm'] as const).flatMap((kind) => properties[kind].map(({ word }) => `${kind}: ${word}`));
  expect([...found].sort()).toEqual(all.sort());
});
