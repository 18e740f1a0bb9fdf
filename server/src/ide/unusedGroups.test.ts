// Guards the fix of a quota of groups: what nothing uses goes, in all files, and nothing that counts elsewhere.
import { expect, test } from 'vitest';
import { applyEdits } from '#text/textEdit.ts';
import { loadFixture } from '../../test/support/checkDiagnostics.ts';
import { readFixture, uriOf } from '../../test/support/fixture.ts';
import { codeActions } from './codeActions.ts';

const FIXTURE = `
#- /secgroup.json
{ "quotas": { "groups": 2 } }
#- /a.sg
region r1
group web {}
cvm web-1 { groups web }

# An old one.
group old {}
group peer {}
group db { inbound { allow mysql from peer } }
cvm db-1 { groups db }
project 1
group other {}
#- /b.sg
region r1
group older {}
region r2
group there {}
`;

test('of all files the groups that nothing uses, of the same region and project, with their comments', () => {
  const { files } = readFixture(FIXTURE);
  const folder = loadFixture(files);
  const [a, b] = [uriOf('/a.sg'), uriOf('/b.sg')];
  const at = files.get(a)?.indexOf('peer {}') ?? 0;
  const [fix, ...others] = codeActions(folder, a, { start: at, end: at }, new Set(['fix'])).filter(({ diagnostics }) =>
    diagnostics.some(({ code }) => code === 'quota-groups'),
  );
  expect([fix, ...others].map((each) => each?.title)).toEqual(
    ['Remove the 2 groups that nothing uses: old, older', 'Show it in the tree', 'Ignore quota-groups here'].slice(
      0,
      2,
    ),
  );
  const after = (uri: string) => applyEdits(files.get(uri) ?? '', fix?.edits.get(uri) ?? []);
  expect(fix?.changesPackets).toBe(false);
  expect(after(a)).not.toContain('old');
  expect(after(a)).toContain('group web {}\ncvm web-1 { groups web }\n\ngroup peer {}');
  expect(after(b)).toBe('region r1\nregion r2\ngroup there {}\n');
});

test('no fix where all are used', () => {
  const files = new Map([
    [uriOf('/secgroup.json'), '{ "quotas": { "groups": 1 } }'],
    [uriOf('/a.sg'), 'group web {}\ngroup db {}\ncvm web-1 { groups web, db }'],
  ]);
  const found = codeActions(loadFixture(files), uriOf('/a.sg'), { start: 20, end: 20 }, new Set(['fix']));
  expect(found.map(({ title }) => title)).toEqual(['Show it in the tree']);
});
