// Random pairs of small clouds: one that is live, and one that is wanted.

import fc from 'fast-check';
import { machine, policy, REGION } from './clouds.ts';

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

export const someWorld = fc.record({
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

export type World = typeof someWorld extends fc.Arbitrary<infer W> ? W : never;

const idOf = (name: string) => `sg-${name.repeat(4)}`;

/** Ids of groups as they are live, or as a file of the rule language is read: only those that it writes. */
const groupIds = (world: World, isLive: boolean) => (name: string) => {
  const wish = world.groups.find((each) => each.name === name);
  return isLive || wish?.withId === true ? idOf(name) : `$name:${name}`;
};

function rulesOf(world: World, isLive: boolean, list: Wish['inbound']) {
  const idFor = groupIds(world, isLive);
  return list
    .filter(([, , peer]) => !NAMES.includes(peer) || world.groups.some(({ name }) => name === peer))
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
}

/** The world as the cloud would answer it: with all ids and versions, and at least one group for each machine. */
export function cloudOf(world: World, isLive: boolean) {
  const names = world.groups.map(({ name }) => name);
  const idFor = groupIds(world, isLive);
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
            Ingress: rulesOf(world, isLive, inbound),
            Egress: rulesOf(world, isLive, outbound),
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
        ...templatesOf(world, isLive),
      },
    ],
  };
}

function templatesOf({ ports, list }: World, isLive: boolean) {
  const service = {
    ServiceTemplateId: isLive ? 'ppm-pppppppp' : '$name:lp',
    ServiceTemplateName: 'lp',
    ServiceSet: ports,
  };
  const addresses = {
    AddressTemplateId: isLive ? 'ipm-llllllll' : '$name:la',
    AddressTemplateName: 'la',
    AddressSet: list,
  };
  return { ServiceTemplateSet: [service], AddressTemplateSet: [addresses] };
}

/** The same machines; ids are written only of groups that are live. */
export const sameMachines = (world: World, wish: World): World => ({
  ...wish,
  machines: world.machines.map((_, i) => wish.machines[i] ?? []),
  groups: wish.groups.map((each) => ({
    ...each,
    withId: each.withId && world.groups.some(({ name }) => name === each.name),
  })),
});
