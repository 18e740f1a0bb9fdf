import { expect, test } from 'vitest';
import { loadFiles } from '#workspace/loadFiles.ts';
import { commandLimits } from '#workspace/workspace.ts';
import { planFrom } from './plan.ts';

const LIVE = JSON.stringify({
  version: 1,
  regions: [{ Region: 'r', SecurityGroupSet: [{ SecurityGroupId: 'sg-aaaaaaaa', SecurityGroupName: 'web' }] }],
});

const snapshotOf = (files: Readonly<Record<string, string>>) =>
  loadFiles({ root: 'file:///w', texts: new Map(Object.entries(files)), today: '2027-01-01', limits: commandLimits });

test('the snapshot of what is live is no part of what is wanted', () => {
  // Guards that a live group that the rule files leave out is not wanted because its snapshot lies beside them.
  const snapshot = snapshotOf({
    'file:///w/live.sg.json': LIVE,
    'file:///w/shop.sg': 'region r\ngroup store { inbound { allow tcp 3306 from any } }',
  });
  const planned = planFrom(snapshot, { uri: 'file:///w/live.sg.json', text: LIVE }, { delete: true });
  expect(planned.plan?.steps.map(({ action }) => action)).toEqual([
    'CreateSecurityGroup',
    'ModifySecurityGroupPolicies',
    'DeleteSecurityGroup',
  ]);
});

test('half-read files give no plan', () => {
  // Guards that what was not read is not taken out.
  const plan = (live: string, rules: string) =>
    planFrom(snapshotOf({ 'file:///w/shop.sg': rules }), { uri: 'file:///w/live.sg.json', text: live }, {}).error;
  expect(plan(LIVE, 'group web {\n  inbound { allow tcp }\n}')).toMatch(/^'shop\.sg' cannot be read in line 2: /);
  expect(plan(LIVE.slice(0, -4), 'region r\ngroup web {}')).toMatch(/^'live\.sg\.json' cannot be read in line 1: /);
  expect(plan(LIVE, 'region r\ngroup web {}')).toBeUndefined();
});
