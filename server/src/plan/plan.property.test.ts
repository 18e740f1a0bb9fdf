// Guards plans between any two clouds: that they lead there, that the cloud takes each step, and the judgement of half-way states.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diff } from '#engine/diff.ts';
import { policyKey } from '#formats/cloud/policyKey.ts';
import type { Model } from '#model/model.ts';
import { packetsThrough } from '../../test/support/cloudPackets.ts';
import { machine, policy, REGION, runAll, snapshotModel } from '../../test/support/clouds.ts';
import { rounds } from '../../test/support/rounds.ts';
import { applyCall } from './apply.ts';
import { type Cloud, DIRECTIONS, policiesOf, regionNamed } from './cloud.ts';
import type { PlanOptions } from './operation.ts';
import { type PlannedCalls, planCalls } from './plan.ts';

const NAMES = ['ga', 'gb', 'gc', 'gd'];
const SERVICES = ['TCP 22', 'TCP 80,443', 'TCP', 'ALL', 'UDP 53', 'lp'];
const PEERS = ['0.0.0.0/0', '10.0.0.0/8', '10.0.0.1', '::/0', ...NAMES, 'la'];

interface Wish {
  readonly name: string;
  readonly withId: boolean;
  readonly inbound: readonly (readonly [boolean, string, string])[];
  readonly outbound: readonly (readonly [boolean, string, string])[];
  readonly description: string;
}

const someRules = fc.uniqueArray(fc.tuple(fc.boolean(), fc.constantFrom(...SERVICES), fc.constantFrom(...PEERS)), {
  maxLength: 5,
  selector: (rule) => rule.join(),
});

const someEntries = fc.array(
  fc.tuple(fc.boolean(), fc.constantFrom('TCP 22', 'TCP 80', 'ALL'), fc.constantFrom('0.0.0.0/0', '10.0.0.0/8')),
  { maxLength: 3 },
);

const someWorld = fc.record({
  groups: fc.uniqueArray(
    fc.record<Wish>({
      name: fc.constantFrom(...NAMES),
      withId: fc.boolean(),
      inbound: someRules,
      outbound: someRules,
      description: fc.constantFrom('', 'one', 'two'),
    }),
    { minLength: 1, maxLength: 4, selector: ({ name }) => name },
  ),
  machines: fc.array(fc.uniqueArray(fc.constantFrom(...NAMES), { maxLength: 3 }), { maxLength: 4 }),
  list: fc.uniqueArray(fc.constantFrom('10.0.0.0/9', '10.128.0.0/9', '192.0.2.1', '192.0.2.5-192.0.2.9'), {
    minLength: 1,
    maxLength: 3,
  }),
  ports: fc.uniqueArray(fc.constantFrom('TCP:22', 'TCP:80,443', 'UDP:53', 'GRE'), { minLength: 1, maxLength: 3 }),
  acls: fc.record({ aa: fc.option(someEntries), ab: fc.option(someEntries) }),
  guard: fc.constantFrom('aa', 'ab', undefined),
});

type World = typeof someWorld extends fc.Arbitrary<infer W> ? W : never;

const idOf = (name: string) => `sg-${name.repeat(4)}`;

/** As the cloud would answer: every id, versions, a machine always with a group. */
function cloudOf(world: World, isLive: boolean) {
  const names = world.groups.map(({ name }) => name);
  const idFor = (name: string) => {
    const wish = world.groups.find((each) => each.name === name);
    return isLive || wish?.withId === true ? idOf(name) : `$name:${name}`;
  };
  const rules = (list: Wish['inbound']) =>
    list
      .filter(([, , peer]) => !NAMES.includes(peer) || names.includes(peer))
      .map(([allow, service, peer]) => {
        const made = policy(allow ? 'ACCEPT' : 'DROP', service === 'lp' ? 'ALL' : service, '10.0.0.0/8');
        const { CidrBlock: _, Protocol, Port, ...bare } = made;
        const served =
          service === 'lp'
            ? { ...bare, ServiceTemplate: { ServiceId: isLive ? 'ppm-pppppppp' : '$name:lp' } }
            : { ...bare, Protocol, ...(Port === undefined ? {} : { Port }) };
        if (peer === 'la') return { ...served, AddressTemplate: { AddressId: isLive ? 'ipm-llllllll' : '$name:la' } };
        if (NAMES.includes(peer)) return { ...served, SecurityGroupId: idFor(peer) };
        return { ...served, [peer.includes(':') ? 'Ipv6CidrBlock' : 'CidrBlock']: peer };
      });
  const acls = (['aa', 'ab'] as const).flatMap((name) => {
    const entries = world.acls[name];
    return entries === null ? [] : [{ name, id: isLive ? `acl-${name.repeat(4)}` : `$name:${name}`, entries }];
  });
  const guard = acls.find(({ name }) => name === world.guard);
  return {
    version: 1,
    regions: [
      {
        Region: REGION,
        SecurityGroupSet: world.groups.map(({ name, inbound, outbound, description }, i) => ({
          SecurityGroupId: idFor(name),
          SecurityGroupName: name,
          ...(description === '' ? {} : { SecurityGroupDesc: description }),
          ...(isLive && i === 3 ? { IsDefault: true } : {}),
          SecurityGroupPolicySet: {
            ...(isLive ? { Version: `${i * 7}` } : {}),
            Ingress: rules(inbound),
            Egress: rules(outbound),
          },
        })),
        InstanceSet: world.machines.map((groups, i) => {
          const own = groups.filter((name) => names.includes(name));
          const some = own.length === 0 ? [names[0] ?? ''] : own;
          return machine(`ins-1111111${i}`, `m${i}`, `10.0.0.${i + 1}`, some.map(idFor), {
            VirtualPrivateCloud: { VpcId: 'vpc-1', SubnetId: 'subnet-11111111' },
          });
        }),
        SubnetSet: [
          {
            SubnetId: 'subnet-11111111',
            SubnetName: 's',
            VpcId: 'vpc-1',
            CidrBlock: '10.0.0.0/29',
            ...(guard === undefined ? {} : { NetworkAclId: guard.id }),
          },
        ],
        NetworkAclSet: acls.map(({ name, id, entries }) => ({
          NetworkAclId: id,
          NetworkAclName: name,
          VpcId: 'vpc-1',
          IngressEntries: entries.map(([allow, service, peer]) => policy(allow ? 'ACCEPT' : 'DROP', service, peer)),
          EgressEntries: [],
        })),
        ServiceTemplateSet: [
          {
            ServiceTemplateId: isLive ? 'ppm-pppppppp' : '$name:lp',
            ServiceTemplateName: 'lp',
            ServiceSet: world.ports,
          },
        ],
        AddressTemplateSet: [
          {
            AddressTemplateId: isLive ? 'ipm-llllllll' : '$name:la',
            AddressTemplateName: 'la',
            AddressSet: world.list,
          },
        ],
      },
    ],
  };
}

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

/** The same machines; ids are written only of groups that are live. */
const same = (world: World, wish: World): World => ({
  ...wish,
  machines: world.machines.map((_, i) => wish.machines[i] ?? []),
  groups: wish.groups.map((each) => ({
    ...each,
    withId: each.withId && world.groups.some(({ name }) => name === each.name),
  })),
});

const check = (property: (planned: PlannedCalls, wanted: Model, options: PlanOptions) => void) =>
  fc.assert(
    fc.property(someWorld, someWorld, someOptions, (world, wish, options) => {
      const wanted = snapshotModel(cloudOf(same(world, wish), false));
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
    expect(diff(model, wanted).changes.filter(({ owner }) => owner.kind === 'cvm')).toEqual([]);
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
