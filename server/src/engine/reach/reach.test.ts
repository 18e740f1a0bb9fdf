// Guards who reaches an endpoint and whom it reaches, with the services, against trying every pair.

import { expect, test } from 'vitest';
import type { Endpoint, Model } from '#model/model.ts';
import { parseAddress } from '#net/address.ts';
import * as addressSet from '#net/addressSet.ts';
import { ports, protocol as service } from '#net/services.ts';
import { entityNamed, ip, modelOf } from '../../../test/support/modelOf.ts';
import { randomFrom, shuffled } from '../../../test/support/random.ts';
import { randomWorld } from '../../../test/support/randomWorld.ts';
import { rounds } from '../../../test/support/rounds.ts';
import {
  ADDRESSES,
  endpointAddresses,
  interpret,
  ownerOf,
  POINTS,
  type Probe,
  printWorld,
  privateIpsOf,
  type World,
} from '../../../test/support/smallWorld.ts';
import { type ReachQuestion, reach } from './reach.ts';

const SHOP = `
addresses office { 203.0.113.0/24 198.51.100.7 }
group web { inbound { allow tcp 80,443 from any  allow tcp 22 from office } outbound { allow tcp 3306 to db  allow udp 53 to any } }
group db  { inbound { allow tcp 3306 from web  allow tcp 22 from office  allow icmp from 10.9.0.0/16 } outbound {} }
cvm web-1 { private-ip 10.0.1.1 public-ip 203.0.113.80 groups web }
cvm web-2 { private-ip 10.0.1.2 groups web }
cvm db-1  { private-ip 10.0.2.1 groups db }
`;

test('who reaches an endpoint: machines by name, others as blocks and lists, services merged', () => {
  // Guards: the rows of a small model, whole.
  expect(rows(SHOP, { to: 'db-1' })).toEqual([
    'web-1 -> db-1: tcp 3306',
    'web-2 -> db-1: tcp 3306',
    '10.9.0.0/16 -> db-1: icmp',
    'office -> db-1: tcp 22',
  ]);
  expect(rows(SHOP, { to: 'web-2' })).toEqual(['0.0.0.0/0 -> web-2: tcp 80,443', 'office -> web-2: tcp 22,80,443']);
});

test('whom an endpoint reaches, and on a service that is asked for', () => {
  // Guards: the other way, and the filter.
  expect(rows(SHOP, { from: 'web-1' })).toEqual(['web-1 -> db-1: tcp 3306', 'web-1 -> 0.0.0.0/0: udp 53']);
  expect(rows(SHOP, { to: 'web' }, [22, 22])).toEqual(['office -> web-1: tcp 22', 'office -> web-2: tcp 22']);
  expect(rows(SHOP, { from: 'internet' })).toEqual([
    '0.0.0.0/0 -> web-1: tcp 80,443',
    'office -> web-1: tcp 22,80,443',
    '0.0.0.0/0 -> web-2: tcp 80,443',
    'office -> web-2: tcp 22,80,443',
    'office -> db-1: tcp 22',
  ]);
});

test('the internet is named where both families of it get as far', () => {
  // Guards: one row for all of it, and no name that means more than what passes.
  const text =
    'group g { inbound { deny all from 10.0.0.0/8  allow tcp 80 from any, any6 } } cvm c { private-ip 10.0.0.1, fd00::1 groups g }';
  expect(rows(text, { from: 'internet' })).toEqual(['internet -> c: tcp 80']);
  const four = rows(text.replace(', any6', ''), { from: 'internet' });
  expect(four[0]).toBe('0.0.0.0/5 -> c: tcp 80');
  expect(four.some((row) => row.startsWith('10.') || row.startsWith('internet'))).toBe(false);
});

test('two machines of two networks with one address are told as what cannot be told', () => {
  // Guards: a packet from an address to itself is no path; a further address of either is one.
  const text = `subnet a { vpc v1 } subnet b { vpc v2 }
    cvm one { private-ip 10.0.0.1 subnet a } cvm two { private-ip 10.0.0.1 subnet b } cvm three { private-ip 10.0.0.1, 10.0.0.3 }`;
  const model = modelOf(text);
  const found = reach(model, { region: 'default', from: endpoint(model, 'one'), to: endpoint(model, 'two') });
  expect([found.paths, found.untold]).toEqual([[], [['one', 'two']]]);
  expect(rows(text, { from: 'one' }).filter((row) => !row.includes('/'))).toEqual(['one -> three: all']);
});

test('region by region, the machines of each are told with it, whatever public addresses others have', () => {
  // Guards: work that grows with the machines, and not with regions times machines; the rows are the same.
  const text = Array.from(
    { length: 30 },
    (_, i) => `region r${i} group g { inbound { allow tcp ${i + 1} from any } }
    cvm c${i} { private-ip 10.0.0.1 public-ip 203.0.113.${i} groups g }`,
  ).join('\n');
  const model = modelOf(text);
  const ask = (ownOnly: boolean) =>
    Array.from({ length: 30 }, (_, i) => reach(model, { region: `r${i}`, from: { kind: 'internet' }, ownOnly }).paths);
  const rowsOf = (ownOnly: boolean) =>
    [
      ...new Set(
        ask(ownOnly)
          .flat()
          .map((path) => JSON.stringify(path)),
      ),
    ].sort();
  expect(ask(true).map((paths) => paths.length)).toEqual(Array(30).fill(1));
  expect(rowsOf(true)).toEqual(rowsOf(false));
});

test('no icmp over IPv6, and no icmpv6 over IPv4, where everything passes', () => {
  // Guards: what is told as `all` between two addresses of one family holds only what there is over this family.
  const model = modelOf('cvm open { private-ip 10.0.0.1, 2001:db8::1 }');
  const to = endpoint(model, 'open');
  const pathsOn = (protocol: 'icmp' | 'icmpv6') =>
    reach(model, { region: 'default', to, services: service(protocol) }).paths.map(
      ({ from, services }) => `${from} ${services}`,
    );
  expect(pathsOn('icmp')).toEqual(['0.0.0.0/0 icmp']);
  expect(pathsOn('icmpv6')).toEqual(['::/0 icmpv6']);
});

function rows(text: string, { from, to }: { from?: string; to?: string }, asked?: readonly [number, number]): string[] {
  const model = modelOf(text);
  const question: ReachQuestion = {
    region: 'default',
    ...(from === undefined ? {} : { from: endpoint(model, from) }),
    ...(to === undefined ? {} : { to: endpoint(model, to) }),
    ...(asked === undefined ? {} : { services: ports('tcp', ...asked) }),
  };
  return reach(model, question).paths.map((path) => `${path.from} -> ${path.to}: ${path.services.join(', ')}`);
}

function endpoint(model: Model, text: string): Endpoint {
  if (text === 'internet') return { kind: 'internet' };
  if (/^[0-9]/.test(text)) return { kind: 'addresses', set: addressSet.of(ip(text)), text };
  const { kind, key } = entityNamed(model, text);
  return { kind: kind as 'cvm', key };
}

test('a public address that gets further than its machine has a row of its own', () => {
  // Guards: a machine as an endpoint is its private addresses, and nothing that gets through is kept back.
  const text = `group g { inbound { allow tcp 22 from 203.0.113.0/24  allow tcp 80 from any } }
    cvm a { private-ip 10.0.0.1 public-ip 203.0.113.5 } cvm b { private-ip 10.0.0.2 groups g }`;
  expect(rows(text, { to: 'b' })).toEqual([
    'a -> b: tcp 80',
    '203.0.113.5 -> b: tcp 22,80',
    '0.0.0.0/0 -> b: tcp 80',
    '203.0.113.0/24 -> b: tcp 22,80',
  ]);
  // Where a block is asked for that holds both addresses, too; where it holds the public one alone, that is what the machine's name means.
  expect(rows(text, { from: '0.0.0.0/0' }).slice(0, 2)).toEqual(['a -> b: tcp 80', '203.0.113.5 -> b: tcp 22,80']);
  expect(rows(text, { from: '203.0.113.4/31' })[0]).toBe('a -> b: tcp 22,80');
});

test('a block before a rule for a group counts for the members in it, though nobody else is told apart by it', () => {
  const text = `group g {
      inbound { allow tcp 1-30 from g }
      outbound { allow tcp to 10.0.0.4/30  deny tcp 20 to g  allow all to any }
    }
    cvm a { private-ip 10.0.0.4 groups g } cvm b { private-ip 10.0.0.9 groups g } cvm c { private-ip 10.0.0.10 groups g }`;
  expect(rows(text, { from: 'c' }).filter((row) => /-> [ab]:/.test(row))).toEqual([
    'c -> a: tcp 1-30',
    'c -> b: tcp 1-19,21-30',
  ]);
});

test('addresses in a declared subnet meet its acl, and a machine stopped by its own rules does not break a block', () => {
  // Guards: strangers in subnets, and what may be filled into a block.
  const text = `acl a { inbound { allow tcp 80 from 10.0.0.0/8 } outbound { allow all to any } }
    subnet s { cidr 10.1.0.0/30 acl a } group shut {}
    cvm free { private-ip 10.2.0.1 } cvm closed { private-ip 10.2.0.2 groups shut }`;
  expect(rows(text, { to: 's' })).toEqual(['free -> 10.1.0.0/30: tcp 80', '10.0.0.0/8 -> 10.1.0.0/30: tcp 80']);
  expect(rows(text, { from: 's' })).toEqual([]);
});

test('reach agrees with trying every pair of random worlds', () => {
  // Guards: rows against the interpreter, for machines and for addresses that are nobody's, both ways.
  const soak = rounds(1, 40);
  const counts = { worlds: 0, pairs: 0, passing: 0 };
  for (let seed = 1; seed <= 60 * soak; seed++) {
    const world = randomWorld(randomFrom(seed));
    const model = modelOf(printWorld(world));
    counts.worlds++;
    for (const name of [...world.cvms.slice(0, 2).map((cvm) => cvm.name), 'sa', '10.0.0.9']) {
      for (const towards of ['from', 'to'] as const) {
        const found = reach(model, { region: 'default', [towards]: endpoint(model, name) });
        if (!found.complete) expect.fail(`seed ${seed}: not complete`);
        checkPairs(world, found.paths, name, towards, seed, counts);
      }
    }
  }
  console.info(`reach: ${JSON.stringify(counts)}`);
  expect(counts.passing).toBeGreaterThan(1000);
});

function checkPairs(
  world: World,
  paths: ReturnType<typeof reach>['paths'],
  name: string,
  towards: 'from' | 'to',
  seed: number,
  counts: { pairs: number; passing: number },
): void {
  const machines = world.cvms.map((cvm) => ({ text: cvm.name, addresses: privateIpsOf(cvm) }));
  const strangers = ADDRESSES.filter((address) => ownerOf(world, address) === undefined);
  const others = [...machines, ...strangers.map((address) => ({ text: address, addresses: [address] }))];
  const meant = new Set(
    world.subnets.some((subnet) => subnet.name === name)
      ? endpointAddresses(world, name)
      : ADDRESSES.filter((address) => isIn(address, name)),
  );
  const own = machines.some(({ text }) => text === name)
    ? others.filter(({ text }) => text === name)
    : others
        .map(({ text, addresses }) => ({ text, addresses: addresses.filter((address) => meant.has(address)) }))
        .filter(({ addresses }) => addresses.length > 0);
  for (const one of own) {
    for (const other of others) {
      if (one.text === other.text) continue;
      const [source, destination] = towards === 'from' ? [one, other] : [other, one];
      const rows = paths.filter((path) => isTold(path.from, source) && isTold(path.to, destination));
      for (const { protocol, port } of shuffled(randomFrom(counts.pairs), POINTS).slice(0, 4)) {
        const fates = source.addresses
          .flatMap((from) =>
            destination.addresses.map(
              (to): Probe => ({ source: from, destination: to, protocol, port, sourcePort: null }),
            ),
          )
          .flatMap((probe) => (isJudged(world, probe) ? (interpret(world, probe) ?? []) : []));
        const passes = fates.includes('allow');
        const told = rows.some(({ services }) => services.some((text) => isServed(text, protocol, port)));
        counts.pairs++;
        if (passes) counts.passing++;
        if (fates.length > 0 && passes !== told) {
          expect.fail(
            `seed ${seed}: ${source.text} -> ${destination.text} ${protocol} ${port}: ${told}, not ${passes}\n${printWorld(world)}`,
          );
        }
      }
    }
  }
}

/** Between two addresses that are nobody's, reach says nothing where no acl stands. */
function isJudged(world: World, { source, destination }: Probe): boolean {
  if (ownerOf(world, source) !== undefined || ownerOf(world, destination) !== undefined) return true;
  const [from, to] = [source, destination].map((address) => {
    const around = world.subnets.filter(({ cidr }) => isIn(address, cidr));
    return around.length === 1 ? around[0] : undefined;
  });
  return from !== to && (from?.acl ?? to?.acl) !== undefined;
}

function isTold(
  text: string,
  { text: name, addresses }: { readonly text: string; readonly addresses: readonly string[] },
): boolean {
  return (
    text === name ||
    (text === 'internet' && /^(8|203|2001)[.:]/.test(name)) ||
    (addresses.length === 1 && addresses[0] === name && isIn(name, text))
  );
}

const inBlock = new Map<string, boolean>();

function isIn(address: string, block: string): boolean {
  if (!/^[0-9a-f.:/]+$/.test(block) || !/[.:]/.test(block) || address === '') return false;
  const key = `${address} ${block}`;
  let inside = inBlock.get(key);
  if (inside === undefined) {
    const outer = parseAddress(block);
    inside = outer.ok && addressSet.contains(addressSet.of(outer.address), ip(address));
    inBlock.set(key, inside);
  }
  return inside;
}

function isServed(text: string, protocol: Probe['protocol'], port: number | null): boolean {
  if (text === 'all' || text === protocol) return true;
  const [word, list = ''] = text.split(' ');
  return (
    word === protocol &&
    list.split(',').some((range) => {
      const [first = Number.NaN, last = first] = range.split('-').map(Number);
      return port !== null && first <= port && port <= last;
    })
  );
}
