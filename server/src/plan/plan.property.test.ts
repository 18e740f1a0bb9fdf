// Guards plans between any two clouds: that they lead there, that the cloud takes each step, and the judgement of half-way states.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { policyKey } from '#formats/cloud/policyKey.ts';
import type { Model } from '#model/model.ts';
import { packetsThrough } from '../../test/support/cloudPackets.ts';
import { REGION, runAll, snapshotModel } from '../../test/support/clouds.ts';
import { packetChanges } from '../../test/support/packetChanges.ts';
import { cloudOf, sameMachines, someWorld } from '../../test/support/planWorlds.ts';
import { rounds } from '../../test/support/rounds.ts';
import { applyCall } from './apply.ts';
import { type Cloud, DIRECTIONS, policiesOf, regionNamed } from './cloud.ts';
import type { PlanOptions } from './operation.ts';
import { type PlannedCalls, planCalls } from './plan.ts';

/** Everything that a plan is about, for comparison. */
function shapeOf(cloud: Cloud, only?: ReadonlySet<string>) {
  const region = regionNamed(cloud, REGION);
  const groups = (region.SecurityGroupSet ?? []).filter(({ SecurityGroupId }) => only?.has(SecurityGroupId) ?? true);
  return {
    groups: groups
      .map((each) => ({
        id: each.SecurityGroupId,
        name: each.SecurityGroupName,
        description: each.SecurityGroupDesc ?? '',
        rules: DIRECTIONS.map((direction) => policiesOf(each, direction).map(policyKey)),
      }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
    machines: (region.InstanceSet ?? []).map(({ InstanceId, SecurityGroupIds }) => [InstanceId, SecurityGroupIds]),
    subnets: (region.SubnetSet ?? []).map(({ SubnetId, NetworkAclId }) => [SubnetId, NetworkAclId]),
    ports: (region.ServiceTemplateSet ?? []).map((each) => [
      each['ServiceTemplateId'],
      [...(each['ServiceSet'] as string[])].sort(),
    ]),
    acls: (region.NetworkAclSet ?? [])
      .filter(({ NetworkAclId }) => only?.has(NetworkAclId) ?? true)
      .map(({ NetworkAclId, IngressEntries = [], EgressEntries = [] }) => ({
        id: NetworkAclId,
        entries: [...IngressEntries, ...EgressEntries].map((entry) => policyKey(entry)),
      }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
    lists: (region.AddressTemplateSet ?? []).map((each) => [
      each['AddressTemplateId'],
      [...(each['AddressSet'] as string[])].sort(),
    ]),
  };
}

const someOptions = fc.record({ delete: fc.boolean(), incremental: fc.boolean() });

const check = (property: (planned: PlannedCalls, wanted: Model, options: PlanOptions) => void) =>
  fc.assert(
    fc.property(someWorld, someWorld, someOptions, (world, wish, options) => {
      const wanted = snapshotModel(cloudOf(sameMachines(world, wish), false));
      property(planCalls(snapshotModel(cloudOf(world, true)), wanted, options), wanted, options);
    }),
    { numRuns: rounds(30, 600) },
  );

test('the steps lead from one to the other, and the cloud takes each', () => {
  // Guards everything: order, ids, indexes, versions, doubles, one direction a call.
  check((planned, wanted, options) => {
    const end = runAll(planned);
    const wantedRegion = regionNamed(planned.wanted, REGION);
    const ids = new Set([
      ...(wantedRegion.SecurityGroupSet ?? []).map(({ SecurityGroupId }) => SecurityGroupId),
      ...(wantedRegion.NetworkAclSet ?? []).map(({ NetworkAclId }) => NetworkAclId),
    ]);
    expect(shapeOf(end, ids)).toEqual(shapeOf(planned.wanted));
    const model = snapshotModel(end);
    expect(packetChanges(model, wanted).filter(({ owner }) => owner.kind === 'cvm')).toEqual([]);
    if (options.delete !== true) return;
    const kept = (regionNamed(end, REGION).SecurityGroupSet ?? []).filter(
      ({ SecurityGroupId }) => !ids.has(SecurityGroupId),
    );
    expect(kept.filter(({ IsDefault }) => IsDefault !== true)).toEqual([]);
  });
});

test('there is nothing left to do behind a plan', () => {
  // Guards that a plan is complete and that no difference is seen where there is none.
  check((planned, wanted, options) => {
    const end = snapshotModel(runAll(planned));
    const again = planCalls(end, wanted, options);
    expect(again.steps.map(({ call }) => call)).toEqual([]);
  });
});

test('versions are counted ahead', () => {
  // Guards the lock: each rule call of a group names the version that the calls before it have made.
  check(({ start, steps }) => {
    const versions = new Map(
      regionNamed(start, REGION).SecurityGroupSet?.map((each) => [
        each.SecurityGroupId,
        Number(each.SecurityGroupPolicySet?.Version),
      ]),
    );
    for (const { call } of steps) {
      if (!('SecurityGroupPolicySet' in call.request) || !('SecurityGroupId' in call.request)) continue;
      const { SecurityGroupId: id, SecurityGroupPolicySet: set } = call.request as {
        SecurityGroupId: string;
        SecurityGroupPolicySet: { Version?: string; Ingress?: unknown };
      };
      const version = versions.get(id) ?? 0;
      const isEmptying = call.action === 'ModifySecurityGroupPolicies' && set.Ingress === undefined;
      const expected = isEmptying
        ? '0'
        : call.action === 'ModifySecurityGroupPolicies' && version === 0
          ? undefined
          : `${version}`;
      expect(set.Version).toBe(expected);
      versions.set(id, version + 1);
    }
  });
});

test('a step carries a risk exactly where some packet is open or cut off half-way since then', () => {
  // Guards the judgement of half-way states against a packet-by-packet reading of the API's own objects.
  check((planned) => {
    const clouds = [planned.start];
    for (const { call } of planned.steps) clouds.push(applyCall(clouds.at(-1) as Cloud, call).cloud as Cloud);
    const passing = clouds.map((cloud) => new Set(packetsThrough(cloud)));
    const [start, end] = [passing[0] as Set<string>, passing.at(-1) as Set<string>];
    const half = passing.map((now) => [
      ...[...now].filter((packet) => !start.has(packet) && !end.has(packet)),
      ...[...start].filter((packet) => end.has(packet) && !now.has(packet)),
    ]);
    planned.steps.forEach(({ risk }, i) => {
      const isNew = half[i + 1]?.some((packet) => !half[i]?.includes(packet));
      expect([i, risk !== null]).toEqual([i, isNew]);
    });
  });
});
