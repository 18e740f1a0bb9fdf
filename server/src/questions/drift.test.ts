// Guards what is told to have drifted: every difference, packets where there are any, and nothing where there is none.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blocksOf } from '#engine/versions/changedBlocks.ts';
import { planCalls } from '#plan/plan.ts';
import type { Folder } from '#workspace/folder.ts';
import { commandLimits } from '#workspace/limits.ts';
import { loadFiles } from '#workspace/loadFiles.ts';
import { packetsThrough } from '../../test/support/cloudPackets.ts';
import { runAll } from '../../test/support/clouds.ts';
import { cloudOf, sameMachines, someWorld } from '../../test/support/planWorlds.ts';
import { rounds } from '../../test/support/rounds.ts';
import { drift } from './drift.ts';

function folder(uri: string, text: string): Folder {
  return loadFiles({ root: 'file:///w', texts: new Map([[uri, text]]), today: '2027-01-01', limits: commandLimits });
}

function answer(live: unknown, wanted: string, uri = 'file:///w/wanted.sg') {
  const found = drift(folder('file:///w/x.live.sg.json', JSON.stringify(live)), folder(uri, wanted), { by: 'both' });
  if ('error' in found) throw new Error(found.error);
  const { compared, ...more } = found.answer;
  return { ...more, changes: blocksOf(compared) };
}

test('whatever packets differ is told, and where nothing is told there is nothing to plan', () => {
  fc.assert(
    fc.property(someWorld, someWorld, (world, wish) => {
      const live = cloudOf(world, true);
      const text = JSON.stringify(cloudOf(sameMachines(world, wish), false));
      const { changes, others } = answer(live, text, 'file:///w/wanted.sg.json');
      const planned = planCalls(
        folder('file:///w/x.live.sg.json', JSON.stringify(live)).model,
        folder('file:///w/wanted.sg.json', text).model,
        {},
      );
      const [before, after] = [packetsThrough(planned.start), packetsThrough(runAll(planned))];
      if (before.join() !== after.join()) expect(changes).not.toEqual([]);
      if (changes.length + others.length === 0) expect(planned.steps).toEqual([]);
    }),
    { numRuns: rounds(40, 2000) },
  );
});

test('what is live has not drifted from itself', () => {
  fc.assert(
    fc.property(someWorld, (world) => {
      const live = cloudOf(world, true);
      const { changes, others } = answer(live, JSON.stringify(live), 'file:///w/wanted.sg.json');
      expect([changes, others]).toEqual([[], []]);
    }),
    { numRuns: rounds(20, 500) },
  );
});

test('what decided before is told as the files have it', () => {
  fc.assert(
    fc.property(someWorld, someWorld, (world, wish) => {
      const text = JSON.stringify(cloudOf(sameMachines(world, wish), false));
      const { changes, inFiles } = answer(cloudOf(world, true), text, 'file:///w/wanted.sg.json');
      for (const { decidedBefore, direction, was } of changes) {
        if (decidedBefore !== undefined) expect(inFiles(decidedBefore, direction)?.policy.action ?? was).toBe(was);
      }
    }),
    { numRuns: rounds(40, 500) },
  );
  const { changes, inFiles } = answer(
    LIVE,
    'region ap-guangzhou\ngroup web { id sg-aaaaaaaa inbound { allow dns from any allow tcp 80 from any } }',
  );
  const told = changes.flatMap(({ decidedBefore, direction }) =>
    decidedBefore === undefined ? [] : inFiles(decidedBefore, direction)?.policy.index,
  );
  expect(new Set(told)).toEqual(new Set([0, 2]));
});

const LIVE = {
  version: 1,
  regions: [
    {
      Region: 'ap-guangzhou',
      SecurityGroupSet: [
        {
          SecurityGroupId: 'sg-aaaaaaaa',
          SecurityGroupName: 'web',
          SecurityGroupPolicySet: {
            Ingress: [
              { Protocol: 'TCP', Port: '22', AddressTemplate: { AddressId: 'ipm-11111111' }, Action: 'ACCEPT' },
            ],
            Egress: [],
          },
        },
      ],
      AddressTemplateSet: [
        {
          AddressTemplateId: 'ipm-11111111',
          AddressTemplateName: 'office',
          AddressSet: ['203.0.113.0/24', '192.0.2.1'],
        },
        { AddressTemplateId: 'ipm-22222222', AddressTemplateName: 'unused', AddressSet: ['203.0.113.0/24'] },
      ],
      InstanceSet: [{ InstanceId: 'ins-11111111', InstanceName: 'web-1', SecurityGroupIds: ['sg-aaaaaaaa'] }],
    },
  ],
};

test('a list that differs shows in the packets of whoever uses it, or else by itself', () => {
  const rules = (office: string, unused: string) => `region ap-guangzhou
    addresses office { id ipm-11111111 ${office} }
    addresses unused { id ipm-22222222 ${unused} }
    group web { id sg-aaaaaaaa inbound { allow tcp 22 from office } }`;
  const used = answer(LIVE, rules('203.0.113.0/24', '203.0.113.0/24'));
  expect(used.changes.map(({ owner, peers, was, now }) => [owner.name, peers, was, now])).toEqual([
    ['web-1', ['192.0.2.1'], 'deny', 'allow'],
  ]);
  expect(used.others).toEqual([]);
  const unused = answer(LIVE, rules('203.0.113.0/24 192.0.2.1', '203.0.113.0/25'));
  expect(unused.changes).toEqual([]);
  expect(unused.others.map(({ kind, name, what }) => [kind, name, what])).toEqual([
    ['addresses', 'unused', 'holds other members in the cloud'],
  ]);
});

test('what could not be read is not compared, and said', () => {
  const { changes, others, incomplete } = answer(
    LIVE,
    'region ap-guangzhou\ngroup web {\n id sg-aaaaaaaa inbound { allow tcp }\n}',
  );
  expect([changes, others]).toEqual([[], []]);
  expect(incomplete.wanted.map(({ uri }) => uri)).toEqual(['file:///w/wanted.sg']);
});

test('a region that the live side does not speak of is told, and is no answer where it is the only one', () => {
  const beijing = 'region ap-beijing\ngroup spare { inbound { allow tcp 22 from any } }\n';
  const { unknown } = answer(LIVE, `${beijing}region ap-guangzhou\ngroup web { id sg-aaaaaaaa }`);
  expect(unknown.map(({ message, about }) => [message, about?.name])).toEqual([
    ["No live snapshot has the region 'ap-beijing': it is neither compared nor planned.", 'spare'],
  ]);
  expect(() => answer(LIVE, beijing)).toThrow("No live snapshot has the region 'ap-beijing'");
});
