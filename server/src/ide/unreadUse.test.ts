// Guards that nothing is deleted or renamed while a line that could not be read may speak of it.

import { expect, test } from 'vitest';
import { commandLimits } from '#workspace/limits.ts';
import { loadFiles } from '#workspace/loadFiles.ts';
import { loadFixture } from '../../test/support/checkDiagnostics.ts';
import { ask } from '../../test/support/checkIde.ts';
import { changeModel } from './change.ts';
import { codeActions } from './codeActions.ts';
import { rename } from './rename.ts';

interface Refusals {
  readonly renamed: string | undefined;
  readonly renamedInTree: string | undefined;
  readonly deleted: string | undefined;
}

/** Why what is called `name` is neither renamed under the cursor, nor renamed or deleted in the tree. */
function refusals(fixture: string, name: string): Refusals {
  const { folder, uri, offset } = ask(fixture);
  const entity = [...folder.model.entities.values()].find((each) => each.name === name && !each.builtin);
  if (entity === undefined) throw new Error(`no ${name}`);
  const refused = (found: object) => ('refused' in found ? String(found.refused) : undefined);
  return {
    renamed: refused(rename(folder, uri, offset, 'new')),
    renamedInTree: refused(changeModel(folder, { kind: 'rename', entity: entity.key, name: 'new' })),
    deleted: refused(changeModel(folder, { kind: 'deleteGroup', group: entity.key, detach: true })),
  };
}

const group = 'group w$0eb { id sg-0a1b2c3d }\n';
const other = (line: string) => `#- /a.sg\n${group}#- /b.sg\n${line}\n`;

test.each([
  ['a rule', other('group db {\n  inbound {\n    allow all form web\n  }\n}'), 3, 'web'],
  ['its id', other('group db {\n  inbound {\n    allow all form sg-0a1b2c3d\n  }\n}'), 3, 'sg-0a1b2c3d'],
  ['an expectation', other('expect allow all form web to any'), 1, 'web'],
  ['a declaration that none can be made of', other('??? m {\n  groups web\n}'), 2, 'web'],
  [
    'a snapshot whose brackets do not fit',
    '#- /a.sg\ngroup w$0eb {}\n#- /b.sg.json\n{"version": 1,\n"regions": [}, "web"\n',
    2,
    'web',
  ],
])('%s stops all three', (_, fixture, line, word) => {
  const file = fixture.includes('/b.sg.json') ? 'b.sg.json' : 'b.sg';
  const reason = `Line ${line} of '${file}' could not be read and mentions '${word}': correct it first.`;
  expect(refusals(fixture, 'web')).toEqual({ renamed: reason, renamedInTree: reason, deleted: reason });
});

test.each([
  ['a longer name', other('group db {\n  inbound {\n    allow all form web-2\n    allow all form my.web\n  }\n}')],
  ['a comment', other('group db {\n  inbound {\n    allow all form other # not web\n  }\n}')],
  ['a name that was read', other('group db {\n  inbound {\n    alow all from web\n  }\n}')],
  ['a line beside it', other('group db {\n  inbound {\n    allow all form x\n    allow all from web\n  }\n}')],
  ['another region', `#- /a.sg\nregion a\n${group}region b\ngroup db {\n  inbound {\n    allow all form web\n  }\n}\n`],
])('%s stops nothing', (_, fixture) => {
  expect(refusals(fixture, 'web')).toEqual({ renamed: undefined, renamedInTree: undefined, deleted: undefined });
});

test('a line of the group itself goes with it, and is in the way of another name', () => {
  const fixture = '#- /a.sg\ngroup w$0eb {\n  inbound {\n    allow all form web\n  }\n}\n';
  const reason = "Line 3 of 'a.sg' could not be read and mentions 'web': correct it first.";
  expect(refusals(fixture, 'web')).toEqual({ renamed: reason, renamedInTree: reason, deleted: undefined });
});

test.each([
  ['addresses off$0ice { 10.0.0.1 }', 'group g {\n  inbound {\n    allow all form office\n  }\n}', 3],
  ['services off$0ice { tcp 80 }', 'group g {\n  inbound {\n    deny tcp 80, form office\n  }\n}', 3],
  ['acl off$0ice {}', 'subnet s {\n  acl = office\n}', 2],
  ['subnet off$0ice {}', 'cvm m {\n  subnet = office\n}', 2],
  ['cvm off$0ice {}', 'expect allow all form office to any', 1],
  ['subnet s { vpc off$0ice }', '??? t {\n  vpc office\n}', 2],
  ['region off$0ice', '??? office', 1],
])('every kind of name: %s', (declared, unread, line) => {
  const { folder, uri, offset } = ask(`#- /a.sg\n${declared}\n#- /b.sg\n${unread}\n`);
  const found = rename(folder, uri, offset, 'new');
  expect('refused' in found ? found.refused : undefined).toBe(
    `Line ${line} of 'b.sg' could not be read and mentions 'office': correct it first.`,
  );
});

test('what seems unused is not offered to be deleted while a line that could not be read speaks of it', () => {
  const offered = (line: string) => {
    const { folder, uri, offset } = ask(other(line));
    return codeActions(folder, uri, { start: offset, end: offset }, new Set(['fix'])).map(({ title }) => title);
  };
  const removal = expect.stringMatching(/^(?:Remove|Delete) /);
  expect(offered('group db {\n  inbound {\n    allow all form 10.0.0.1\n  }\n}')).toContainEqual(removal);
  expect(offered('group db {\n  inbound {\n    allow all form web\n  }\n}')).toEqual([]);
});

test('the file is named as people know it, not as its URI is written', () => {
  const uri = 'file:///%E7%BD%91%E7%AB%99.sg';
  const text = 'group web {}\nexpect allow all form web to any\n';
  const folder = loadFixture(new Map([[uri, text]]));
  expect(rename(folder, uri, text.indexOf('web'), 'new')).toEqual({
    refused: "Line 2 of '网站.sg' could not be read and mentions 'web': correct it first.",
  });
});

test('a file that is too large to be read keeps the names that it mentions', () => {
  const large = 'group db { inbound { allow all from web } }\n'.repeat(2);
  const folder = loadFiles({
    ...{ root: 'file://', today: '2026-06-01', limits: { ...commandLimits, fileSize: large.length - 1 } },
    texts: new Map([
      ['file:///a.sg', 'group web {}\n'],
      ['file:///large.sg', large],
    ]),
  });
  expect(rename(folder, 'file:///a.sg', 'group '.length, 'new')).toEqual({
    refused: "'large.sg' is too large to be read and mentions 'web' in line 1: change it there first.",
  });
});
