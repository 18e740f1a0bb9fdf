// Guards the map of who reaches whom: machines that fare alike are one node.

import { expect, test } from 'vitest';
import type { Endpoint } from '#model/model.ts';
import * as cuts from '#net/cuts.ts';
import { ALL, NONE, PROTOCOLS, ports, protocol, type ServiceSet } from '#net/services.ts';
import { finish } from '#util/steps.ts';
import { modelOf } from '../../../test/support/modelOf.ts';
import { randomFrom } from '../../../test/support/random.ts';
import { randomWorld } from '../../../test/support/randomWorld.ts';
import { rounds } from '../../../test/support/rounds.ts';
import { printWorld } from '../../../test/support/smallWorld.ts';
import { reach } from './reach.ts';
import {
  makingReachMap,
  type ReachEdge,
  type ReachGraph,
  type ReachMap,
  type ReachMapOptions,
  type ReachNode,
} from './reachMap.ts';
import type { ReachPath } from './reachPaths.ts';

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

test('what addresses have in common is said once, at all of them', () => {
  // Guards: the lines of the picture are as the rules were written.
  const { bundled } = finish(makingReachMap(modelOf(SHOP), 'default'));
  expect(bundled?.edges.slice(2).map((edge) => `${edgeText(bundled, edge)}; own: ${edge.own?.join()}`)).toEqual([
    'any -> web-1,web-2: tcp 443; own: tcp 443',
    'any except 198.51.100.0/24 -> web-1,web-2: tcp 80,443; own: tcp 80',
    'office -> web-1,web-2: tcp 22,80,443; own: tcp 22',
  ]);
  expect(bundled?.nodes.map((node) => node.kind === 'addresses' && [node.isInternet, ...node.parts])).toEqual([
    false,
    false,
    [true, 2, 3, 4],
    [true, 2, 4],
    [false, 4],
  ]);
});

test('seven lists that overlap tell 127 addresses apart, and are seven nodes all the same', () => {
  const lists = [0, 1, 2, 3, 4, 5, 6];
  const holding = (list: number) => Array.from({ length: 128 }, (_, i) => i).filter((i) => (i >> list) % 2 === 1);
  const { nodes, bundled } = finish(
    makingReachMap(
      modelOf(
        lists
          .map(
            (list) => `
            addresses list${list} { ${holding(list)
              .map((i) => `203.0.113.${2 * i}`)
              .join(' ')} }
            group g${list} { inbound { allow tcp ${8000 + list} from list${list} } }
            cvm c${list} { private-ip 10.0.0.${list + 1} groups g${list} }`,
          )
          .join('\n'),
      ),
      'default',
    ),
  );
  expect(nodes.length).toBe(7 + 127);
  expect(
    bundled?.nodes
      .slice(7)
      .map((node) => node.kind === 'addresses' && node.words)
      .toSorted(),
  ).toEqual(lists.map((list) => `list${list}`));
  expect(bundled?.edges.map(({ own }) => own?.length)).toEqual(lists.map(() => 1));
});

test('machines of one class stand in their subnets', () => {
  // Guards: a region of the picture for each subnet.
  const model = modelOf(`subnet a { cidr 10.0.1.0/24 } subnet b { cidr 10.0.2.0/24 }
    group g { inbound { allow tcp 22 from self } outbound { allow all to any } }
    cvm one { private-ip 10.0.1.1 subnet a groups g } cvm two { private-ip 10.0.2.1 subnet b groups g } cvm three { private-ip 10.0.1.3 subnet a groups g }`);
  const { nodes, edges } = finish(makingReachMap(model, 'default'));
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
      const map = finish(makingReachMap(model, region));
      const { nodes, edges, leftOut } = map;
      expect(leftOut).toBeUndefined();
      expectSameBundled(map);
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

/** Each pair of the map, from the bundles that its addresses are in. */
function expectSameBundled({ nodes, edges, bundled }: ReachMap): void {
  const [found, own] = [new Map<string, ServiceSet>(), new Map<string, ServiceSet>()];
  const partsOf = (place: number): readonly number[] => {
    const node = bundled?.nodes[place];
    return node?.kind === 'addresses' ? node.parts : [place];
  };
  const add = (sums: Map<string, ServiceSet>, pair: string, services: readonly string[]): void => {
    if (services.length > 0)
      sums.set(pair, cuts.union(sums.get(pair) ?? NONE, cuts.unionAll(services.map(servicesOf))));
  };
  for (const edge of bundled?.edges ?? []) {
    for (const pair of partsOf(edge.from).flatMap((a) => partsOf(edge.to).map((b) => `${a} ${b}`))) {
      add(found, pair, edge.services);
      add(own, pair, edge.own ?? edge.services);
    }
  }
  const all = edges.map(
    ({ from, to, services }) => [`${from} ${to}`, cuts.unionAll(services.map(servicesOf))] as const,
  );
  expect(bundled?.nodes.filter(({ kind }) => kind === 'machines')).toEqual(
    nodes.filter(({ kind }) => kind === 'machines'),
  );
  // Said in full, and with each service once.
  expect(new Map([...found].toSorted())).toEqual(new Map(all.toSorted()));
  expect(new Map([...own].toSorted())).toEqual(new Map(all.toSorted()));
}

/** `tcp 22,80-90`, as the map says it. */
function servicesOf(text: string): ServiceSet {
  if (text === 'all') return ALL;
  const [name, list] = text.split(' ');
  const found = PROTOCOLS.find((each) => each === name) ?? 'other';
  if (list === undefined || (found !== 'tcp' && found !== 'udp')) return protocol(found);
  return cuts.unionAll(
    list.split(',').map((range) => {
      const [first = '', last = first] = range.split('-');
      return ports(found, Number(first), Number(last));
    }),
  );
}

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
  const [v4, v6] = [node.set.v4[0], node.set.v6[0]];
  const set = {
    v4: v4 === undefined ? [] : [v4, v4 + 1],
    v6: v4 === undefined && v6 !== undefined ? [v6, v6 + 1n] : [],
  };
  return [{ kind: 'addresses', set, text: '' }];
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
  const map = finish(makingReachMap(modelOf(SHOP), 'default', options));
  expect(map.leftOut).toBeUndefined();
  return map.edges.map((edge) => edgeText(map, edge));
}

function edgeText({ nodes }: ReachGraph, { from, to, services }: ReachEdge): string {
  return `${textOf(nodes[from])} -> ${textOf(nodes[to])}: ${services.join(', ')}`;
}

function textOf(node: ReachNode | undefined): string {
  return node?.kind === 'machines' ? node.cvms.map(({ name }) => name).join() : (node?.words ?? '');
}

test('a map that is too large says what it leaves out', () => {
  // Guards: nobody takes what is left out for what does not pass.
  const subnets = (count: number): string =>
    Array.from(
      { length: count },
      (_, i) => `subnet s-${i} { cidr 10.0.${i}.0/24 } cvm m-${i} { private-ip 10.0.${i}.1 subnet s-${i} groups g }`,
    ).join('\n');
  const rules = Array.from({ length: 110 }, (_, i) => `allow tcp ${1000 + i} from 198.51.100.${i}`).join('\n');
  const group = `group g { inbound { allow all from self\n${rules} } outbound { allow all to self } }\n`;
  const leftOutOf = (count: number) => finish(makingReachMap(modelOf(group + subnets(count)), 'default')).leftOut;
  expect([20, 100, 145].map(leftOutOf)).toEqual([undefined, 'addresses', 'machines']);
});
