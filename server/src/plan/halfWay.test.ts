// Guards the judgement of half-way states, on worlds worked by hand.

import { expect, test } from 'vitest';
import { modelOf } from '../../test/support/modelOf.ts';
import { isStillThere, halfWayBetween as judgeBetween, NOTHING, newSince } from './halfWay.ts';
import { join } from './join.ts';
import { packetWords } from './packets.ts';
import { type World, worlds } from './world.ts';

const worldOf = worlds();

/** A world of the rule language. */
function worldIn(text: string): World {
  const model = modelOf(text);
  return worldOf(join(model, model, undefined).live);
}

function halfWayBetween(start: World, end: World) {
  return judgeBetween(start, { least: end, most: end }).halfWay;
}

const world = (edge: string, base: string, groups: string) =>
  worldIn(`group edge { inbound { ${edge} } outbound { allow all to any } }
    group base { inbound { ${base} } outbound { allow all to any } }
    cvm web-1 { private-ip 10.0.0.1 groups ${groups} }`);

const https = 'allow tcp 443 from any';

test('what both ends let through and the middle does not is cut off', () => {
  // Guards the direction of the comparison, and that it is about packets, not lists.
  const judge = halfWayBetween(world(https, '', 'edge, base'), world('', https, 'edge, base'));
  const { open, cutOff } = judge(world('', '', 'edge, base'));
  expect(open.size).toBe(0);
  expect([...cutOff.values()].map((each) => packetWords([])([each]))).toEqual(["'web-1' inbound tcp 443 from any"]);
  expect(judge(world(https, https, 'edge, base'))).toEqual(NOTHING);
});

test('what the middle lets through and neither end does is open', () => {
  // Guards machines that are in groups half-way that do not fit each other.
  const judge = halfWayBetween(
    world('deny tcp from any', https, 'edge, base'),
    world('', 'allow tcp 22 from 10.0.0.9', 'base'),
  );
  const { open, cutOff } = judge(world('', https, 'edge, base'));
  expect(cutOff.size).toBe(0);
  expect([...open.values()].map(({ direction }) => direction)).toEqual(['inbound']);
});

test('a group as peer is whoever is in it half-way', () => {
  // Guards that a machine that leaves a group is missed by the rules that name it.
  const shop = (peer: string, groups: string) =>
    worldIn(`group old { outbound { allow all to any } }  group new { outbound { allow all to any } }
      group store { inbound { allow tcp 3306 from ${peer} } }
      cvm web-1 { private-ip 10.0.0.1 groups ${groups} }
      cvm store-1 { private-ip 10.0.0.2 groups store }`);
  const judge = halfWayBetween(shop('old', 'old'), shop('new', 'new'));
  expect([...judge(shop('old', 'new')).cutOff.values()].map((each) => packetWords([])([each]))).toEqual([
    "'store-1' inbound tcp 3306 from 10.0.0.1",
  ]);
  expect(judge(shop('new', 'new, old')).cutOff.size).toBe(0);
});

test("an acl counts for peers outside of the machine's subnet", () => {
  // Guards that what an acl lets through is not open where the groups do not, nor the acl's deny a cut among neighbours.
  const guarded = (acl: string) =>
    worldIn(`group web { inbound { allow tcp 80 from any } }
      acl front { inbound { ${acl} } }
      subnet s { vpc v cidr 10.0.0.0/24 acl front }
      cvm web-1 { private-ip 10.0.0.1 subnet s groups web }`);
  const judge = halfWayBetween(
    guarded('allow tcp 80 from 10.0.0.0/23'),
    guarded('allow tcp 80 from 10.0.0.0/23  allow tcp 22 from any'),
  );
  expect(judge(guarded('allow tcp 22-79 from any')).open.size).toBe(0);
  expect(packetWords([])([...judge(guarded('')).cutOff.values()])).toBe("'web-1' inbound tcp 80 from 10.0.1.0/24");
});

test('only what is new since a moment, and whether it is still there', () => {
  // Guards that a step is marked for what it makes itself.
  const judge = halfWayBetween(world(https, '', 'edge'), world(https, '', 'edge'));
  const some = judge(world('allow tcp 443 from 10.0.0.0/8', '', 'edge')).cutOff;
  const all = judge(world('', '', 'edge')).cutOff;
  expect(newSince(some, all)).toEqual([]);
  expect(packetWords([])(newSince(all, some))).toBe("'web-1' inbound tcp 443 from 10.0.0.0/8");
  expect(isStillThere([...some.values()], all)).toBe(true);
  expect(isStillThere(newSince(all, some), some)).toBe(false);
});
