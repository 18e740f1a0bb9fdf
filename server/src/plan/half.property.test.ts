// Guards that half a plan leaves no machine worse off: whatever of the wanted side cannot be read or sent, at no moment is anything open
// or cut off, against what is live and what was meant, without a risk that says so.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CloudPolicy } from '#formats/cloud/policyKey.ts';
import { packetsThrough } from '../../test/support/cloudPackets.ts';
import { policy, REGION, runAll, snapshotModel } from '../../test/support/clouds.ts';
import { cloudOf, sameMachines, someWorld, type World } from '../../test/support/planWorlds.ts';
import { limit, rounds } from '../../test/support/rounds.ts';
import { applyCall } from './apply.ts';
import { type AclEntry, type Cloud, DIRECTIONS, regionNamed } from './cloud.ts';
import { planCalls } from './plan.ts';

/** What cannot be read in place of a rule, so that nobody knows what it was. */
const UNREADABLE: readonly CloudPolicy[] = [
  policy('DROP', 'SCTP', '0.0.0.0/0'),
  policy('ACCEPT', 'TCP 99999', '0.0.0.0/0'),
  { Protocol: 'TCP', Port: '22', SecurityGroupId: '$name:nobody', Action: 'ACCEPT' },
  { Protocol: 'TCP', Port: '22', Action: 'ACCEPT' },
  policy('DROP', 'TCP 22', '10.0.0.300'),
];

/** What is understood and refused. It says nothing of the packets that are looked at. */
const REFUSED: readonly CloudPolicy[] = [
  policy('ACCEPT', 'ICMP', '2001:db8::/32'),
  policy('DROP', 'ICMPv6', '10.0.0.0/8'),
  { ...policy('DROP', 'ICMP', '10.0.0.0/8'), PolicyDescription: 'x'.repeat(101) },
];

const someFault = fc.record({
  list: fc.nat(),
  place: fc.nat(),
  kind: fc.constantFrom(
    'unreadable' as const,
    'refused' as const,
    'entry' as const,
    'name' as const,
    'machine' as const,
  ),
  which: fc.nat(),
});
type Fault = typeof someFault extends fc.Arbitrary<infer F> ? F : never;

type Snapshot = ReturnType<typeof cloudOf>;

/** The snapshot with a part of it as nobody can read or send it. */
function damaged(snapshot: Snapshot, faults: readonly Fault[]): unknown {
  const copy = structuredClone(snapshot) as unknown as { regions: Record<string, never>[] };
  const region = copy.regions[0] as unknown as {
    SecurityGroupSet: { SecurityGroupName: string; SecurityGroupPolicySet: Record<string, CloudPolicy[]> }[];
    NetworkAclSet: { IngressEntries: AclEntry[] }[];
    InstanceSet: { SecurityGroupIds: string[] }[];
  };
  for (const { kind, list, place, which } of faults) {
    const group = region.SecurityGroupSet[list % region.SecurityGroupSet.length];
    const rules = group?.SecurityGroupPolicySet[DIRECTIONS[which % 2] ?? 'Ingress'];
    if (kind === 'unreadable') {
      const rule = UNREADABLE[which % UNREADABLE.length] as CloudPolicy;
      rules?.splice(place % (rules.length + 1), 1, rule);
    } else if (kind === 'refused') {
      rules?.splice(place % (rules.length + 1), 0, REFUSED[which % REFUSED.length] as CloudPolicy);
    } else if (kind === 'name') {
      if (group !== undefined) group.SecurityGroupName = 'n'.repeat(61);
    } else if (kind === 'machine') {
      region.InstanceSet[list % Math.max(1, region.InstanceSet.length)]?.SecurityGroupIds.push('$name:nobody');
    } else {
      const entries = region.NetworkAclSet[list % Math.max(1, region.NetworkAclSet.length)]?.IngressEntries;
      entries?.splice(place % (entries.length + 1), 0, policy('DROP', 'GRE', '203.0.113.0/24'));
    }
  }
  return copy;
}

function check(
  world: World,
  wish: World,
  faults: readonly Fault[],
  options: { delete: boolean; incremental: boolean },
) {
  const live = snapshotModel(cloudOf(world, true));
  const whole = cloudOf(sameMachines(world, wish), false);
  const meant = new Set(packetsThrough(runAll(planCalls(live, snapshotModel(whole), {}))));
  const half = planCalls(live, snapshotModel(damaged(whole, faults)), options);

  const start = new Set(packetsThrough(half.start));
  let cloud = half.start;
  let before = new Set<string>();
  half.steps.forEach(({ call, risk }, i) => {
    cloud = applyCall(cloud, call).cloud as Cloud;
    expect([i, cloud]).not.toEqual([i, undefined]);
    const now = new Set(packetsThrough(cloud));
    const worse = new Set([
      ...[...now].filter((packet) => !start.has(packet) && !meant.has(packet)).map((packet) => `open ${packet}`),
      ...[...start].filter((packet) => meant.has(packet) && !now.has(packet)).map((packet) => `cut off ${packet}`),
    ]);
    const isNew = [...worse].filter((packet) => !before.has(packet));
    if (risk === null) expect([i, isNew]).toEqual([i, []]);
    before = worse;
  });
  return { half, cloud };
}

const someOptions = fc.record({ delete: fc.boolean(), incremental: fc.boolean() });
const someFaults = fc.array(someFault, { minLength: 1, maxLength: 3 });

test('no machine is worse off at any moment without a risk', { timeout: limit(120_000) }, () => {
  fc.assert(
    fc.property(someWorld, someWorld, someFaults, someOptions, (world, wish, faults, options) => {
      check(world, wish, faults, options);
    }),
    { numRuns: rounds(150, 3000) },
  );
});

test('nothing that the cloud refuses is sent, and what is left out is said', () => {
  fc.assert(
    fc.property(someWorld, someWorld, someFaults, someOptions, (world, wish, faults, options) => {
      const { half, cloud } = check(world, wish, faults, options);
      for (const { call } of half.steps) {
        const text = JSON.stringify(call.request);
        expect(text).not.toMatch(
          /"ICMP","Ipv6CidrBlock"|"ICMPv6","CidrBlock"|x{101}|n{61}|nobody|SCTP|99999|10\.0\.0\.300/,
        );
        if (call.action === 'ModifyNetworkAclEntries') expect(text).not.toContain('GRE');
      }
      // A new group or acl is never there without its rules.
      const wanted = regionNamed(half.wanted, REGION);
      for (const { SecurityGroupId: id, SecurityGroupPolicySet: rules } of regionNamed(cloud, REGION)
        .SecurityGroupSet ?? []) {
        if (!id.includes('0new')) continue;
        const meant = wanted.SecurityGroupSet?.find(({ SecurityGroupId }) => SecurityGroupId === id);
        expect([rules?.Ingress?.length, rules?.Egress?.length]).toEqual([
          meant?.SecurityGroupPolicySet?.Ingress?.length,
          meant?.SecurityGroupPolicySet?.Egress?.length,
        ]);
      }
      const said = half.notes.some(({ incomplete }) => incomplete);
      if (faults.some(({ kind }) => kind === 'unreadable')) expect(said).toBe(true);
    }),
    { numRuns: rounds(40, 1000) },
  );
});
