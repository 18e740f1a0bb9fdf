// Guards the map of who reaches whom: machines that fare alike are one node.

import { expect, test } from 'vitest';
import type { Endpoint } from '#model/model.ts';
import * as addressSet from '#net/addressSet.ts';
import { ports } from '#net/services.ts';
import { modelOf } from '../../../test/support/modelOf.ts';
import { randomFrom } from '../../../test/support/random.ts';
import { randomWorld } from '../../../test/support/randomWorld.ts';
import { rounds } from '../../../test/support/rounds.ts';
import { printWorld } from '../../../test/support/smallWorld.ts';
import { type ReachPath, reach } from './reach.ts';
import { type ReachMapOptions, type ReachNode, reachMap } from './reachMap.ts';

const SHOP = `
addresses office { 203.0.113.0/24 }
group web { inbound { deny tcp 80 from 198.51.100.0/24  allow tcp 80,443 from any  allow tcp 22 from office } outbound { allow tcp 3306 to db } }
group db  { inbound { allow tcp 3306 from web  allow udp from self } outbound { allow udp to self } }
cvm web-1 { private-ip 10.0.1.1 groups web } cvm web-2 { private-ip 10.0.1.2 groups web }
cvm db-1 { private-ip 10.0.2.1 groups db } cvm db-2 { private-ip 10.0.2.2 groups db }
`;

test('machines that fare alike are one node, and so are addresses, in the fewest words', () => {
  // Guards: classes, edges within a class, lists, and the block that is shut out.
  expect(edgesOf()).toEqual([
    'web-1,web-2 -> db-1,db-2: tcp 3306',
    'db-1,db-2 -> db-1,db-2: udp',
    'any except office, 198.51.100.0/24 -> web-1,web-2: tcp 80,443',
    '198.51.100.0/24 -> web-1,web-2: tcp 443',
    'office -> web-1,web-2: tcp 22,80,443',
  ]);
  expect(edgesOf({ services: ports('tcp', 22, 22) })).toEqual(['office -> web-1,web-2: tcp 22']);
});

test('machines of one class stand in their subnets', () => {
  // Guards: a region of the picture for each subnet.
  const model = modelOf(`subnet a { cidr 10.0.1.0/24 } subnet b { cidr 10.0.2.0/24 }
    group g { inbound { allow tcp 22 from self } outbound { allow all to any } }
    cvm one { private-ip 10.0.1.1 subnet a groups g } cvm two { private-ip 10.0.2.1 subnet b groups g } cvm three { private-ip 10.0.1.3 subnet a groups g }`);
  const { nodes, edges } = reachMap(model, 'default');
  expect(nodes.map(textOf)).toEqual(['one,three', 'two', 'any']);
  expect(edges.filter(({ to }) => to < 2)).toEqual([
    { from: 0, to: 0, services: ['tcp 22'] },
    { from: 0, to: 1, services: ['tcp 22'] },
    { from: 1, to: 0, services: ['tcp 22'] },
  ]);
});

test('the map of random worlds says of every pair what reach says, in each of their regions', () => {
  // Guards: a map that tells the truth, of literal blocks, interfaces, acls and both families too; another region is elsewhere.
  const seen = { worlds: 0, pairs: 0, edges: 0, interfaces: 0 };
  for (let seed = 1; seed <= rounds(60, 2000); seed++) {
    const random = randomFrom(seed);
    const worlds = [printWorld(randomWorld(random)), ...(random() < 0.4 ? [printWorld(randomWorld(random))] : [])];
    const regions = worlds.map((_, i) => (i === 0 ? 'default' : 'elsewhere'));
    const model = modelOf(worlds.join('\nregion elsewhere\n'));
    for (const region of regions) {
      const { nodes, edges, complete } = reachMap(model, region);
      expect(complete).toBe(true);
      const services = new Map(edges.map((edge) => [`${edge.from} ${edge.to}`, edge.services]));
      for (const [from, source] of nodes.entries()) {
        for (const [to, destination] of nodes.entries()) {
          for (const ends of pairsOf(source, destination)) {
            const { paths } = reach(model, { region, ...ends });
            const [path, ...more] = paths.filter((each) => isBetween(each, source, destination));
            expect(more, `seed ${seed}`).toEqual([]);
            expect(services.get(`${from} ${to}`), `seed ${seed}: ${textOf(source)} -> ${textOf(destination)}`).toEqual(
              path?.services,
            );
            seen.pairs++;
          }
        }
      }
      seen.edges += edges.length;
    }
    seen.interfaces += model.cvms.filter(({ interfaces }) => interfaces.length > 1).length;
    seen.worlds++;
  }
  expect(seen.interfaces).toBeGreaterThan(10);
  console.log(`maps: ${JSON.stringify(seen)}`);
});

interface Pair {
  readonly from: Endpoint;
  readonly to: Endpoint;
}

/** All machines and an address of the nodes, as ends that reach can be asked about; nothing between two that are nobody's, and of a machine with itself. */
function pairsOf(source: ReachNode, destination: ReachNode): readonly Pair[] {
  if (source.kind === 'addresses' && destination.kind === 'addresses') return [];
  return endsOf(source).flatMap((from) =>
    endsOf(destination).flatMap((to) => (isSame(from, to) ? [] : [{ from, to }])),
  );
}

function endsOf(node: ReachNode): readonly Endpoint[] {
  if (node.kind === 'machines') return node.cvms.map(({ key }) => ({ kind: 'cvm', key }));
  const address = addressSet.sample(node.set);
  return [{ kind: 'addresses', set: address === undefined ? addressSet.EMPTY : addressSet.of(address), text: '' }];
}

function isSame(one: Endpoint, other: Endpoint): boolean {
  return one.kind === 'cvm' && other.kind === 'cvm' && one.key === other.key;
}

/** A machine's public address gets a row of its own where it gets further: the map speaks of machines by their private ones. */
function isBetween(path: ReachPath, source: ReachNode, destination: ReachNode): boolean {
  const isName = (text: string, node: ReachNode) =>
    node.kind === 'addresses' || node.cvms.some(({ name }) => name === text);
  return isName(path.from, source) && isName(path.to, destination);
}

function edgesOf(options?: ReachMapOptions): string[] {
  const { nodes, edges, complete } = reachMap(modelOf(SHOP), 'default', options);
  expect(complete).toBe(true);
  return edges.map(
    ({ from, to, services }) => `${textOf(nodes[from])} -> ${textOf(nodes[to])}: ${services.join(', ')}`,
  );
}

function textOf(node: ReachNode | undefined): string {
  return node?.kind === 'machines' ? node.cvms.map(({ name }) => name).join() : (node?.words ?? '');
}
