// Guards that parts are cut out of a list without what people wrote between them, however their comments look.
import { expect, test } from 'vitest';
import { applyEdits } from '#text/textEdit.ts';
import { cutsFromList } from './cutParts.ts';

/** The text without these names. */
function without(text: string, ...names: readonly string[]): string {
  const list = [...text.matchAll(/\b(?:web|db|nobody)\b/g)].map(({ 0: name, index: start }) => ({
    start,
    end: start + name.length,
  }));
  const cuts = cutsFromList({ text, blockStart: 0 }, list, ({ start, end }) => names.includes(text.slice(start, end)));
  return applyEdits(
    text,
    cuts.map((cut) => ({ ...cut, newText: '' })),
  );
}

test('a line goes with its word, and what stands above it stays', () => {
  const ruler = '#'.repeat(5000);
  expect(without(`  # networking ${ruler}\n  groups nobody\n`, 'nobody')).toBe(`  # networking ${ruler}\n`);
  expect(without('  private-ip 10.0.0.1\n  groups # first\n    nobody\n', 'nobody')).toBe(
    '  private-ip 10.0.0.1\n # first\n',
  );
});

test('a name goes with its comma', () => {
  expect(without('  groups web, nobody, db\n', 'nobody')).toBe('  groups web, db\n');
  expect(without('  groups web, # first\n    nobody\n', 'nobody')).toBe('  groups web # first\n');
});
