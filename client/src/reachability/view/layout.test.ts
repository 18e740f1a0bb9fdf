// Guards where nodes of the map stand: never on each other, and a map in which all reach all is drawn at once and stays a picture.
import { expect, test } from 'vitest';
import type { MapEdge, MapNode } from '#protocol/packets.ts';
import { height, layOut } from './layout.ts';

const machines = (count: number): readonly MapNode[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `${index}`,
    kind: 'cvm',
    label: `machine-${index}`,
    members: [],
  }));

const toEach = (nodes: readonly MapNode[]): readonly MapEdge[] =>
  nodes.flatMap(({ id: from }) =>
    nodes.flatMap(({ id: to }) => (from === to ? [] : [{ from, to, services: ['all'] }])),
  );

function overlapping(nodes: readonly MapNode[], edges: readonly MapEdge[]): readonly string[] {
  const { box } = layOut(nodes, edges);
  return nodes.flatMap(({ id }, index) =>
    nodes.slice(index + 1).flatMap((other) => {
      const [a, b] = [box(id), box(other.id)];
      const apart = Math.abs(a.x - b.x) >= (a.width + b.width) / 2 || Math.abs(a.y - b.y) >= height;
      return apart ? [] : [`${id} and ${other.id}`];
    }),
  );
}

const internet: MapNode = { id: 'internet', kind: 'internet', label: 'internet', members: [] };

test('few lines: in layers, the sender before the receiver', () => {
  const nodes = [internet, ...machines(3)];
  const edges = [0, 1, 2].map((index) => ({ from: 'internet', to: `${index}`, services: ['tcp 443'] }));
  const { isDense, box } = layOut(nodes, edges);
  expect(isDense).toBe(false);
  for (const { id } of machines(3)) expect(box(id).x).toBeGreaterThan(box('internet').x);
  expect(overlapping(nodes, edges)).toEqual([]);
});

test('all reach all: in columns, at once, about as wide as high', () => {
  const nodes = [internet, ...machines(60)];
  const edges = toEach(nodes);
  const start = performance.now();
  const { isDense, box } = layOut(nodes, edges);
  expect(performance.now() - start).toBeLessThan(200);
  expect(isDense).toBe(true);
  expect(overlapping(nodes, edges)).toEqual([]);
  const width = Math.max(...nodes.map(({ id }) => box(id).x));
  const total = Math.max(...nodes.map(({ id }) => box(id).y));
  expect(width / total).toBeGreaterThan(0.5);
  expect(width / total).toBeLessThan(2);
  expect(nodes.filter(({ id }) => box(id).x === box('internet').x)).toEqual([internet]);
});

test('a line ends at the borders of its nodes, and there and back are two lines', () => {
  const nodes = machines(60);
  const { box, way } = layOut(nodes, toEach(nodes));
  for (const { id } of nodes.slice(1)) {
    const points = way({ from: '0', to: id, services: [] });
    const [a, b] = [box('0'), box(id)];
    const isAt = (
      { x, y }: { x: number; y: number },
      { x: cx, y: cy, width }: { x: number; y: number; width: number },
    ) => Math.abs(Math.abs(x - cx) - width / 2) < 0.01 || Math.abs(Math.abs(y - cy) - height / 2) < 0.01;
    expect(isAt(points[0] ?? a, a)).toBe(true);
    expect(isAt(points.at(-1) ?? b, b)).toBe(true);
    expect(way({ from: id, to: '0', services: [] })[1]).not.toEqual(points[1]);
  }
});
