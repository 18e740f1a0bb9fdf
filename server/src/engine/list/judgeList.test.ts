// Guards the verdict on each rule of a list, and the earlier or later rules that are blamed for it, against trying all packets.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { END4, END6 } from '#net/address.ts';
import * as addressSet from '#net/addressSet.ts';
import * as cuts from '#net/cuts.ts';
import * as packetSet from '#net/packetSet.ts';
import * as services from '#net/services.ts';
import { policy, policies as read } from '../../../test/support/listText.ts';
import { firstMatch, matches, SMALL_PACKETS, someList } from '../../../test/support/listWorld.ts';
import { rounds } from '../../../test/support/rounds.ts';
import { type ListPolicy, MAX_SQUARES } from './board.ts';
import { judgeList, type Verdict } from './judgeList.ts';
import { packetsOf, remaining } from './remaining.ts';

test('every verdict and every blame is what trying all packets says', () => {
  let lists = 0;
  let judged = 0;
  const kinds = new Map<string, number>();
  fc.assert(
    fc.property(someList, fc.constantFrom('group' as const, 'acl' as const), (policies, end) => {
      const verdicts = judgeList(policies, end);
      const expected = bruteForce(policies, end);
      verdicts.forEach((verdict, i) => {
        expect(without(verdict)).toEqual(expected[i]);
        if ('by' in verdict && verdict.by.length > 0) checkBlame(policies, i, verdict);
        const kind = Object.values(without(verdict)).join(' ');
        kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      });
      lists++;
      judged += policies.length;
    }),
    { numRuns: rounds(5_000, 200_000) },
  );
  console.log(
    `judgeList = brute force: ${lists} lists, ${judged} policies (${[...kinds].map((kind) => kind.join(' ')).join(', ')})`,
  );
  // Each kind of verdict has to come up often, or the comparison says little.
  expect(kinds.size).toBe(8);
  for (const count of kinds.values()) expect(count).toBeGreaterThan(50);
});

test('the examples at the head of the file', () => {
  const list = [
    'deny tcp 22 10.0.0.0/8',
    'allow tcp 10.0.0.0/8',
    'allow tcp 22 10.1.0.0/16',
    'allow tcp 80 10.2.0.0/16',
    'allow udp 53 10.0.0.0/9',
    'allow udp 53 10.128.0.0/9',
    'deny udp 53 10.0.0.0/8',
    'deny icmp 10.0.0.0/8',
    'deny all any',
  ];
  const upToLast = [
    LIVE,
    LIVE,
    { kind: 'shadowed', by: [0] },
    { kind: 'redundant', cause: 'earlier', by: [1] },
    LIVE,
    LIVE,
    { kind: 'shadowed', by: [4, 5] },
    FOLLOWED,
  ];
  expect(judge('group', list)).toEqual([...upToLast, LIVE]);
  expect(judge('acl', list)).toEqual([...upToLast, FOLLOWED]);
  expect(
    judge('group', ['allow tcp web', 'allow tcp 80 web', 'deny tcp 0.0.0.0/1', 'allow tcp 128.0.0.0/1', 'deny tcp db']),
  ).toEqual([LIVE, { kind: 'redundant', cause: 'earlier', by: [0] }, LIVE, LIVE, { kind: 'shadowed', by: [2, 3] }]);
});

test('two halves shadow together what neither does alone, and both are named', () => {
  expect(judge('group', ['allow udp 53 10.0.0.0/9', 'allow udp 53 10.128.0.0/9', 'deny udp 53 10.0.0.0/8'])).toEqual([
    LIVE,
    LIVE,
    { kind: 'shadowed', by: [0, 1] },
  ]);
});

test('port ranges that meet cover all ports', () => {
  expect(judge('group', ['allow tcp 1-1023 any', 'deny tcp 1024-65535 any', 'allow tcp any'])[2]).toEqual({
    kind: 'shadowed',
    by: [0, 1],
  });
  expect(judge('group', ['allow tcp 1-1023 any', 'deny tcp 1024-65534 any', 'allow tcp any'])[2]).toEqual(LIVE);
});

test('all is not covered by all named protocols together', () => {
  const named = ['allow tcp any', 'allow udp any', 'allow icmp any', 'allow gre any'];
  expect(judge('group', [...named, 'deny all any']).at(-1)).toEqual(LIVE);
});

test('one family says nothing about the other', () => {
  expect(judge('group', ['deny all any', 'allow tcp 80 any6'])[1]).toEqual(LIVE);
  expect(judge('group', ['deny all any', 'deny all any6', 'allow tcp 80 ::1'])[2]).toEqual({
    kind: 'shadowed',
    by: [1],
  });
});

test('of two equal policies the later one is redundant, and the earlier is not redundant by the later', () => {
  for (const end of ['group', 'acl'] as const) {
    expect(judge(end, ['allow tcp 80 any', 'allow tcp 80 any'])).toEqual([
      LIVE,
      { kind: 'redundant', cause: 'earlier', by: [0] },
    ]);
  }
});

test('the end of an acl denies, the end of a group decides nothing', () => {
  const list = ['allow tcp 80 any', 'deny tcp 10.0.0.0/8'];
  expect(judge('group', list)).toEqual([LIVE, LIVE]);
  expect(judge('acl', list)).toEqual([LIVE, FOLLOWED]);
});

test('what follows and decides the same makes a policy redundant, across a policy that is not reached itself', () => {
  expect(judge('group', ['allow tcp 80 10.0.0.0/8', 'allow tcp 10.0.0.0/7'])).toEqual([FOLLOWED, LIVE]);
  expect(judge('group', ['allow tcp 80 10.0.0.0/8', 'deny tcp 80 10.1.0.0/16', 'allow tcp 10.0.0.0/7'])).toEqual([
    { ...FOLLOWED, alone: false },
    { kind: 'shadowed', by: [0] },
    LIVE,
  ]);
});

test('a group is covered by itself and by all of IPv4, by less it is not', () => {
  expect(judge('group', ['allow tcp web', 'deny tcp 80 web'])[1]).toEqual({ kind: 'shadowed', by: [0] });
  expect(judge('group', ['allow tcp db', 'deny tcp 80 web'])[1]).toEqual(LIVE);
  expect(judge('group', ['allow tcp 0.0.0.0/1', 'deny tcp 80 web'])[1]).toEqual(LIVE);
  expect(judge('group', ['allow tcp 0.0.0.0/1', 'deny tcp 128.0.0.0/1', 'deny tcp 80 web'])[2]).toEqual({
    kind: 'shadowed',
    by: [0, 1],
  });
  expect(judge('group', ['allow all any6', 'deny tcp 80 web'])[1]).toEqual(LIVE);
});

test('a group takes part of what addresses match, and so makes shadowed what would be redundant', () => {
  expect(judge('group', ['allow tcp web', 'deny tcp 10.0.0.0/8', 'deny tcp 80 10.0.0.0/8'])[2]).toEqual({
    kind: 'shadowed',
    by: [0, 1],
  });
});

test('ICMP of the other family matches nothing', () => {
  const mixed: Verdict = { kind: 'matches-nothing', reason: 'mixed-family' };
  expect(judge('group', ['allow icmp any6', 'allow icmpv6 any', 'allow icmpv6 web', 'allow gre any6'])).toEqual([
    mixed,
    mixed,
    mixed,
    LIVE,
  ]);
});

test('an incomplete policy gets no verdict, takes nothing, and may decide otherwise about what it follows', () => {
  const broken: ListPolicy = { ...policy('allow tcp 10.0.0.0/8'), complete: false };
  expect(judgeList([broken, policy('deny tcp 80 10.0.0.0/9'), broken], 'group')).toEqual([UNKNOWN, LIVE, UNKNOWN]);
  const unknown: ListPolicy = { ...broken, peer: { kind: 'addresses', addresses: addressSet.EMPTY } };
  expect(judgeList([unknown, policy('deny tcp 80 10.0.0.0/9')], 'group')).toEqual([UNKNOWN, LIVE]);
  const [first, last] = [policy('deny tcp 80 web'), policy('deny tcp any')];
  expect(judgeList([first, unknown, last], 'group')).toEqual([LIVE, UNKNOWN, LIVE]);
  expect(judgeList([first, { ...unknown, action: 'deny' }, last], 'group')).toEqual([FOLLOWED, UNKNOWN, LIVE]);
});

test('at the ends of the world: /0, the last address, the last port', () => {
  expect(
    judge('group', ['deny tcp 65535 255.255.255.255', 'allow all 0.0.0.0/0', 'deny udp 65535 255.255.255.255']),
  ).toEqual([LIVE, LIVE, { kind: 'shadowed', by: [1] }]);
  const upTo = (v4: readonly number[], v6: readonly bigint[]): ListPolicy => ({
    action: 'allow',
    services: services.ALL,
    peer: { kind: 'addresses', addresses: { v4, v6 } },
    complete: true,
  });
  expect(judgeList([upTo([0, END4 - 1], []), policy('deny tcp any')], 'group')[1]).toEqual(LIVE);
  expect(judgeList([upTo([], [0n, END6 - 1n]), policy('deny tcp any6')], 'group')[1]).toEqual(LIVE);
  expect(
    judgeList([upTo([0, END4], [0n, END6]), policy('deny tcp any'), policy('deny tcp any6')], 'group').slice(1),
  ).toEqual([
    { kind: 'shadowed', by: [0] },
    { kind: 'shadowed', by: [0] },
  ]);
});

test('a taker is named that really takes packets, not one that merely overlaps', () => {
  // The second one overlaps the third, but the first takes everything before it.
  expect(judge('group', ['allow tcp any', 'deny tcp 80 10.0.0.0/8', 'deny tcp 80 10.1.0.0/16']).slice(1)).toEqual([
    { kind: 'shadowed', by: [0] },
    { kind: 'shadowed', by: [0] },
  ]);
});

test('at most five are named', () => {
  const parts = ['/3'].flatMap((size) => Array.from({ length: 8 }, (_, i) => `allow tcp ${i * 32}.0.0.0${size}`));
  const verdict = judge('group', [...parts, 'allow tcp 80 any']).at(-1);
  expect(verdict).toMatchObject({ kind: 'redundant', cause: 'earlier' });
  expect(verdict && 'by' in verdict ? verdict.by.length : 0).toBe(5);
});

test('a list past the limit says so, one well below it is judged', () => {
  // All ends differ, each inside the one before: 2 n cells and n atoms, and so 3 n² squares.
  const overlapping = (n: number) =>
    Array.from(
      { length: n },
      (_, i): ListPolicy => ({
        action: i % 2 ? 'allow' : 'deny',
        services: [1 + i, 65535 - i],
        peer: { kind: 'addresses', addresses: { v4: [i, END4 - i], v6: [] } },
        complete: true,
      }),
    );
  const limit = Math.sqrt(MAX_SQUARES / 3);
  expect(new Set(judgeList(overlapping(Math.ceil(limit * 1.1)), 'group'))).toEqual(
    new Set([{ kind: 'unknown', reason: 'too-large' }]),
  );
  const judged = judgeList(overlapping(Math.floor(limit / 10)), 'group');
  expect(judged[0]).toEqual(LIVE);
  expect(
    judged
      .slice(1)
      .every(({ kind, ...rest }) => (kind === 'shadowed' || kind === 'redundant') && 'by' in rest && rest.by[0] === 0),
  ).toBe(true);
});

test('with addresses and ports of any size, what is reached and who takes the rest is what the algebra of packets says', () => {
  const ends4 = fc.oneof(fc.constantFrom(0, 1, END4 - 1, END4), fc.integer({ min: 0, max: END4 }));
  const ends6 = fc.oneof(fc.constantFrom(0n, 1n, END6 - 1n, END6), fc.bigInt({ min: 0n, max: END6 }));
  const ports = fc.oneof(fc.constantFrom(0, 1, 65534, 65535), fc.integer({ min: 0, max: 65535 }));
  const portSet = fc.tuple(fc.constantFrom('tcp' as const, 'udp' as const), ports, ports);
  const somePolicy = fc.record({
    action: fc.constantFrom('allow' as const, 'deny' as const),
    complete: fc.constant(true),
    services: fc.oneof(
      fc.constantFrom(services.ALL, services.ICMP, services.GRE, services.protocol('tcp')),
      portSet.map(([protocol, a, b]) => services.ports(protocol, Math.min(a, b), Math.max(a, b))),
    ),
    peer: fc
      .tuple(fc.array(fc.tuple(ends4, ends4), { maxLength: 2 }), fc.array(fc.tuple(ends6, ends6), { maxLength: 1 }))
      .map(([v4, v6]) => ({
        kind: 'addresses' as const,
        addresses: { v4: cuts.fromIntervals(v4), v6: cuts.fromIntervals(v6) },
      })),
  });
  fc.assert(
    fc.property(fc.array(somePolicy, { maxLength: 20, size: 'max' }), (policies) => {
      let taken = packetSet.EMPTY;
      for (const [i, verdict] of judgeList(policies, 'acl').entries()) {
        const own = packetsOf(policies[i] as ListPolicy);
        if (packetSet.isEmpty(own)) expect(verdict.kind).toBe('matches-nothing');
        else {
          const dead = verdict.kind === 'shadowed' || (verdict.kind === 'redundant' && verdict.cause === 'earlier');
          expect(dead).toBe(packetSet.isSubsetOf(own, taken));
          if (dead) {
            const takers = remaining(policies, i).taken.map(({ place }) => place);
            for (const taker of verdict.by) expect(takers).toContain(taker);
            const otherwise = takers.some((taker) => policies[taker]?.action !== policies[i]?.action);
            expect(verdict.kind).toBe(otherwise ? 'shadowed' : 'redundant');
          }
        }
        taken = packetSet.union(taken, own);
      }
    }),
    { numRuns: rounds(300, 20_000) },
  );
});

const LIVE: Verdict = { kind: 'live' };
const FOLLOWED: Verdict = { kind: 'redundant', cause: 'following', by: [], alone: true };
const UNKNOWN: Verdict = { kind: 'unknown', reason: 'incomplete' };

function judge(end: 'group' | 'acl', texts: readonly string[]): readonly Verdict[] {
  return judgeList(read(texts), end);
}

function without(verdict: Verdict): Omit<Verdict, 'by'> {
  if (!('by' in verdict)) return verdict;
  const { by: _, ...rest } = verdict;
  return rest;
}

function bruteForce(policies: readonly ListPolicy[], end: 'group' | 'acl'): Omit<Verdict, 'by'>[] {
  // An incomplete policy takes nothing, and as what follows another it may decide anything.
  const isBroken = (place: number) => policies[place]?.complete === false;
  const firsts = SMALL_PACKETS.map((packet) => firstMatch(policies, packet, isBroken));
  const counts = policies.map((_, i) => firsts.includes(i));
  return policies.map((policy, i) => {
    if (!policy.complete) return { kind: 'unknown', reason: 'incomplete' };
    const matched = SMALL_PACKETS.flatMap((packet, p) => (matches(policy, packet) ? [firsts[p] as number] : []));
    if (matched.length === 0) {
      const empty =
        policy.services.length === 0 || (policy.peer.kind === 'addresses' && addressSet.isEmpty(policy.peer.addresses));
      return { kind: 'matches-nothing', reason: empty ? 'empty' : 'mixed-family' };
    }
    if (!matched.includes(i)) {
      return matched.some((first) => policies[first]?.action !== policy.action)
        ? { kind: 'shadowed' }
        : { kind: 'redundant', cause: 'earlier' };
    }
    const isNeeded = (isThere: (place: number) => boolean) =>
      SMALL_PACKETS.some((packet, p) => {
        if (firsts[p] !== i) return false;
        const next = firstMatch(policies, packet, (place) => place <= i || isBroken(place) || !isThere(place));
        const between = policies.slice(i + 1, next < 0 ? undefined : next);
        if (between.some(({ complete, action }) => !complete && action !== policy.action)) return true;
        return (policies[next]?.action ?? (end === 'acl' ? 'deny' : undefined)) !== policy.action;
      });
    if (isNeeded((place) => counts[place] === true)) return { kind: 'live' };
    return { kind: 'redundant', cause: 'following', alone: !isNeeded(() => true) };
  });
}

function checkBlame(policies: readonly ListPolicy[], i: number, verdict: Extract<Verdict, { by: unknown }>): void {
  const policy = policies[i] as ListPolicy;
  const packets = SMALL_PACKETS.filter((packet) => matches(policy, packet));
  const takers = new Set(packets.map((packet) => firstMatch(policies, packet, (place) => !policies[place]?.complete)));
  const { by } = verdict;
  expect(by).toEqual([...new Set(by)].sort((a, b) => a - b));
  expect(by.length).toBeLessThanOrEqual(5);
  for (const taker of by) expect(takers).toContain(taker);
  const differs = (taker: number) => policies[taker]?.action !== policy.action;
  expect(by.some(differs)).toBe(verdict.kind === 'shadowed');
  const containing = [...takers].filter((taker) =>
    packets.every((packet) => matches(policies[taker] as ListPolicy, packet)),
  );
  if (containing.some(differs) || (containing.length > 0 && verdict.kind === 'redundant')) {
    expect(by.length).toBe(1);
    expect(containing).toContain(by[0]);
  } else if (containing.length > 0) {
    expect(by.length).toBe(2);
    expect(by.some((taker) => containing.includes(taker))).toBe(true);
  } else if (by.length < 5) {
    // Those named take it all between them.
    for (const packet of packets) expect(by.some((taker) => matches(policies[taker] as ListPolicy, packet))).toBe(true);
  }
}
