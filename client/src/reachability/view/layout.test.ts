// Guards where nodes of the map stand: never on each other, machines within their subnet, and what could not be read is no graph.
import { expect, test } from 'vitest';
import type { MapEdge, MapNode } from '#protocol/packets.ts';
import { isLegible, layOut, nodeLines, serviceLines, titleOf } from './layout.ts';
import { linesOf } from './lines.ts';

const machine = (id: string, subnet?: string): MapNode => ({
  id,
  kind: 'cvm',
  label: `machine-${id}`,
  members: [],
  groups: [],
  subnet,
});
const internet: MapNode = { id: 'internet', kind: 'internet', label: 'internet', members: [], groups: [] };
const edge = (from: string, to: string, ...services: string[]): MapEdge => ({ from, to, services });

const nodes = [
  internet,
  machine('1', 'front 10.0.1.0/24'),
  machine('2', 'front 10.0.1.0/24'),
  machine('3', 'store'),
  machine('4'),
];
const edges = [
  edge('internet', '1', 'tcp 80,443'),
  edge('internet', '2', 'tcp 80,443'),
  edge('1', '3', 'tcp 3306'),
  edge('2', '3', 'tcp 3306', 'icmp'),
  edge('3', '3', 'tcp 22'),
  edge('4', '1', 'all'),
];

test('no node stands on another, nor on the services of an edge, and senders stand before receivers', () => {
  const { box, label, lines } = layOut(nodes, edges);
  const all = [...nodes.map(({ id }) => box(id)), ...lines.map(label)];
  for (const [i, a] of all.entries()) {
    for (const b of all.slice(i + 1)) {
      const apart = Math.abs(a.x - b.x) >= (a.width + b.width) / 2 || Math.abs(a.y - b.y) >= (a.height + b.height) / 2;
      expect(apart).toBe(true);
    }
  }
  expect(box('internet').x).toBeLessThan(box('1').x);
  expect(box('1').x).toBeLessThan(box('3').x);
});

test('a subnet holds its machines and nobody else', () => {
  const { regions, box } = layOut(nodes, edges);
  expect(regions.map(({ label }) => label).sort()).toEqual(['front 10.0.1.0/24', 'store']);
  for (const region of regions) {
    const inside = nodes.filter(({ id }) => {
      const { x, y } = box(id);
      return Math.abs(x - region.x) < region.width / 2 && Math.abs(y - region.y) < region.height / 2;
    });
    expect(inside.map(({ subnet }) => subnet)).toEqual(inside.map(() => region.label));
    expect(inside.length).toBe(nodes.filter(({ subnet }) => subnet === region.label).length);
  }
});

test('nothing of a long label or of many services is left out', () => {
  const services = ['tcp 22,80,443,1000-2000,3000-4000,5000,6000', 'udp 53', 'icmp'];
  const [line] = linesOf([], [edge('1', '2', ...services)]);
  const rows = line === undefined ? [] : serviceLines(line);
  const bare = (text: string): string => text.replaceAll(/[ ,]/g, '');
  expect(bare(rows.map(({ text }) => text).join(''))).toBe(bare(services.join('')));
  expect(rows.at(-1)?.text).toBe('udp 53, icmp');
  const label = 'any except 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, office, partners';
  expect(nodeLines({ ...internet, label }).join(' ')).toBe(label);
});

test('where nearly everybody reaches everybody there is no graph', () => {
  const many = Array.from({ length: 60 }, (_, i) => machine(String(i)));
  expect(
    isLegible(
      many,
      many.flatMap(({ id }) => many.map((other) => edge(id, other.id, 'all'))),
    ),
  ).toBe(false);
  expect(isLegible(nodes, edges)).toBe(true);
});

test('two nodes that reach each other are one line with both, addresses from outside before the machine', () => {
  const there = edge('internet', '1', 'tcp 443');
  const back = edge('1', 'internet', 'udp 53');
  const lines = linesOf(nodes, [back, edge('1', '1', 'icmp'), there]);
  expect(lines).toEqual([
    { from: 'internet', to: '1', there, back },
    { from: '1', to: '1', there: edge('1', '1', 'icmp'), back: undefined },
  ]);
  expect(lines[0] && serviceLines(lines[0]).map(({ text }) => text)).toEqual(['→ tcp 443', '← udp 53']);
});

test('who comes in from outside stands before the machines, also those that only send there', () => {
  const [back, there] = [edge('2', 'internet', 'udp 123'), edge('internet', '1', 'tcp 443')];
  expect(linesOf(nodes, [back, there])).toEqual([
    { from: 'internet', to: '2', there: undefined, back },
    { from: 'internet', to: '1', there, back: undefined },
  ]);
});

test('subnets that stand above one another do not overlap', () => {
  const hosts = [machine('web', 'front'), machine('bastion', 'front'), machine('db', 'back'), machine('log', 'back')];
  const outside = ['a', 'b', 'c', 'd'].map((id) => machine(id));
  const all = hosts.flatMap(({ id }) => outside.map((other) => edge(id, other.id, 'tcp 443', 'udp 123')));
  const { regions } = layOut([...hosts, ...outside], all);
  const [one, other] = regions;
  if (one === undefined || other === undefined) throw new Error('There are two subnets.');
  const isApart =
    Math.abs(one.x - other.x) >= (one.width + other.width) / 2 ||
    Math.abs(one.y - other.y) >= (one.height + other.height) / 2;
  expect(isApart).toBe(true);
});

test('the title of a subnet stands above the services that its machines offer each other', () => {
  const { regions, label, lines } = layOut([machine('1', 'front')], [edge('1', '1', 'tcp 443')]);
  const [region] = regions;
  const [loop] = lines.map(label);
  if (region === undefined || loop === undefined) throw new Error('There is one subnet with one line.');
  const title = 20;
  expect(region.y - region.height / 2 + title).toBeLessThanOrEqual(loop.y - loop.height / 2);
});

test('services stand neither on the title of a subnet nor on those of a loop or of another line', () => {
  const shop = [machine('web', 'front 10.0.1.0/24'), machine('bastion', 'front 10.0.1.0/24'), machine('db', 'back')];
  const others = ['office', 'inside', 'resolvers'].map(
    (id): MapNode => ({ id, kind: 'addresses', label: id, members: [], groups: [] }),
  );
  const { lines, label, regions } = layOut(
    [...shop, ...others, internet],
    [
      edge('web', 'web', 'tcp 443'),
      edge('web', 'db', 'tcp 3306'),
      edge('bastion', 'web', 'tcp 22'),
      edge('bastion', 'db', 'tcp 22'),
      edge('internet', 'web', 'tcp 80,443', 'udp 443'),
      ...shop.map(({ id }) => edge(id, 'internet', 'udp 123')),
      edge('inside', 'web', 'icmp'),
      edge('office', 'web', 'tcp 22'),
      edge('office', 'bastion', 'tcp 22'),
      edge('web', 'resolvers', 'tcp 53', 'udp 53'),
    ],
  );
  const all = [...lines.map(label), ...regions.map(titleOf)];
  for (const [i, a] of all.entries()) {
    for (const b of all.slice(i + 1)) {
      const apart = Math.abs(a.x - b.x) >= (a.width + b.width) / 2 || Math.abs(a.y - b.y) >= (a.height + b.height) / 2;
      expect(apart).toBe(true);
    }
  }
});

test('downwards, senders stand above receivers, and arrows point up and down', () => {
  const { box, extent, label, lines } = layOut(nodes, edges, 'down');
  expect(box('internet').y).toBeLessThan(box('1').y);
  expect(box('1').y).toBeLessThan(box('3').y);
  expect(extent.width).toBeLessThan(layOut(nodes, edges).extent.width);
  const both = { from: '1', to: '2', there: edge('1', '2', 'icmp'), back: edge('2', '1', 'udp 53') };
  expect(serviceLines(both, 'down').map(({ text }) => text)).toEqual(['↓ icmp', '↑ udp 53']);
  const loop = lines.find(({ from, to }) => from === to);
  if (loop === undefined) throw new Error('There is a loop.');
  expect(Math.abs(label(loop).x - box('3').x)).toBeGreaterThan(box('3').width / 2);
});

test('a label of Chinese characters gets the room that they take', () => {
  const latin = { ...machine('1'), label: 'a'.repeat(20) };
  const chinese = { ...machine('2'), label: '云'.repeat(20) };
  const { box } = layOut([latin, chinese], []);
  expect(box('2').width).toBeGreaterThan(1.5 * box('1').width);
});

test('a machine with several interfaces says which others it has', () => {
  const interfaces = ['db-1', 'db-1/eth1'].map((name) => ({ name, about: '10.0.0.1 · ops' }));
  expect(nodeLines({ ...machine('1'), label: 'db-1', interfaces })).toEqual(['db-1', 'db-1/eth1']);
});
