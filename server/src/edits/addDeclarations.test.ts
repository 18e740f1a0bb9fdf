// Guards what an import of several groups does to a file: the text behind what is there, with its own region and project, nothing twice.
import { expect, test } from 'vitest';
import { applyEdits } from '#text/textEdit.ts';
import { commandLimits } from '#workspace/limits.ts';
import { loadFiles } from '#workspace/loadFiles.ts';
import { addDeclarations } from './addDeclarations.ts';

const URI = 'file:///project/a.sg';

const load = (texts: Readonly<Record<string, string>>) =>
  loadFiles({
    root: 'file:///project',
    texts: new Map(Object.entries(texts)),
    today: '2026-11-24',
    limits: commandLimits,
  });

function added(there: string, text: string, uri = URI): string {
  const edit = addDeclarations(load({ [uri]: there }), uri, text);
  return 'refused' in edit ? `refused: ${edit.refused}` : applyEdits(there, [edit]);
}

test('the text goes behind what is there, after a blank line, in the line breaks of the file', () => {
  expect(added('group a {\n}\n', 'region r\n\ngroup b {\n}\n')).toBe('group a {\n}\n\nregion r\n\ngroup b {\n}\n');
  expect(added('group a {}', 'region r\ngroup b {}\n')).toBe('group a {}\n\nregion r\ngroup b {}\n');
  expect(added('group a {}\r\n', 'region r\ngroup b {}\n')).toBe('group a {}\r\n\r\nregion r\r\ngroup b {}\r\n');
  expect(added('', 'group b {}\n')).toBe('group b {}\n');
});

test('a file that is not there is made of the text alone', () => {
  const context = load({ 'file:///project/other.sg': 'region r\nproject 7\n' });
  expect(addDeclarations(context, URI, 'group b {}\n')).toEqual({ start: 0, end: 0, newText: 'group b {}\n' });
});

test('region and project of the file do not hold for the text', () => {
  const there = 'region r1\nproject 7\ngroup a {}\n';
  expect(added(there, 'region r2\n\ngroup b {}\n')).toBe(`${there}\nproject 0\nregion r2\n\ngroup b {}\n`);
  expect(added(there, 'region r2\nproject 1\n\ngroup b {}\n')).toBe(`${there}\nregion r2\nproject 1\n\ngroup b {}\n`);
  expect(added(there, 'group b {}\nregion r2\ngroup c {}\n')).toBe(
    `${there}\nregion default\nproject 0\ngroup b {}\nregion r2\ngroup c {}\n`,
  );
  const { model } = load({ [URI]: added(there, 'group a {}\n') });
  expect(model.groups.filter(({ builtin }) => !builtin).map(({ region, project }) => `${region} ${project}`)).toEqual([
    'r1 7',
    'default 0',
  ]);
});

test('what is there already is refused by name, in its region only', () => {
  expect(added('region r\ngroup a {}\ngroup b {}\n', 'region r\ngroup b {}\naddresses a { 10.0.0.1 }\n')).toBe(
    "refused: Not imported. It is there already: 'b', 'a'. Import into the group that is there, or rename it first.",
  );
  expect(added('region r\ngroup a {}\n', 'region s\ngroup a {}\n')).toContain('region s');
});

test('an id that is there already is refused, whatever its group is called', () => {
  expect(added('region r\ngroup a { id sg-0a1b2c3d }\n', 'region s\ngroup b { id sg-0a1b2c3d }\n')).toContain("'b'");
});

test('the names of a snapshot count, and a snapshot takes no rules', () => {
  const snapshot =
    '{"version": 1, "regions": [{"Region": "r", "SecurityGroupSet": [{"SecurityGroupId": "sg-9z", "SecurityGroupName": "db"}]}]}';
  const uri = 'file:///project/live.sg.json';
  expect(addDeclarations(load({ [uri]: snapshot }), URI, 'region r\ngroup db {}\n')).toHaveProperty('refused');
  expect(added(snapshot, 'region r\ngroup x {}\n', uri)).toMatch(/^refused: A snapshot takes/);
});
