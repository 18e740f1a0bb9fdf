// Random worlds, and changed ones that differ from another a little.

import { pick, type Random, shuffled } from './random.ts';
import {
  ADDRESSES,
  type Attached,
  type Expected,
  type Machine,
  type RuleOwner,
  type RuleText,
  type World,
} from './smallWorld.ts';

const SERVICES = 'all|tcp|tcp 22|tcp 22,80-85|tcp 1-1023|tcp 1024-65535|tcp 1024-40000|tcp 23-65535'.split('|');
const MORE_SERVICES = ['udp', 'udp 53', 'udp 1024-65535', 'icmp', 'icmpv6', 'gre'];
const BLOCKS = '10.0.0.0/28|10.0.0.0/29|10.0.0.8/29|10.0.0.0/30|10.0.0.4/30|10.0.0.4/31|10.0.0.5|10.0.0.9'.split('|');
const MORE_BLOCKS = '0.0.0.0/1|203.0.113.0/30|203.0.113.1|8.8.8.8|fd00::0/125|fd00::2/127|fd00::1|2001::/127'.split(
  '|',
);

export function randomWorld(random: Random): World {
  const groupNames = ['ga', 'gb', 'gc', 'gd'].slice(0, 1 + Math.floor(random() * 4));
  const acls = random() < 0.6 ? [randomAcl(random, 'aa'), ...(random() < 0.5 ? [randomAcl(random, 'ab')] : [])] : [];
  const aclOf = () => (random() < 0.7 ? acls[Math.floor(random() * 3)]?.name : undefined);
  const subnets = [
    { name: 'sa', cidr: '10.0.0.0/30', acl: aclOf() },
    { name: 'sb', cidr: '10.0.0.4/30', acl: aclOf() },
    // One that overlaps: its addresses stand in none, unless they are a machine's.
    ...(random() < 0.3 ? [{ name: 'sc', cidr: random() < 0.5 ? '10.0.0.4/31' : '10.0.0.8/29', acl: aclOf() }] : []),
    ...(random() < 0.3 ? [{ name: 'sd', cidr: 'fd00::4/126', acl: aclOf() }] : []),
  ];
  const free = shuffled(random, ADDRESSES.slice(0, 12));
  const free6 = shuffled(random, ADDRESSES.slice(21, 27));
  const freePublic = shuffled(random, ADDRESSES.slice(16, 19));
  const cvms = Array.from({ length: Math.floor(random() * 6) }, (_, i): Machine => {
    const privateIps = [
      ...take(free, random() < 0.2 ? 2 : random() < 0.95 ? 1 : 0),
      ...take(free6, random() < 0.25 ? 1 : 0),
    ];
    const attached = (ips: readonly string[]): Attached => ({
      privateIps: random() < 0.2 ? ips.toReversed() : ips,
      publicIps: take(freePublic, random() < 0.3 ? 1 : 0),
      subnet: random() < 0.8 ? pick(random, subnets).name : undefined,
      groups: shuffled(random, groupNames).slice(0, Math.floor(random() * 4)),
    });
    const interfaces = Array.from({ length: random() < 0.3 ? 1 + Math.floor(random() * 2) : 0 }, (_, nth) => {
      const ips = [...take(free, random() < 0.9 ? 1 : 0), ...take(free6, random() < 0.2 ? 1 : 0)];
      return { ...attached(ips), name: ips.length > 0 && random() < 0.3 ? undefined : `e${nth}` };
    });
    return { name: `c${i}`, ...attached(privateIps), interfaces };
  });
  const groups = groupNames.map((name) => randomOwner(random, name, [...groupNames, 'self']));
  const endpoints = [
    ...cvms.map(({ name }) => name),
    ...groupNames,
    ...subnets.map(({ name }) => name),
    ...['any', 'any', 'any6', 'internet', '10.0.0.0/29', '10.0.0.5', 'fd00::0/125', '203.0.113.1'],
  ];
  const expectations = Array.from(
    { length: 8 },
    (): Expected => ({
      action: random() < 0.5 ? 'allow' : 'deny',
      service: randomService(random),
      from: Array.from({ length: random() < 0.8 ? 1 : 2 }, () => pick(random, endpoints)),
      to: Array.from({ length: random() < 0.8 ? 1 : 2 }, () => pick(random, endpoints)),
    }),
  );
  return { groups, acls, subnets, cvms, expectations };
}

/** The same world with a rule, a membership, an acl or nothing but a name or an order changed. */
export function changedWorld(random: Random, world: World): World {
  const changeList = (rules: readonly RuleText[]): readonly RuleText[] => {
    const at = Math.floor(random() * (rules.length + 1));
    const choice = random();
    if (choice < 0.4 || rules.length === 0) return rules.toSpliced(at, 0, randomRule(random, ['any']));
    if (choice < 0.7) return rules.toSpliced(Math.min(at, rules.length - 1), 1);
    const other = Math.min(at, rules.length - 1);
    return rules.toSpliced(other, 1).toSpliced(0, 0, rules[other] as RuleText);
  };
  const changeOwner = (owner: RuleOwner): RuleOwner =>
    random() < 0.5
      ? { ...owner, inbound: changeList(owner.inbound) }
      : { ...owner, outbound: changeList(owner.outbound) };
  const choice = random();
  if (choice < 0.5) return { ...world, groups: changeOne(random, world.groups, changeOwner) };
  if (choice < 0.65) return { ...world, acls: changeOne(random, world.acls, changeOwner) };
  const names = world.groups.map(({ name }) => name);
  const acls = [undefined, ...world.acls.map(({ name }) => name)];
  if (choice < 0.75)
    return { ...world, subnets: changeOne(random, world.subnets, (net) => ({ ...net, acl: pick(random, acls) })) };
  const other = () => shuffled(random, names).slice(0, Math.floor(random() * 3));
  const regroup = (cvm: Machine): Machine => {
    const { interfaces = [] } = cvm;
    const at = Math.floor(random() * interfaces.length);
    if (interfaces.length === 0 || random() < 0.4) return { ...cvm, groups: other() };
    if (random() < 0.3) return { ...cvm, interfaces: interfaces.toSpliced(at, 1) };
    return { ...cvm, interfaces: interfaces.map((one, i) => (i === at ? { ...one, groups: other() } : one)) };
  };
  return { ...world, cvms: changeOne(random, world.cvms, regroup) };
}

function changeOne<T>(random: Random, items: readonly T[], change: (item: T) => T): readonly T[] {
  const at = Math.floor(random() * items.length);
  return items.map((item, i) => (i === at ? change(item) : item));
}

function randomOwner(random: Random, name: string, groups: readonly string[]): RuleOwner {
  const rules = () => Array.from({ length: Math.floor(random() * 5) }, () => randomRule(random, groups));
  return { name, inbound: rules(), outbound: random() < 0.3 ? [...rules(), OPEN4, OPEN6] : rules() };
}

function randomAcl(random: Random, name: string): RuleOwner {
  const { inbound, outbound } = randomOwner(random, name, ['any']);
  const open = () => (random() < 0.6 ? [OPEN4, OPEN6] : []);
  return { name, inbound: [...inbound, ...open()], outbound: [...outbound, ...open()] };
}

const OPEN4: RuleText = { action: 'allow', service: 'all', peer: 'any' };
const OPEN6: RuleText = { action: 'allow', service: 'all', peer: 'any6' };

function randomRule(random: Random, groups: readonly string[]): RuleText {
  const peer =
    random() < 0.35
      ? pick(random, groups)
      : random() < 0.3
        ? pick(random, ['any', 'any', 'any6'])
        : randomBlock(random);
  return { action: random() < 0.65 ? 'allow' : 'deny', service: randomService(random), peer };
}

function randomBlock(random: Random): string {
  return pick(random, random() < 0.65 ? BLOCKS : MORE_BLOCKS);
}

function randomService(random: Random): string {
  return pick(random, random() < 0.7 ? SERVICES : MORE_SERVICES);
}

function take<T>(items: T[], count: number): T[] {
  return items.splice(0, count);
}
