// Guards the packets whose fate differs between two models: per machine, acl and group, with the rule that decides.

import { expect, test } from 'vitest';
import type { Model } from '#model/model.ts';
import { parseAddress } from '#net/address.ts';
import * as addressSet from '#net/addressSet.ts';
import { ip, modelOf } from '../../../test/support/modelOf.ts';
import { packetChanges } from '../../../test/support/packetChanges.ts';
import { randomFrom } from '../../../test/support/random.ts';
import { changedWorld, randomWorld } from '../../../test/support/randomWorld.ts';
import { rounds } from '../../../test/support/rounds.ts';
import { ADDRESSES, filterAllows, filtersOf, POINTS, printWorld } from '../../../test/support/smallWorld.ts';

const MACHINES = `group web {} group ops {} cvm web-1 { private-ip 10.0.1.1 groups g, web }
cvm web-2 { private-ip 10.0.1.2 groups web } cvm bastion-1 { private-ip 10.0.9.9 groups ops }
`;

test('packets whose fate changes are told per machine, as blocks, with the policy that decides now', () => {
  // Guards: was, now, peers, services and the decider.
  expect(
    changes('inbound { allow tcp 80,443 from any }', 'inbound { allow tcp 443 from any  allow tcp 22 from ops }'),
  ).toEqual([
    'cvm web-1 inbound 10.0.9.9 tcp 22: deny -> allow by 1',
    'cvm web-1 inbound 0.0.0.0/0 tcp 80: allow -> deny by default',
  ]);
});

test('where no rule decides, the reason is told', () => {
  // Guards: a machine in no group, one that is gone, a subnet without acl, and a list that does not match.
  const reasons = (before: string, after: string) => [
    ...new Set(packetChanges(modelOf(before), modelOf(after)).map(({ undecided }) => undecided)),
  ];
  const list = 'group g { inbound { allow tcp 80 from any } } ';
  const machine = 'cvm c { private-ip 10.0.0.1 groups g }';
  expect(reasons(`${list}${machine}`, `${list}cvm c { private-ip 10.0.0.1 }`)).toEqual(['no-group']);
  expect(reasons(`${list}${machine}`, list)).toEqual(['gone']);
  expect(reasons(`${list}${machine}`, `group g {} ${machine}`)).toEqual(['no-match']);
  expect(reasons('acl a {} subnet s { acl a }', 'acl a {} subnet s {}')).toEqual(['no-acl']);
});

test('moved rules, halves, doubles and renamed groups make no difference', () => {
  // Guards: packets, not lines.
  expect(
    changes(
      'inbound { allow tcp from 10.0.0.0/8  allow udp from any }',
      'inbound { allow udp from 0.0.0.0/1, 128.0.0.0/1  allow tcp from 10.0.0.0/9, 10.128.0.0/9, 10.0.0.1 }',
    ),
  ).toEqual([]);
  const before =
    modelOf(`group a { inbound { allow tcp from self, b } } group b {} cvm one { private-ip 10.0.0.1 groups a }
    cvm two { private-ip 10.0.0.2 groups a, b }`);
  const after =
    modelOf(`group x { inbound { allow tcp from y, self } } group y {} cvm one { private-ip 10.0.0.1 groups x }
    cvm two { private-ip 10.0.0.2 groups x, y }`);
  expect(packetChanges(before, after)).toEqual([]);
});

test('a group without machines stands for IPv4, with which ICMPv6 matches nothing', () => {
  const of = (rules: string) => modelOf(`group a { inbound { ${rules} } } group e {}`);
  expect(packetChanges(of('allow icmpv6 from e, self'), of(''))).toEqual([]);
  const [all, ...more] = packetChanges(of('allow all from e'), of('deny icmp from e  allow all from e'));
  expect(more).toEqual([]);
  expect(all).toMatchObject({ was: 'allow', now: 'deny' });
});

test('a group without machines is told for itself, its end counted as deny, and empty groups as its peers by name', () => {
  // Guards: models without any machine, which are most pull requests.
  const before = modelOf('group a { inbound { allow tcp 80 from any } } group e {}');
  const after = modelOf('group a { inbound { allow tcp 22 from e  allow tcp 80 from any } } group e {}');
  expect(textsOf(before, after)).toEqual(['group a inbound e tcp 22: deny -> allow by 0']);
  expect(textsOf(modelOf(''), modelOf('group n { inbound { allow udp 53 from any } }'))).toEqual([
    'group n inbound 0.0.0.0/0 udp 53: deny -> allow by 0',
  ]);
  expect(
    textsOf(after, modelOf('group b { inbound { allow tcp 22 from e  allow tcp 80 from any } } group e {}')),
  ).toEqual([]);
});

test('a machine that is new or gone lets nothing through in the other model', () => {
  // Guards: what NEW lets through that OLD did not, and the reverse.
  const one = 'group g { inbound { allow tcp 80 from any } }';
  const two = `${one} cvm c { private-ip 10.0.0.1 groups g }`;
  expect(textsOf(modelOf(one), modelOf(two))).toEqual(['cvm c inbound 0.0.0.0/0 tcp 80: deny -> allow by 0']);
  expect(textsOf(modelOf(two), modelOf(`${one} group h {}`))).toEqual([
    'cvm c inbound 0.0.0.0/0 tcp 80: allow -> deny by default',
  ]);
});

test('acls are told for themselves, and subnets that pass another one', () => {
  // Guards: the acl's own change, and one that is attached or taken away.
  const acl = (rules: string) =>
    `acl a { inbound { ${rules} } outbound { allow all to any, any6 } } subnet s { cidr 10.0.0.0/24 acl a }`;
  expect(
    textsOf(modelOf(acl('allow tcp from any')), modelOf(acl('allow tcp 1-79 from any  deny tcp from any'))),
  ).toEqual(['acl a inbound 0.0.0.0/0 tcp 80-65535: allow -> deny by 1']);
  expect(
    textsOf(modelOf('subnet s { cidr 10.0.0.0/24 }'), modelOf(acl('allow all from any, any6  deny tcp from any'))),
  ).toEqual([]);
  expect(
    textsOf(modelOf('subnet s { cidr 10.0.0.0/24 }'), modelOf(acl('deny tcp 22 from any  allow all from any, any6'))),
  ).toEqual(['subnet s inbound 0.0.0.0/0 tcp 22: allow -> deny by 0']);
});

test('what a machine says to itself is no difference', () => {
  // Guards: its own addresses are no peers of it.
  expect(changes('inbound {}', 'inbound { allow tcp from 10.0.1.1 }')).toEqual([]);
  expect(changes('inbound {}', 'inbound { allow tcp from web }')).toEqual([
    'cvm web-1 inbound 10.0.1.2 tcp: deny -> allow by 0',
  ]);
});

test('split by both, each part names the policy that decided before too', () => {
  // Guards: which rule let a packet through that no rule lets through now, by block.
  const text = (rules: string) => modelOf(`${MACHINES} group g { inbound { ${rules} } }`);
  const old = text('deny tcp 22 from 10.0.0.0/24  allow tcp 80 from 10.0.0.0/24  allow tcp from 10.1.0.0/24');
  const found = (before: Model, after: Model) =>
    packetChanges(before, after, 'both').map(
      ({ peers, services, now, decidedBy, decidedBefore }) =>
        `${peers.join()} ${services.join()}: ${decidedBefore?.policy.index ?? 'default'} -> ${now} by ${decidedBy?.policy.index ?? 'default'}`,
    );
  expect(found(old, text(''))).toEqual([
    '10.0.0.0/24 tcp 80: 1 -> deny by default',
    '10.1.0.0/24 tcp: 2 -> deny by default',
  ]);
  expect(found(old, text('deny tcp from any'))).toEqual([
    '10.0.0.0/24 tcp 80: 1 -> deny by 0',
    '10.1.0.0/24 tcp: 2 -> deny by 0',
  ]);
  expect(found(text('deny tcp 22 from 10.0.0.0/24'), text('allow tcp 22-23 from 10.0.0.0/24'))).toEqual([
    '10.0.0.0/24 tcp 22: 0 -> allow by 0',
    '10.0.0.0/24 tcp 23: default -> allow by 0',
  ]);
});

test('split by both, no packet is told more or less than by the policy that decides now', () => {
  // Guards: the finer parts of random changes against the coarser ones, by what the reverse comparison says of who decided.
  for (let seed = 1; seed <= 40 * rounds(1, 40); seed++) {
    const random = randomFrom(seed);
    const world = randomWorld(random);
    const other = changedWorld(random, world);
    const [before, after] = [modelOf(printWorld(world)), modelOf(printWorld(other))];
    // Which peers are a machine's own is asked of the newer model alone.
    const moved = new Set(world.cvms.filter((cvm, i) => cvm.interfaces?.length !== other.cvms[i]?.interfaces?.length));
    const isMoved = (name: string) => [...moved].some((cvm) => cvm.name === name.split('/')[0]);
    const words = ({ owner, direction }: { owner: { name: string }; direction: string }) =>
      `${owner.name} ${direction}`;
    const deciders = (changes: ReturnType<typeof packetChanges>, of: 'decidedBy' | 'decidedBefore') =>
      [
        ...new Set(
          changes
            // Whether a group is told for itself is asked of the newer model alone.
            .filter(({ owner }) => owner.kind !== 'group' && !isMoved(owner.name))
            .map((change) => `${words(change)} ${change[of]?.owner} ${change[of]?.policy.index}`),
        ),
      ].sort();
    const [both, now, reverse] = [
      packetChanges(before, after, 'both'),
      packetChanges(before, after),
      packetChanges(after, before),
    ];
    expect(deciders(both, 'decidedBy'), `seed ${seed}`).toEqual(deciders(now, 'decidedBy'));
    expect(deciders(both, 'decidedBefore'), `seed ${seed}`).toEqual(deciders(reverse, 'decidedBy'));
  }
});

test('random changes of random worlds: empty exactly where no packet differs, and every packet told right', () => {
  // Guards: the differences of every machine and acl against trying all packets.
  const soak = rounds(1, 40);
  const counts = { pairs: 0, same: 0, packets: 0, differing: 0 };
  for (let seed = 1; seed <= 60 * soak; seed++) {
    const random = randomFrom(seed);
    const world = randomWorld(random);
    const other = changedWorld(random, world);
    const found = packetChanges(modelOf(printWorld(world)), modelOf(printWorld(other)));
    counts.pairs++;
    if (found.length === 0) counts.same++;
    for (const owner of filtersOf(world, other)) {
      for (const direction of ['inbound', 'outbound'] as const) {
        for (const peer of ADDRESSES) {
          if (owner.own.includes(peer)) continue;
          // A third of the points each time; every seed and peer has another third.
          const points = POINTS.filter((_, i) => (i + seed + counts.packets) % 3 === 0);
          for (const { protocol, port } of points) {
            if (protocol === (peer.includes(':') ? 'icmp' : 'icmpv6')) continue;
            const was = filterAllows(world, owner.name, direction, peer, protocol, port);
            const now = filterAllows(other, owner.name, direction, peer, protocol, port);
            const told = found.filter(
              (change) =>
                change.owner.name === owner.name &&
                change.direction === direction &&
                change.peers.some((block) => isIn(peer, block)) &&
                change.services.some((text) => isServed(text, protocol, port)),
            );
            counts.packets++;
            if (was !== now) counts.differing++;
            const right = was === now ? told.length === 0 : told.length === 1 && (told[0]?.now === 'allow') === now;
            if (!right) {
              expect.fail(
                `seed ${seed}: ${owner.name} ${direction} ${peer} ${protocol} ${port}: ${was} -> ${now}\n${printWorld(world)}\n\n${printWorld(other)}`,
              );
            }
          }
        }
      }
    }
  }
  console.info(`diffs: ${JSON.stringify(counts)}`);
  expect(Math.min(counts.same, counts.differing)).toBeGreaterThan(10);
});

function changes(before: string, after: string): string[] {
  return textsOf(modelOf(`${MACHINES} group g { ${before} }`), modelOf(`${MACHINES} group g { ${after} }`));
}

function textsOf(before: Model, after: Model): string[] {
  return packetChanges(before, after).map(
    ({ owner, direction, peers, services, was, now, decidedBy }) =>
      `${owner.kind} ${owner.name} ${direction} ${peers.join(',')} ${services.join(',')}: ${was} -> ${now} by ${decidedBy?.policy.index ?? 'default'}`,
  );
}

const inBlock = new Map<string, boolean>();

function isIn(address: string, block: string): boolean {
  const key = `${address} ${block}`;
  let inside = inBlock.get(key);
  if (inside === undefined) {
    const outer = parseAddress(block);
    inside = outer.ok && addressSet.contains(addressSet.of(outer.address), ip(address));
    inBlock.set(key, inside);
  }
  return inside;
}

function isServed(text: string, protocol: string, port: number | null): boolean {
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
