// Guards rules that only the present members of groups shadow, against trying every packet.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Group } from '#model/model.ts';
import { entityNamed, modelOf } from '../../../test/support/modelOf.ts';
import { rounds } from '../../../test/support/rounds.ts';
import { judgeList } from './judgeList.ts';
import { shadowedByMembers } from './shadowedByMembers.ts';

const MACHINES = `
group web {} group db {} group empty {}
cvm web-1 { private-ip 10.0.1.1, fd00::1 groups web } cvm web-2 { private-ip 10.0.1.2 groups web }
cvm db-1 { private-ip 10.0.2.5 groups db }
`;

test('a policy that says nothing only with the members of now is reported with who takes its packets', () => {
  // Guards: shadowed and redundant by members, a group's own and addresses that members are all of.
  expect(found('deny tcp 22 from 10.0.1.0/24  allow tcp 22 from web')).toEqual(['1 shadowed 0']);
  expect(found('allow tcp 80 from 10.0.2.5  allow tcp 80 from db')).toEqual(['1 redundant 0']);
  expect(found('allow tcp from db  deny tcp from 10.0.2.5')).toEqual(['1 shadowed 0']);
  expect(found('deny tcp from 10.0.1.1  allow tcp from web')).toEqual([]);
});

test('what is so whoever the members are, or without any, is not by members', () => {
  // Guards: the difference to the other codes.
  expect(found('allow tcp from web  allow tcp 22 from web')).toEqual([]);
  expect(found('deny tcp from any  allow tcp 22 from web')).toEqual([]);
  expect(found('deny tcp from 10.0.0.0/8  allow tcp from empty')).toEqual([]);
  expect(found('deny tcp from 10.0.0.0/8  allow tcp from nobody')).toEqual([]);
});

test('a list is judged again where the members of its groups changed', () => {
  // Guards: what is kept is kept by the members too.
  const text = `${MACHINES} group g { inbound { deny tcp 22 from 10.0.1.0/24  allow tcp 22 from web } }`;
  const model = modelOf(text);
  const list = (entityNamed(model, 'g') as Group).inbound;
  expect(shadowedByMembers(model, list, 'group')).toHaveLength(1);
  expect(shadowedByMembers(modelOf(`${text} cvm web-3 { private-ip 10.9.9.9 groups web }`), list, 'group')).toEqual([]);
  expect(shadowedByMembers(model, list, 'group')).toHaveLength(1);
});

function found(rules: string): string[] {
  const model = modelOf(`${MACHINES} group g { inbound { ${rules} } }`);
  return shadowedByMembers(model, (entityNamed(model, 'g') as Group).inbound, 'group').map(
    ({ policy, verdict }) => `${policy.index} ${verdict.kind} ${verdict.by.join()}`,
  );
}

test('random lists and members agree with trying every packet', () => {
  // Guards: the second judgement, against first matches looked up packet by packet over eight addresses and one that is nobody's.
  let reported = 0;
  const list = fc.array(
    fc.tuple(fc.constantFrom('allow', 'deny'), fc.constantFrom(...SERVICES.keys()), fc.constantFrom(...PEERS)),
    {
      minLength: 1,
      maxLength: 8,
    },
  );
  const members = fc.uniqueArray(fc.constantFrom(...OWN), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(list, members, members, (rules, web, db) => {
      const memberOf = (ips: readonly string[], group: string) =>
        ips.map((ip) => `cvm ${group}-${ip} { private-ip ${ip} groups ${group} }`).join('\n');
      const text = rules.map(([action, service, peer]) => `${action} ${service} from ${peer}`).join('\n');
      const model = modelOf(
        `group web {}\ngroup db {}\n${memberOf(web, 'web')}\n${memberOf(db, 'db')}\ngroup g { inbound {\n${text}\n} }`,
      );
      const { inbound } = entityNamed(model, 'g') as Group;
      const peers = new Map([
        ['web', web],
        ['db', db],
      ]);
      const hit = (i: number, address: string, point: string): boolean => {
        const [, service, peer] = rules[i] as (typeof rules)[number];
        return SERVICES.get(service)?.includes(point) === true && (peers.get(peer) ?? inBlock(peer)).includes(address);
      };
      const packets = [...OWN, ELSEWHERE].flatMap((address) => POINTS.map((point) => [address, point] as const));
      const matching = packets.map(([address, point]) => rules.flatMap((_, i) => (hit(i, address, point) ? [i] : [])));
      const reached = new Set(matching.flatMap(([first]) => first ?? []));
      const action = (i: number | undefined) => (i === undefined ? undefined : rules[i]?.[0]);
      const now = rules.map((_, i) => {
        const own = matching.filter((places) => places.includes(i));
        if (own.length === 0) return 'nothing';
        if (!reached.has(i)) return own.some(([first]) => action(first) !== action(i)) ? 'shadowed' : 'redundant';
        const decided = own.filter(([first]) => first === i);
        // It could go by itself: what follows decides the same, whether it is reached as long as this one is there or not.
        const next = (places: readonly number[], counted: boolean) =>
          places.find((place) => place > i && (counted || reached.has(place)));
        const isFollowed = (counted: boolean) => decided.every((places) => action(next(places, counted)) === action(i));
        return isFollowed(true) && isFollowed(false) ? 'redundant' : 'live';
      });
      const symbolic = judgeList(inbound.policies, 'group');
      const expected = now.flatMap((verdict, i) =>
        symbolic[i]?.kind === 'live' && (verdict === 'shadowed' || verdict === 'redundant') ? [`${i} ${verdict}`] : [],
      );
      const found = shadowedByMembers(model, inbound, 'group').map(
        ({ policy, verdict }) => `${policy.index} ${verdict.kind}`,
      );
      expect(found).toEqual(expected);
      reported += found.length;
    }),
    { numRuns: rounds(1_000, 50_000) },
  );
  console.log(`by members: ${JSON.stringify({ lists: rounds(1_000, 50_000), reported })}`);
  expect(reported).toBeGreaterThan(50);
});

const OWN: readonly string[] = Array.from({ length: 8 }, (_, i) => `10.0.0.${i}`);
const ELSEWHERE = '192.0.2.1';
const PEERS = [
  'web',
  'db',
  'any',
  '10.0.0.0/29',
  '10.0.0.0/30',
  '10.0.0.4/30',
  '10.0.0.2/31',
  '10.0.0.0',
  '10.0.0.3',
  '10.0.0.5',
];
const POINTS = ['tcp 1', 'tcp 2', 'tcp 3', 'udp 1', 'icmp', 'other'];
const SERVICES: ReadonlyMap<string, readonly string[]> = new Map([
  ['all', POINTS],
  ['tcp', ['tcp 1', 'tcp 2', 'tcp 3']],
  ['tcp 1', ['tcp 1']],
  ['tcp 1-2', ['tcp 1', 'tcp 2']],
  ['udp 1', ['udp 1']],
  ['icmp', ['icmp']],
]);

function inBlock(peer: string): readonly string[] {
  if (peer === 'any') return [...OWN, ELSEWHERE];
  const [ip = '', prefix = '32'] = peer.split('/');
  const first = Number(ip.split('.')[3]);
  return OWN.slice(first, first + 2 ** (32 - Number(prefix)));
}
