// Guards the plan that the editor shows.

import { expect, test } from 'vitest';
import { commandLimits } from '#workspace/limits.ts';
import { loadFiles } from '#workspace/loadFiles.ts';
import { planFrom } from './plan.ts';

const LIVE = JSON.stringify({
  version: 1,
  regions: [{ Region: 'r', SecurityGroupSet: [{ SecurityGroupId: 'sg-aaaaaaaa', SecurityGroupName: 'web' }] }],
});

const folderOf = (files: Readonly<Record<string, string>>) =>
  loadFiles({ root: 'file:///w', texts: new Map(Object.entries(files)), today: '2027-01-01', limits: commandLimits });

test('the snapshot of what is live is no part of what is wanted', () => {
  // Guards that a live group that the rule files leave out is not wanted because its snapshot lies beside them.
  const folder = folderOf({
    'file:///w/live.sg.json': LIVE,
    'file:///w/shop.sg': 'region r\ngroup store { inbound { allow tcp 3306 from any } }',
  });
  const planned = planFrom(folder, { uri: 'file:///w/live.sg.json', text: LIVE }, { delete: true });
  expect(planned.plan?.steps.map(({ action }) => action)).toEqual([
    'CreateSecurityGroup',
    'ModifySecurityGroupPolicies',
    'DeleteSecurityGroup',
  ]);
});

test('what was not read stays as it is live, and a file that is cut in half gives no plan', () => {
  // Guards that what was not read is not taken out.
  const plan = (live: string, rules: string) =>
    planFrom(folderOf({ 'file:///w/shop.sg': rules }), { uri: 'file:///w/live.sg.json', text: live }, {});
  const half = plan(LIVE, 'region r\ngroup web {\n  inbound { allow tcp }\n}').plan;
  expect(half?.steps).toEqual([]);
  expect(half?.notes.map(({ incomplete, uri, start }) => [incomplete, uri, start])).toEqual([
    [true, 'file:///w/shop.sg', 43],
  ]);
  expect(plan(LIVE.slice(0, -4), 'region r\ngroup web {}').error).toMatch(
    /^'live\.sg\.json' cannot be read in line 1: /,
  );
  expect(plan(LIVE, 'region r\ngroup web {}').error).toBeUndefined();
});
