// Guards the folding of the map: blocks of addresses that behave alike become one node, all others stay as they are.
import { expect, test } from 'vitest';
import type { MapEdge, MapNode } from '#protocol/packets.ts';
import { foldAddresses } from './fold.ts';

const node = (id: string, kind: MapNode['kind'] = 'addresses'): MapNode => ({ id, kind, label: id, members: [] });
const edge = (from: string, to: string, service = 'tcp'): MapEdge => ({ from, to, services: [service] });
const folded = (count: number): string => `${count} blocks`;

test('three blocks with the same edges become one with three members', () => {
  const nodes = [node('a', 'cvm'), node('10.0.0.0/8'), node('11.0.0.0/8'), node('12.0.0.0/8')];
  const edges = nodes.slice(1).map(({ id }) => edge('a', id));
  const map = foldAddresses({ nodes, edges, complete: true }, folded);
  expect(map.nodes.map(({ label }) => label)).toEqual(['a', '3 blocks']);
  expect(map.nodes[1]?.members).toEqual(['10.0.0.0/8', '11.0.0.0/8', '12.0.0.0/8']);
  expect(map.edges).toEqual([edge('a', '10.0.0.0/8')]);
});

test('another service or direction keeps a block apart', () => {
  const nodes = [node('a', 'cvm'), node('1'), node('2'), node('3')];
  const edges = [edge('a', '1'), edge('a', '2', 'udp'), edge('3', 'a')];
  expect(foldAddresses({ nodes, edges, complete: true }, folded).nodes).toHaveLength(4);
});

test('machines are never folded', () => {
  const nodes = ['a', 'b', 'c', 'd'].map((id) => node(id, 'cvm'));
  const edges = [edge('a', 'b'), edge('a', 'c'), edge('a', 'd')];
  expect(foldAddresses({ nodes, edges, complete: true }, folded).nodes).toEqual(nodes);
});
