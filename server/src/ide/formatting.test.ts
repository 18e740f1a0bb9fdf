// Guards that formatting while typing stays above the cursor, and that ranges and broken lines are respected.
import { expect, test } from 'vitest';
import { applyEdits } from '#text/textEdit.ts';
import { ask } from '../../test/support/checkIde.ts';
import { format, formatTyped } from './formatting.ts';

function typed(fixture: string): string {
  const { folder, uri, offset } = ask(fixture);
  const file = folder.files.get(uri);
  return file === undefined ? '' : applyEdits(file.text, formatTyped(file, offset));
}

test('a closing brace puts its declaration in order, and nothing behind it', () => {
  expect(typed('group  a {\ninbound {\nallow   all from any\n}\n}$0\n\ngroup   b {\n}\n')).toBe(
    'group a {\n  inbound {\n    allow all from any\n  }\n}\n\ngroup   b {\n}\n',
  );
});

test('a line break puts the lines above in order, and leaves the blanks of the new one', () => {
  expect(typed('group a {\n  inbound {\n    allow   all from any\n    $0\n  }\n}\n')).toBe(
    'group a {\n  inbound {\n    allow all from any\n    \n  }\n}\n',
  );
});

test.each([
  ['group   a {\n inbound {\n allow   all from any\n allow  tcp   80 from any\n$0', '    allow tcp 80 from any\n'],
  ['group   a {\n inbound {\n allow   all from any\n }$0\n\ngroup b {\n}\n', '  }\n\ngroup b {\n}\n'],
  ['cvm   a {\n private-ip    10.0.0.1\n groups   b\n$0', '  groups     b\n'],
])('a block that is not closed yet is put in order up to its last line: %s', (fixture, ending) => {
  expect(typed(fixture).endsWith(ending)).toBe(true);
});

test('a line that is damaged at its end is left alone in a block that is not closed', () => {
  expect(typed('group   a {\n inbound {\n allow   all from any\n  allow  tcp   from\n$0')).toContain(
    '\n    allow all from any\n  allow  tcp   from\n',
  );
});

test('a range formats its lines', () => {
  const { folder, uri, selection } = ask('group   a {\n  $0inbound   {\n  }$0\n}\ngroup   b {}\n');
  const file = folder.files.get(uri);
  expect(file && applyEdits(file.text, format(file, selection))).toBe(
    'group   a {\n  inbound {\n  }\n}\ngroup   b {}\n',
  );
});

test('a damaged line is left alone, the whole ones around it are not', () => {
  const { folder, uri } = ask('$0group   a {\n  inbound   {\n    allow   tcp   form any\n  }\n}\ngroup   b {\n}\n');
  const file = folder.files.get(uri);
  const after = file && applyEdits(file.text, format(file));
  expect(after).toContain('allow   tcp   form any');
  expect(after).toContain('group b {');
});

test('a snapshot is not ours to format', () => {
  const { folder, uri } = ask('#- /a.sg.json\n$0{   "version": 1 }');
  const file = folder.files.get(uri);
  expect(file && format(file)).toEqual([]);
});
