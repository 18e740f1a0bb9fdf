// Guards which rules can go together without a change for any packet, and that no further one could.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as addressSet from '#net/addressSet.ts';
import * as services from '#net/services.ts';
import { policies as read } from '../../../test/support/listText.ts';
import { decision, SMALL_PACKETS, someList } from '../../../test/support/listWorld.ts';
import { rounds } from '../../../test/support/rounds.ts';
import type { ListPolicy } from './board.ts';
import { cleanUp, goesWith } from './cleanUp.ts';
import { judgeList, type Verdict } from './judgeList.ts';

test('what goes together changes nothing for any packet, and nothing more could go', () => {
  let gone = 0;
  let stayed = 0;
  fc.assert(
    fc.property(someList, fc.constantFrom('group' as const, 'acl' as const), (policies, end) => {
      const removed = new Set(cleanUp(policies, end));
      expect(sameDecisions(policies, end, removed)).toBe(true);
      const others = unneeded(policies, end).filter((i) => !removed.has(i));
      for (const other of others) expect(sameDecisions(policies, end, new Set([...removed, other]))).toBe(false);
      for (const one of removed) expect(unneeded(policies, end)).toContain(one);
      gone += removed.size;
      stayed += others.length;
    }),
    // Few lists have a rule that stays: the short form looks at some that have.
    { numRuns: rounds(2_000, 100_000), seed: rounds(42, Date.now() | 0) },
  );
  expect(gone).toBeGreaterThan(500);
  expect(stayed).toBeGreaterThan(0);
});

test('where only some are in question, the others stay as they are, and the same holds', () => {
  fc.assert(
    fc.property(someList, fc.constantFrom('group' as const, 'acl' as const), fc.nat(), (policies, end, bits) => {
      const verdicts = judgeList(policies, end).map(
        (verdict, i): Verdict => ((bits >> i) & 1 ? verdict : { kind: 'live' }),
      );
      const removed = new Set(cleanUp(policies, end, verdicts));
      const asked = unneeded(policies, end).filter((i) => (bits >> i) & 1);
      expect(sameDecisions(policies, end, removed)).toBe(true);
      for (const one of removed) expect(asked).toContain(one);
      for (const other of asked) {
        if (!removed.has(other)) expect(sameDecisions(policies, end, new Set([...removed, other]))).toBe(false);
      }
    }),
    { numRuns: rounds(1_000, 50_000) },
  );
});

test('what has to go with one policy changes nothing for any packet', () => {
  let more = 0;
  fc.assert(
    fc.property(someList, fc.constantFrom('group' as const, 'acl' as const), (policies, end) => {
      for (const index of unneeded(policies, end)) {
        const gone = goesWith(policies, index);
        expect(gone).toContain(index);
        expect(sameDecisions(policies, end, new Set(gone))).toBe(true);
        if (gone.length > 1) {
          more++;
          expect(sameDecisions(policies, end, new Set([index]))).toBe(false);
        }
      }
    }),
    { numRuns: rounds(1_000, 50_000) },
  );
  expect(more).toBeGreaterThan(10);
});

test('a chain goes down to the one that decides for all', () => {
  const list = ['/16', '/15', '/14', '/13', '/12'].map((size) => `allow tcp 80 10.0.0.0${size}`);
  expect(cleanUp(read([...list, 'allow tcp any']), 'group')).toEqual([0, 1, 2, 3, 4]);
});

test('one that decides for another stays, where nobody else does', () => {
  // The second decides for the first about tcp 80, and would itself be missed there only if the first were gone.
  expect(
    cleanUp(
      read(['allow tcp 80 10.0.0.0/16', 'allow tcp 80-81 10.0.0.0/16', 'allow tcp 81 any', 'deny all any']),
      'group',
    ),
  ).toEqual([0]);
});

test('what only an unneeded policy keeps from being reached goes with it', () => {
  const list = read(['allow tcp 80 10.0.0.0/8', 'deny tcp 80 10.0.0.0/8', 'allow tcp any']);
  expect(goesWith(list, 0)).toEqual([0, 1]);
  expect(goesWith(list, 1)).toEqual([1]);
  expect(cleanUp(list, 'group')).toEqual([0, 1]);
});

test('a policy of which a part is unknown stays, and what it may decide for stays with it', () => {
  const [first, second, third] = read(['allow tcp 80 10.0.0.0/8', 'deny tcp 80 10.0.0.0/8', 'allow tcp any']) as [
    ListPolicy,
    ListPolicy,
    ListPolicy,
  ];
  expect(cleanUp([first, { ...second, complete: false }, third], 'group')).toEqual([]);
});

test('a thousand nested policies take few rounds', () => {
  const list = Array.from(
    { length: 1000 },
    (_, i): ListPolicy => ({
      action: 'allow',
      services: [80, 81 + i],
      peer: { kind: 'addresses', addresses: { v4: [0, 1000 + i], v6: [] } },
      complete: true,
    }),
  );
  expect(cleanUp([...list, ...read(['allow all any'])], 'group')).toEqual(list.map((_, i) => i));
});

function unneeded(policies: readonly ListPolicy[], end: 'group' | 'acl'): number[] {
  return judgeList(policies, end).flatMap(({ kind }, i) => (kind === 'shadowed' || kind === 'redundant' ? [i] : []));
}

/** Whether removing some changes nothing for any packet, whatever of it the broken policies, of which only the action is known, match. */
function sameDecisions(policies: readonly ListPolicy[], end: 'group' | 'acl', removed: ReadonlySet<number>): boolean {
  const broken = policies.flatMap(({ complete }, i) => (complete ? [] : [i]));
  const known = policies.map((policy) => (policy.complete ? policy : { ...policy, ...EVERYTHING }));
  for (let bits = 0; bits < 2 ** broken.length; bits++) {
    const unmatched = new Set(broken.filter((_, i) => !(bits & (1 << i))));
    const left = (place: number) => unmatched.has(place) || removed.has(place);
    for (const packet of SMALL_PACKETS) {
      const before = decision(known, packet, end, (place) => unmatched.has(place));
      if (before !== decision(known, packet, end, left)) return false;
    }
  }
  return true;
}

const EVERYTHING = { services: services.ALL, peer: { kind: 'addresses', addresses: addressSet.EVERYTHING } } as const;
