// Guards that a snapshot among the rule files that want the same is told once, in place of every duplicate that follows from it.
import { expect, test } from 'vitest';
import { diagnosticsOf } from '#workspace/folderDiagnostics.ts';
import { loadFixture } from '../../test/support/checkDiagnostics.ts';
import { uriOf } from '../../test/support/fixture.ts';

const rules = `region ap-guangzhou
group web { id sg-aaaaaaaa }
group db { id sg-bbbbbbbb }
cvm web-1 { id ins-aaaaaaaa private-ip 10.0.0.1 groups web }
`;
const machine = {
  InstanceId: 'ins-aaaaaaaa',
  InstanceName: 'web-1',
  PrivateIpAddresses: ['10.0.0.1'],
  SecurityGroupIds: ['sg-aaaaaaaa'],
};
const groups = [
  { SecurityGroupId: 'sg-aaaaaaaa', SecurityGroupName: 'web' },
  { SecurityGroupId: 'sg-bbbbbbbb', SecurityGroupName: 'db' },
  { SecurityGroupId: 'sg-cccccccc', SecurityGroupName: 'new' },
];
const snapshotOf = (SecurityGroupSet: readonly object[], InstanceSet: readonly object[] = []) =>
  JSON.stringify({ version: 1, regions: [{ Region: 'ap-guangzhou', SecurityGroupSet, InstanceSet }] });

function found(files: Readonly<Record<string, string>>): readonly string[] {
  const texts = new Map(Object.entries(files).map(([name, text]) => [uriOf(name), text]));
  const folder = loadFixture(texts, { today: '2026-06-01' });
  return [...folder.files.keys()].flatMap((uri) =>
    diagnosticsOf(folder, uri)
      .filter(({ code }) => code === 'live-as-wanted' || code.startsWith('duplicate-'))
      .map(
        ({ code, start, end }) => `${uri.slice(uri.lastIndexOf('/') + 1)} ${code} ${texts.get(uri)?.slice(start, end)}`,
      ),
  );
}

test('once a file, at its first value, and nothing is a duplicate', () => {
  expect(found({ '/rules.sg': rules, '/cloud.sg.json': snapshotOf(groups, [machine]) })).toEqual([
    'cloud.sg.json live-as-wanted web',
  ]);
});

test('nothing of one that is matched by live, nor of one that declares other things', () => {
  expect(found({ '/rules.sg': rules, '/cloud.live.sg.json': snapshotOf(groups, [machine]) })).toEqual([]);
  expect(found({ '/rules.sg': rules, '/cloud.sg.json': snapshotOf(groups.slice(2)) })).toEqual([]);
});

test('what rule files declare twice among themselves is still told, and so is what two snapshots do', () => {
  expect(found({ '/rules.sg': `${rules}group db {}\n`, '/cloud.sg.json': snapshotOf(groups) })).toEqual([
    'cloud.sg.json live-as-wanted web',
    'rules.sg duplicate-name db',
    'rules.sg duplicate-name db',
  ]);
  const two = { '/one.sg.json': snapshotOf(groups.slice(2)), '/two.sg.json': snapshotOf(groups.slice(2)) };
  expect(found(two).map((text) => text.split(' ').slice(0, 2).join(' '))).toEqual([
    'one.sg.json duplicate-id',
    'two.sg.json duplicate-id',
  ]);
});

test('where it is switched off, the duplicates are told', () => {
  const off = '{"severity": {"live-as-wanted": "off"}}';
  const told = found({ '/rules.sg': rules, '/cloud.sg.json': snapshotOf(groups.slice(0, 1)), '/secgroup.json': off });
  expect(told.map((text) => text.split(' ').slice(0, 2).join(' '))).toEqual([
    'cloud.sg.json duplicate-id',
    'cloud.sg.json duplicate-name',
    'rules.sg duplicate-name',
    'rules.sg duplicate-id',
  ]);
});
