import { Graph, layout } from '@dagrejs/dagre';
import type { MapEdge, MapNode } from '#protocol/packets.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A node by its centre. */
export interface Box extends Point {
  readonly width: number;
}

/** Where everything stands, in pixels. Every node and every edge between two nodes has a place. */
export interface Layout {
  readonly isDense: boolean;
  box(node: string): Box;
  /** From the border of one node to that of the other. */
  way(edge: MapEdge): readonly Point[];
}

export const height = 34;
const widthOfLetter = 7.2;

/** More lines than this, or than this for each node, are no picture of layers any more, and take seconds to be brought into one. */
const mostEdges = 600;
const mostEdgesOfFew = 120;
const mostPerNode = 4;

/** In layers by who reaches whom; where nearly everybody reaches everybody, in rows and columns. */
export function layOut(nodes: readonly MapNode[], edges: readonly MapEdge[]): Layout {
  const isDense =
    edges.length > mostEdges || (edges.length > mostEdgesOfFew && edges.length > mostPerNode * nodes.length);
  return isDense ? inColumns(nodes) : inLayers(nodes, edges);
}

function inLayers(nodes: readonly MapNode[], edges: readonly MapEdge[]): Layout {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 14, ranksep: 90, marginx: 16, marginy: 16 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes) graph.setNode(node.id, { width: widthOf(node), height });
  for (const { from, to } of edges) if (from !== to) graph.setEdge(from, to);
  layout(graph);
  return {
    isDense: false,
    box: (node) => graph.node(node) as Box,
    way: ({ from, to }) => (graph.edge(from, to) as { readonly points: readonly Point[] }).points,
  };
}

/** Who is no machine stands in the first column, the machines beside it, all by name. */
function inColumns(nodes: readonly MapNode[]): Layout {
  const isMachine = ({ kind }: MapNode): boolean => kind === 'cvm' || kind === 'class';
  const byName = nodes.toSorted((a, b) => a.label.localeCompare(b.label, undefined, { numeric: true }));
  const others = byName.filter((node) => !isMachine(node));
  const machines = byName.filter(isMachine);
  const columnWidth = Math.max(0, ...nodes.slice(0, 1000).map(widthOf)) + 110;
  const rowHeight = height + 26;
  // About as wide as high.
  const rows = Math.max(others.length, Math.ceil(Math.sqrt((nodes.length * columnWidth) / rowHeight)));
  const boxes = new Map<string, Box>();
  const place = (all: readonly MapNode[], firstColumn: number): void => {
    for (const [index, node] of all.entries()) {
      const column = firstColumn + Math.floor(index / rows);
      boxes.set(node.id, { x: column * columnWidth, y: (index % rows) * rowHeight, width: widthOf(node) });
    }
  };
  place(others, 0);
  place(machines, others.length === 0 ? 0 : 1);
  const box = (node: string): Box => boxes.get(node) ?? { x: 0, y: 0, width: 0 };
  return { isDense: true, box, way: ({ from, to }) => bow(box(from), box(to)) };
}

/** A line that is bent to the left of its way, so that there and back are two. */
function bow(from: Box, to: Box): readonly Point[] {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const middle = { x: from.x + dx / 2 + dy * 0.12, y: from.y + dy / 2 - dx * 0.12 };
  return [border(from, middle), middle, border(to, middle)];
}

/** Where the line from the centre of a node to a point leaves the node. */
function border({ x, y, width }: Box, towards: Point): Point {
  const [dx, dy] = [towards.x - x, towards.y - y];
  const part = Math.min(
    dx === 0 ? Number.POSITIVE_INFINITY : width / 2 / Math.abs(dx),
    dy === 0 ? Number.POSITIVE_INFINITY : height / 2 / Math.abs(dy),
  );
  return Number.isFinite(part) ? { x: x + dx * part, y: y + dy * part } : { x, y };
}

function widthOf({ label, members }: MapNode): number {
  const text = members.length > 1 && !label.includes(String(members.length)) ? `${label} ${members.length}` : label;
  return Math.max(70, text.length * widthOfLetter + 40);
}
