// Guards plans in a region and project that has as many groups as it may: what goes makes room for what comes, or it is said why not.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  group,
  live,
  machine,
  policy,
  REGION,
  rulesModel,
  runAll,
  snapshotModel,
  WEB,
} from '../../test/support/clouds.ts';
import { cloudOf, sameMachines, someWorld } from '../../test/support/planWorlds.ts';
import { limit, rounds } from '../../test/support/rounds.ts';
import { applyCall } from './apply.ts';
import { type Cloud, regionNamed } from './cloud.ts';
import type { PlanOptions } from './operation.ts';
import { plan, planCalls } from './plan.ts';

const OLD = group({ id: 'sg-bbbbbbbb', name: 'old', inbound: [policy('ACCEPT', 'TCP 22', '0.0.0.0/0')] });
const WEB_RULES =
  'group web { id sg-aaaaaaaa inbound { allow tcp 443 from any deny all from any } outbound { allow all to any } }';
const NEW = 'group new { inbound { allow tcp 80 from any } }';

const web1 = (...groups: string[]) => machine('ins-11111111', 'web-1', '10.0.0.1', groups);

function planned(region: object, rules: string, options: PlanOptions = {}) {
  const wanted = rulesModel(`region ${REGION}\n${rules}`);
  const { steps, notes } = plan(live(region), wanted, { delete: true, quotas: { groups: 2 }, ...options });
  return {
    steps: steps.map(({ words }) => words),
    risks: steps.flatMap(({ risk }) => risk ?? []),
    reasons: notes.flatMap(({ message, incomplete }) => (incomplete ? [message] : [])),
  };
}

test('a group that nothing uses goes first', () => {
  expect(planned({ SecurityGroupSet: [WEB, OLD], InstanceSet: [web1('sg-aaaaaaaa')] }, `${WEB_RULES}\n${NEW}`)).toEqual(
    {
      steps: ["Delete the group 'old'.", "Create the group 'new'.", "Set the rules of 'new': 1 inbound, 0 outbound."],
      risks: [],
      reasons: [],
    },
  );
});

test('no more go before their time than have to', () => {
  const spare = group({ id: 'sg-cccccccc', name: 'spare' });
  const { steps } = planned({ SecurityGroupSet: [WEB, OLD, spare] }, `${WEB_RULES}\n${NEW}`, { quotas: { groups: 3 } });
  expect(steps).toEqual([
    "Delete the group 'old'.",
    "Create the group 'new'.",
    "Set the rules of 'new': 1 inbound, 0 outbound.",
    "Delete the group 'spare'.",
  ]);
});

test('a group goes as soon as its last machine and the last rule about it are gone', () => {
  const about = group({
    id: 'sg-aaaaaaaa',
    name: 'web',
    inbound: [policy('ACCEPT', 'TCP 443', '0.0.0.0/0'), policy('ACCEPT', 'TCP 22', 'sg-bbbbbbbb')],
    outbound: [policy('ACCEPT', 'ALL', '0.0.0.0/0')],
  });
  const rules = `${NEW}\ngroup web {
    id sg-aaaaaaaa inbound { allow tcp 443 from any allow tcp 22 from new } outbound { allow all to any } }`;
  const state = { SecurityGroupSet: [about, OLD], InstanceSet: [web1('sg-aaaaaaaa', 'sg-bbbbbbbb')] };
  const result = planned(state, `${rules}\ncvm web-1 { private-ip 10.0.0.1 groups web, new }`);
  expect(result).toEqual({
    steps: [
      "Bind 'web-1' to 'web'.",
      "Delete the inbound rules of 'web' that refer to a group to be deleted.",
      "Delete the group 'old'.",
      "Create the group 'new'.",
      "Set the rules of 'new': 1 inbound, 0 outbound.",
      "Set the rules of 'web': 2 inbound, 1 outbound.",
      "Bind 'web-1' to 'web', 'new', in this order.",
    ],
    risks: [],
    reasons: [],
  });
});

test('a machine that leaves its only group for a new one keeps both from being planned', () => {
  const state = { SecurityGroupSet: [WEB, OLD], InstanceSet: [web1('sg-bbbbbbbb')] };
  expect(planned(state, `${WEB_RULES}\n${NEW}\ncvm web-1 { private-ip 10.0.0.1 groups new }`)).toEqual({
    steps: [],
    risks: [],
    reasons: [
      "The group 'new' is not created: it would be group number 3 of its region and project, and the quota is 2 ('quotas' in secgroup.json). " +
        "None of the groups to be deleted can go before it: 'old' ('web-1' would still be in it). Take one of them out of use first, or have the quota raised.",
      "The groups of 'web-1' stay as they are live: 'new' is not in the plan.",
    ],
  });
});

test('what goes on other resources, in another project, or without being asked makes no room', () => {
  const state = { SecurityGroupSet: [WEB, OLD] };
  const counted = [{ SecurityGroupId: 'sg-bbbbbbbb', CVM: 0, TotalCount: 1 }];
  const refused = [
    expect.stringMatching(/^The group 'new' is not created: it would be group number 3 [^.]*\.json\)\.$/),
  ];
  const outcome = { steps: [], risks: [], reasons: refused };
  const rules = `${WEB_RULES}\n${NEW}`;
  expect(planned({ ...state, SecurityGroupAssociationStatisticsSet: counted }, rules)).toEqual(outcome);
  expect(planned(state, rules, { delete: false })).toEqual(outcome);
  const far = { SecurityGroupSet: [WEB, { ...OLD, ProjectId: '7' }, group({ id: 'sg-cccccccc', name: 'kept' })] };
  expect(planned(far, `${rules}\ngroup kept { id sg-cccccccc }`).reasons).toEqual(refused);
});

test('groups that name each other make room, too', () => {
  const a = group({ id: 'sg-bbbbbbbb', name: 'a', inbound: [policy('ACCEPT', 'TCP 1', 'sg-cccccccc')] });
  const b = group({ id: 'sg-cccccccc', name: 'b', inbound: [policy('ACCEPT', 'TCP 1', 'sg-bbbbbbbb')] });
  const { steps } = planned({ SecurityGroupSet: [WEB, a, b] }, `${WEB_RULES}\n${NEW}`, { quotas: { groups: 3 } });
  expect(steps).toEqual([
    "Remove all rules of 'a'.",
    "Delete the group 'b'.",
    "Create the group 'new'.",
    "Set the rules of 'new': 1 inbound, 0 outbound.",
    "Delete the group 'a'.",
  ]);
});

test('of two new groups that one is created first that lets a group go', () => {
  // web-1 leaves old for second, and first comes in the place of old.
  const spare = group({ id: 'sg-cccccccc', name: 'spare' });
  const state = { SecurityGroupSet: [WEB, OLD, spare], InstanceSet: [web1('sg-bbbbbbbb')] };
  const rules = `${WEB_RULES}\ngroup first {}\ngroup second { inbound { allow tcp 22 from any } }
    cvm web-1 { private-ip 10.0.0.1 groups second }`;
  const { steps, risks, reasons } = planned(state, rules, { quotas: { groups: 3 } });
  expect([risks, reasons]).toEqual([[], []]);
  expect(steps).toEqual([
    "Delete the group 'spare'.",
    "Create the group 'second'.",
    "Set the rules of 'second': 1 inbound, 0 outbound.",
    "Bind 'web-1' to 'second'.",
    "Delete the group 'old'.",
    "Create the group 'first'.",
  ]);
});

/** What a cloud holds, without the versions of rules and in whatever order the groups were created. */
const held = (cloud: Cloud) => ({
  ...JSON.parse(JSON.stringify({ ...regionNamed(cloud, REGION), SecurityGroupSet: [] })),
  groups: (regionNamed(cloud, REGION).SecurityGroupSet ?? [])
    .map((each) => JSON.stringify(each, (key, value) => (key === 'Version' ? undefined : value)))
    .sort(),
});

test('any plan keeps to the quota at every moment, harms no machine, and leads where one without a quota leads', {
  timeout: limit(60_000),
}, () => {
  fc.assert(
    fc.property(someWorld, someWorld, fc.boolean(), (world, wish, incremental) => {
      const state = snapshotModel(cloudOf(world, true));
      const wanted = snapshotModel(cloudOf(sameMachines(world, wish), false));
      const groups = Math.max(world.groups.length, wish.groups.length);
      const free = planCalls(state, wanted, { delete: true, incremental });
      const tight = planCalls(state, wanted, { delete: true, incremental, quotas: { groups } });
      const counts: number[] = [];
      let cloud: Cloud = tight.start;
      for (const { call, risk } of tight.steps) {
        cloud = applyCall(cloud, call).cloud as Cloud;
        counts.push(regionNamed(cloud, REGION).SecurityGroupSet?.length ?? 0);
        if (free.steps.every((each) => each.risk === null) && tight.notes.length === 0) expect(risk).toBeNull();
      }
      expect(Math.max(0, ...counts)).toBeLessThanOrEqual(groups);
      if (tight.notes.every(({ incomplete }) => !incomplete)) expect(held(cloud)).toEqual(held(runAll(free)));
    }),
    { numRuns: rounds(30, 600) },
  );
});
