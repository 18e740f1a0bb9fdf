// Guards that what a rule still decides, as its hover says it, are the packets that it decides on their way through random worlds.

import { expect, test } from 'vitest';
import * as addressSet from '#net/addressSet.ts';
import * as packetSet from '#net/packetSet.ts';
import { ip, modelOf } from '../../../test/support/modelOf.ts';
import { pick, randomFrom } from '../../../test/support/random.ts';
import { randomWorld } from '../../../test/support/randomWorld.ts';
import { rounds } from '../../../test/support/rounds.ts';
import { ADDRESSES, POINTS, printWorld } from '../../../test/support/smallWorld.ts';
import { type Packet, requestedServices } from '../packet/packet.ts';
import { trace } from '../packet/trace.ts';
import { remaining } from './remaining.ts';

test('the rule that decides a packet is the only one that still decides it', () => {
  const counts = { decides: 0, decidesNot: 0 };
  for (let seed = 1; seed <= rounds(100, 5_000); seed++) {
    const random = randomFrom(seed);
    const text = printWorld(randomWorld(random));
    const model = modelOf(text);
    const isMember = (group: string, peer: Packet['source']) =>
      model.cvms.some(({ interfaces }) =>
        interfaces.some(
          ({ groups, privateAddresses }) =>
            groups.includes(group) &&
            privateAddresses.some(({ family, start }) => family === peer.family && start === peer.start),
        ),
      );
    for (let i = 0; i < 50; i++) {
      const [source, destination] = [ip(pick(random, ADDRESSES)), ip(pick(random, ADDRESSES))];
      const packet: Packet = { source, destination, ...pick(random, POINTS), sourcePort: null };
      for (const { direction, owners, decidedBy } of trace(model, packet, 'default').request) {
        const peer = direction === 'inbound' ? source : destination;
        const asked = packetSet.of(addressSet.of(peer), requestedServices(packet));
        const holds = (set: packetSet.PacketSet) => !packetSet.isEmpty(packetSet.intersect(set, asked));
        // Groups behind the one that decides are not asked.
        const last = decidedBy === undefined ? owners.length : owners.indexOf(decidedBy.owner) + 1;
        for (const owner of owners.slice(0, last)) {
          const entity = model.entities.get(owner);
          if (entity?.kind !== 'group' && entity?.kind !== 'acl') throw new Error(owner);
          const { policies } = entity[direction];
          for (const policy of policies) {
            const { packets, taken } = remaining(policies, policy.place);
            const isTaken = taken.some((each) => each.members && holds(each.packets) && isMember(each.members, peer));
            const isOurs = policy.peer.kind === 'addresses' || isMember(policy.peer.group, peer);
            const decides = isOurs && holds(packets) && !isTaken;
            counts[decides ? 'decides' : 'decidesNot']++;
            if (decides !== (policy === decidedBy?.policy))
              expect.fail(`seed ${seed}: ${owner} ${direction} ${policy.place} ${decides}\n${text}`);
          }
        }
      }
    }
  }
  expect(Math.min(counts.decides, counts.decidesNot)).toBeGreaterThan(300);
});
