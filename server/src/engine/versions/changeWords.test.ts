// Guards: what is said to have changed is what changed, for every machine and acl that is named, in as few lines as it takes.

import { expect, test } from 'vitest';
import type { Model } from '#model/model.ts';
import * as packetSet from '#net/packetSet.ts';
import { type Protocol, pointOf } from '#net/services.ts';
import { printStatement } from '#net/words/words.ts';
import { ip, modelOf } from '../../../test/support/modelOf.ts';
import { randomFrom } from '../../../test/support/random.ts';
import { changedWorld, randomWorld } from '../../../test/support/randomWorld.ts';
import { readWords } from '../../../test/support/readWords.ts';
import { rounds } from '../../../test/support/rounds.ts';
import { ADDRESSES, filterAllows, filtersOf, POINTS, printWorld } from '../../../test/support/smallWorld.ts';
import { namesInBoth } from '../names.ts';
import { type ChangeInWords, changeWords } from './changeWords.ts';
import { compareModels } from './diff.ts';

const MACHINES = `addresses office { 203.0.113.0/24 198.51.100.7 } group ops {} group db {}
cvm web-1 { private-ip 10.0.1.1 groups web } cvm web-2 { private-ip 10.0.1.2 groups web }
cvm bastion { private-ip 10.0.9.9 groups ops } cvm store { private-ip 10.0.2.1 groups db, web }`;

test('machines that change alike, rules and protocols together, are one line', () => {
  expect(changes('inbound {}', 'inbound { allow tcp 53 from any  allow udp 53 from any }')).toEqual([
    'cvm web-1, web-2, store inbound now allow: tcp 53, udp 53 from any by 0, 1',
  ]);
});

test('machines that change alike in a part of it are one line of that part', () => {
  const [before, after] = ['groups web', 'groups web, ops'].map((groups, i) =>
    modelOf(`group ops { inbound { allow tcp 9100 from 10.0.0.0/8 } }
      group web { inbound { ${i === 0 ? '' : 'allow tcp 80 from any'} } }
      cvm web-1 { private-ip 10.0.1.1 groups web } cvm web-2 { private-ip 10.0.1.2 ${groups} }`),
  );
  expect(texts(before!, after!)).toEqual([
    'cvm web-1, web-2 inbound now allow: tcp 80 from any by 0',
    'cvm web-2 inbound now allow: tcp 9100 from 10.0.0.0/8 by 0',
  ]);
});

test('lists and groups are named where rules speak of them', () => {
  expect(changes('inbound {}', 'inbound { allow tcp 22 from ops, office }')).toEqual([
    'cvm web-1, web-2, store inbound now allow: tcp 22 from office, ops by 0, 1',
  ]);
  expect(changes('inbound {}', 'inbound { allow tcp 22 from 10.0.9.9 }')).toEqual([
    'cvm web-1, web-2, store inbound now allow: tcp 22 from 10.0.9.9 by 0',
  ]);
  expect(changes('inbound {}', 'inbound { deny tcp 22 from office  allow tcp 22 from any }')).toEqual([
    'cvm web-1, web-2, store inbound now allow: tcp 22 from any except office by 1',
  ]);
});

test('members of a group that reach each other are told by its name, though none reaches itself', () => {
  expect(changes('inbound {}', 'inbound { allow tcp 3306 from self }')).toEqual([
    'cvm web-1, web-2, store inbound now allow: tcp 3306 from web by 0',
  ]);
});

test('a name that means another set in the other model is not said', () => {
  const before = modelOf(`${MACHINES} group web { }`);
  const after = modelOf(
    `${MACHINES} cvm bastion-2 { private-ip 10.0.9.10 groups ops } group web { inbound { allow tcp 22 from ops } }`,
  );
  expect(texts(before, after)).toEqual([
    'cvm web-1, web-2, store inbound now allow: tcp 22 from 10.0.9.9, 10.0.9.10 by 0',
  ]);
});

test('groups without members are told as peers', () => {
  const [before, after] = ['', 'inbound { allow tcp 22 from e, f  allow tcp 80 from any }'].map((rules) =>
    modelOf(`group e {} group f {} group w { ${rules} }`),
  );
  expect(texts(before!, after!)).toEqual([
    'group w inbound now allow: tcp 80 from any by 2',
    'group w inbound now allow: tcp 22 from e, f by 0, 1',
  ]);
});

test('random changes of random worlds: every packet of every machine and acl is told right', () => {
  const counts = { told: 0, same: 0 };
  for (let seed = 1; seed <= 40 * rounds(1, 60); seed++) {
    const random = randomFrom(seed);
    const world = randomWorld(random);
    const other = changedWorld(random, world);
    const [before, after] = [modelOf(printWorld(world)), modelOf(printWorld(other))];
    const names = namesInBoth(before, after, 'default');
    const words = changeWords(compareModels(before, after)).map((change) => ({
      ...change,
      packets: readWords([printStatement(change.statement, 'from')], {
        ...names,
        peers: [...names.peers, ...emptyGroups(after)],
      }),
    }));
    for (const owner of filtersOf(world, other)) {
      for (const direction of ['inbound', 'outbound'] as const) {
        const told = words.filter(
          ({ owners, ...change }) => change.direction === direction && owners.some(({ name }) => name === owner.name),
        );
        for (const peer of ADDRESSES) {
          if (owner.own.includes(peer)) continue;
          for (const { protocol, port } of POINTS) {
            if (protocol === (peer.includes(':') ? 'icmp' : 'icmpv6')) continue;
            const was = filterAllows(world, owner.name, direction, peer, protocol, port);
            const now = filterAllows(other, owner.name, direction, peer, protocol, port);
            const point = pointOf({ protocol: protocol as Protocol, ...(port === null ? {} : { port }) });
            const found = told.filter(({ packets }) => packetSet.contains(packets, ip(peer), point));
            const isRight =
              was === now
                ? found.length === 0
                : found.length > 0 && found.every((change) => (change.now === 'allow') === now);
            counts[was === now ? 'same' : 'told']++;
            if (!isRight)
              expect.fail(
                `seed ${seed}: ${owner.name} ${direction} ${peer} ${protocol} ${port}: ${was} -> ${now}\n${words.map(textOf).join('\n')}\n${printWorld(world)}\n\n${printWorld(other)}`,
              );
          }
        }
      }
    }
  }
  expect(Math.min(counts.told, counts.same)).toBeGreaterThan(1000);
});

function emptyGroups(model: Model) {
  const empty = model.groups.filter(({ key }) => !model.members.has(key));
  return empty.map(({ name }) => ({ name, set: { v4: [], v6: [] } }));
}

function changes(before: string, after: string): string[] {
  return texts(modelOf(`${MACHINES} group web { ${before} }`), modelOf(`${MACHINES} group web { ${after} }`));
}

function texts(before: Model, after: Model): string[] {
  return changeWords(compareModels(before, after)).map(textOf);
}

function textOf({ owners, direction, now, statement, decidedBy, undecided }: ChangeInWords): string {
  const by = [...decidedBy.map(({ policy }) => policy.index), ...undecided].join(', ');
  const names = owners.map(({ name }) => name).join(', ');
  return `${owners[0].kind} ${names} ${direction} now ${now}: ${printStatement(statement, direction === 'inbound' ? 'from' : 'to')} by ${by}`;
}
