// Guards what the map shows of itself: a service that is filtered for, a name that is searched, the packet an edge is tested with.
import { expect, test } from 'vitest';
import type { MapEdge, MapNode } from '#protocol/packets.ts';
import { packetOf, select, servicesOf } from './selection.ts';

const node = (id: string, ...members: string[]): MapNode => ({ id, kind: 'class', label: id, members, groups: [] });
const edge = (from: string, to: string, ...services: string[]): MapEdge => ({ from, to, services });
const map = {
  nodes: [node('web', 'web-1', 'web-2'), node('db'), node('office')],
  edges: [edge('office', 'web', 'tcp 22,80-90'), edge('web', 'db', 'all'), edge('db', 'office', 'icmp')],
};

test('a port within a range, and all, are of the service', () => {
  expect(select(map, '', 'tcp 85').edges.map(({ from }) => from)).toEqual(['office', 'web']);
  expect(select(map, '', 'tcp 91').edges.map(({ from }) => from)).toEqual(['web']);
});

test('a search finds members and keeps the neighbours', () => {
  const shown = select(map, 'WEB-2', '');
  expect([...shown.found]).toEqual(['web']);
  expect(shown.nodes.map(({ id }) => id)).toEqual(['web', 'db', 'office']);
  expect(shown.edges).toHaveLength(2);
});

test('the filter offers the first port of each range', () => {
  expect(servicesOf(map)).toEqual(['icmp', 'tcp 22', 'tcp 80']);
});

test('an edge is tested with a packet of its first service', () => {
  expect(map.edges.map(packetOf)).toEqual(['tcp 22', 'tcp 443', 'icmp']);
});
