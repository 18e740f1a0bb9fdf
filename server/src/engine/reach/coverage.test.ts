// Guards which rules expectations exercise: those that decide one of their packets.

import { expect, test } from 'vitest';
import type { Policy } from '#model/policy.ts';
import { finish } from '#util/steps.ts';
import { ip, modelOf } from '../../../test/support/modelOf.ts';
import { randomFrom } from '../../../test/support/random.ts';
import { randomWorld } from '../../../test/support/randomWorld.ts';
import { rounds } from '../../../test/support/rounds.ts';
import { packetsOf, printWorld } from '../../../test/support/smallWorld.ts';
import { trace } from '../packet/trace.ts';
import { covering } from './coverage.ts';

test('a policy is covered where it decides a packet that an expectation speaks of', () => {
  // Guards: deciding, not matching; and the end of a list is nobody's.
  const text = `group web {} group db { inbound { allow tcp 3306 from web  deny tcp 22 from any  allow icmp from any  allow tcp 22 from web } }
    cvm w { private-ip 10.0.0.1 groups web } cvm d { private-ip 10.0.0.2 groups db }`;
  // The machine's own empty outbound list stops every packet before db is asked.
  expect(covered(text, 'expect deny tcp from web to db')).toEqual([]);
  const open = text.replace('group web {}', 'group web { outbound { allow tcp to any } }');
  expect(covered(open, 'expect allow tcp 3306 from web to db')).toEqual(['outbound 0', 'inbound 0']);
  expect(covered(open, 'expect deny tcp from any to db')).toEqual(['outbound 0', 'inbound 0', 'inbound 1']);
});

test('coverage of random worlds is what the traces of all packets name', () => {
  // Guards: the collected services against one packet at a time.
  const soak = rounds(1, 40);
  const counts = { worlds: 0, packets: 0, covered: 0 };
  for (let seed = 1; seed <= 12 * soak; seed++) {
    const world = randomWorld(randomFrom(seed));
    const text = printWorld(world);
    const model = modelOf(text);
    const found = finish(covering(model, model.expectations));
    const traced = new Set<Policy>();
    for (const expected of world.expectations) {
      for (const probe of packetsOf(world, expected)) {
        counts.packets++;
        const packet = { ...probe, source: ip(probe.source), destination: ip(probe.destination) };
        const { request, answer } = trace(model, packet, 'default');
        for (const { decidedBy } of [...request, ...answer.steps])
          if (decidedBy !== undefined) traced.add(decidedBy.policy);
      }
    }
    expect(found.complete).toBe(true);
    // Places and ports that no rule of a small world tells apart are tried once, so all that decide are found.
    if (found.policies.size !== traced.size || [...traced].some((policy) => !found.policies.has(policy))) {
      expect.fail(`seed ${seed}: ${found.policies.size} covered, ${traced.size} traced\n${text}`);
    }
    counts.worlds++;
    counts.covered += traced.size;
  }
  console.info(`coverage: ${JSON.stringify(counts)}`);
  expect(counts.covered).toBeGreaterThan(20);
});

function covered(text: string, line: string): string[] {
  const model = modelOf(`${text}\n${line}`);
  const { policies } = finish(covering(model, model.expectations));
  return model.groups.flatMap(({ inbound, outbound }) =>
    [outbound, inbound].flatMap((list) =>
      list.policies.flatMap((policy) => (policies.has(policy) ? [`${list.direction} ${policy.index}`] : [])),
    ),
  );
}
