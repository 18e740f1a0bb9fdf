import { Graph, layout } from '@dagrejs/dagre';
import type { MapEdge, MapNode } from '#protocol/packets.ts';
import { type Line, linesOf } from './lines.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** `x` and `y` are its centre. */
export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** Senders stand to the left of receivers (`right`), or above them (`down`). */
export type Direction = 'right' | 'down';

/** A subnet with the machines in it. */
export interface Region extends Box {
  readonly label: string;
}

/** Where everything stands, in pixels. Every node and every line between two nodes has a place. */
export interface Layout {
  readonly lines: readonly Line[];
  readonly regions: readonly Region[];
  readonly direction: Direction;
  /** The box around everything. */
  readonly extent: Box;
  box(node: string): Box;
  /** From the border of one node to that of the other. */
  way(line: Line): readonly Point[];
  /** Where the services of a line stand. */
  label(line: Line): Box;
}

export const lineHeight = 17;
const padding = 8;
const letter = 7.1;
const smallLetter = 6.3;
const mostLetters = 38;

/** With more lines than `mostEdges`, or more than `mostPerNode` for each node, a picture is one dark area. `fewEdges` are always legible. */
const mostEdges = 90;
const fewEdges = 30;
const mostPerNode = 3;

/** Whether a picture of these lines would be legible. */
export function isLegible(nodes: readonly MapNode[], edges: readonly MapEdge[]): boolean {
  return edges.length <= fewEdges || (edges.length <= mostEdges && edges.length <= mostPerNode * nodes.length);
}

/** Nodes that stand below each other (`right`) are further apart: the title of a subnet stands above its nodes. */
const settings: Readonly<Record<Direction, object>> = {
  right: { rankdir: 'LR', nodesep: 26, ranksep: 30, edgesep: 8 },
  down: { rankdir: 'TB', nodesep: 14, ranksep: 30, edgesep: 4 },
};

/** Places nodes in layers by who reaches whom, and the machines of a subnet together. */
export function layOut(nodes: readonly MapNode[], edges: readonly MapEdge[], direction: Direction = 'right'): Layout {
  const graph = new Graph({ compound: true, multigraph: false });
  graph.setGraph(settings[direction]);
  graph.setDefaultEdgeLabel(() => ({}));
  const subnets = new Map<string, string>();
  for (const { subnet } of nodes) if (subnet !== undefined) subnets.set(subnet, `subnet:${subnet}`);
  for (const [label, id] of subnets) graph.setNode(id, { label, width: 0, height: 0 });
  for (const node of nodes) {
    graph.setNode(node.id, sizeOf(node));
    const parent = node.subnet === undefined ? undefined : subnets.get(node.subnet);
    if (parent !== undefined) graph.setParent(node.id, parent);
  }
  const lines = linesOf(nodes, edges);
  for (const line of lines) {
    if (line.from !== line.to) graph.setEdge(line.from, line.to, { ...labelSize(line), labelpos: 'c' });
  }
  layout(graph);
  const box = (id: string): Box => graph.node(id) as Box;
  const boxes = nodes.map(({ id }) => box(id));
  const way = ({ from, to }: Line) => (graph.edge(from, to) as { readonly points: readonly Point[] }).points;
  const isLoop = ({ from, to }: Line): boolean => from === to;
  const labels = new Map(lines.filter(isLoop).map((line) => [line, loopLabel(box(line.from), line, direction, boxes)]));
  const regions = [...subnets.keys()].map((label) => {
    const inside = new Set(nodes.filter(({ subnet }) => subnet === label).map(({ id }) => id));
    const loops = [...labels].flatMap(([line, placed]) => (inside.has(line.from) ? [placed] : []));
    return around(label, [...[...inside].map(box), ...loops]);
  });
  const taken = [...boxes, ...regions.map(titleOf), ...labels.values()];
  for (const line of lines.filter((each) => !isLoop(each))) {
    const placed = freePlace(graph.edge(line.from, line.to) as Box, way(line), taken);
    labels.set(line, placed);
    taken.push(placed);
  }
  const bends = lines.flatMap((line) =>
    isLoop(line) ? [] : way(line).map((point) => ({ ...point, width: 0, height: 0 })),
  );
  const extent = holding([...boxes, ...regions, ...labels.values(), ...bends]);
  return { lines, regions, direction, extent, box, way, label: (line) => labels.get(line) as Box };
}

function holding(boxes: readonly Box[]): Box {
  const [left, right] = [
    Math.min(...boxes.map(({ x, width }) => x - width / 2)),
    Math.max(...boxes.map(({ x, width }) => x + width / 2)),
  ];
  const [top, bottom] = [
    Math.min(...boxes.map(({ y, height }) => y - height / 2)),
    Math.max(...boxes.map(({ y, height }) => y + height / 2)),
  ];
  return { x: (left + right) / 2, y: (top + bottom) / 2, width: right - left, height: bottom - top };
}

/** Where the title of a region is written. */
export function titleOf({ label, x, y, width, height }: Region): Box {
  const size = { width: lettersOf(label) * smallLetter, height: 16 };
  return { x: x - width / 2 + 10 + size.width / 2, y: y - height / 2 + 15, ...size };
}

/** The parts of a line at which its label is tried in turn, where something else stands in the middle. */
const places = [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8];

/** The label where the layout wants it, or at another place on its line if only that is free. */
function freePlace(wanted: Box, way: readonly Point[], taken: readonly Box[]): Box {
  const isFree = (box: Box): boolean => !taken.some((other) => isOver(box, other));
  const { width, height } = wanted;
  return [wanted, ...places.map((part) => ({ ...pointOf(way, part), width, height }))].find(isFree) ?? wanted;
}

function isOver(one: Box, other: Box): boolean {
  return (
    Math.abs(one.x - other.x) < (one.width + other.width) / 2 &&
    Math.abs(one.y - other.y) < (one.height + other.height) / 2
  );
}

/** The point at a part of the length of a line, from 0 to 1. */
function pointOf(way: readonly Point[], part: number): Point {
  const steps = way.slice(1).map((to, i) => ({ from: way[i] ?? to, to, length: lengthOf(way[i] ?? to, to) }));
  let left = part * steps.reduce((sum, { length }) => sum + length, 0);
  for (const { from, to, length } of steps) {
    if (left <= length && length > 0)
      return { x: from.x + ((to.x - from.x) * left) / length, y: from.y + ((to.y - from.y) * left) / length };
    left -= length;
  }
  return way.at(-1) ?? { x: 0, y: 0 };
}

const lengthOf = (a: Point, b: Point): number => Math.hypot(b.x - a.x, b.y - a.y);

/**
 * The box of a subnet: close around its machines, with room for its title above. The box that dagre makes also holds the bends of lines
 * that leave the subnet, and is so near the next one that the title would not fit between them.
 */
function around(label: string, boxes: readonly Box[]): Region {
  const inside = holding(boxes);
  const [above, below, beside] = [26, 8, 10];
  const width = Math.max(inside.width + 2 * beside, lettersOf(label) * letter + 20);
  return { label, x: inside.x, y: inside.y + (below - above) / 2, width, height: inside.height + above + below };
}

export interface ServiceLine {
  readonly text: string;
  readonly edge: MapEdge;
}

const arrows: Readonly<Record<Direction, readonly [there: string, back: string]>> = {
  right: ['→', '←'],
  down: ['↓', '↑'],
};

/**
 * The services of a line in short rows, with none left out. Where packets go both ways, each row begins with an arrow. `isTurned`: the line
 * is drawn against the direction, so that the arrows point the other way.
 */
export function serviceLines(
  { from, to, there, back }: Line,
  direction: Direction = 'right',
  isTurned = false,
): readonly ServiceLine[] {
  const [ahead, against] = arrows[direction];
  const rows = (edge: MapEdge | undefined, arrow: string): readonly ServiceLine[] =>
    edge === undefined
      ? []
      : servicesInRows(edge.services).map((text) => ({
          text: from !== to && there && back ? `${arrow} ${text}` : text,
          edge,
        }));
  return [...rows(there, isTurned ? against : ahead), ...rows(back, isTurned ? ahead : against)];
}

const mostServiceLetters = 26;

/** Several services in a row where they fit. A service that is longer than a row is wrapped. */
function servicesInRows(services: readonly string[]): readonly string[] {
  const rows: string[] = [];
  for (const service of services) {
    const last = rows.at(-1);
    const longer = `${last}, ${service}`;
    if (last !== undefined && longer.length <= mostServiceLetters) rows[rows.length - 1] = longer;
    else rows.push(...wrapped(service, mostServiceLetters));
  }
  return rows;
}

/** The text of a node: its label, then the other interfaces of a machine, or the names of up to three machines that behave alike. */
export function nodeLines({ label, kind, members, interfaces = [] }: MapNode): readonly string[] {
  if (kind !== 'class')
    return [label, ...interfaces.slice(1).map(({ name }) => name)].flatMap((each) => wrapped(each, mostLetters));
  const shown = members.length <= 3 ? [members.join(', ')] : [];
  return [...wrapped(label, mostLetters), ...shown.flatMap((each) => wrapped(each, mostLetters))];
}

/** How many letters of Latin script a text is as wide as: Chinese characters are nearly twice as wide. */
function lettersOf(text: string): number {
  return [...text].reduce((sum, character) => sum + (character >= '\u2e80' ? 1.8 : 1), 0);
}

function sizeOf(node: MapNode): { readonly width: number; readonly height: number } {
  const lines = nodeLines(node);
  const longest = Math.max(...lines.map(lettersOf));
  return { width: Math.max(70, longest * letter + 30), height: lines.length * lineHeight + 2 * padding };
}

function labelSize(line: Line): { readonly width: number; readonly height: number } {
  const lines = serviceLines(line);
  const longest = Math.max(...lines.map(({ text }) => text.length));
  return { width: longest * smallLetter + 10, height: lines.length * 14 + 4 };
}

/**
 * The services on a loop, where members of a node reach each other. They stand where no other line arrives: above the node where lines go to
 * the right; where lines go down, beside it if no other node is there.
 */
function loopLabel({ x, y, width, height }: Box, line: Line, direction: Direction, nodes: readonly Box[]): Box {
  const size = labelSize(line);
  const above = { x, y: y - height / 2 - 16 - size.height / 2, ...size };
  if (direction === 'right') return above;
  const aside = width / 2 + 16 + size.width / 2;
  const beside = [x + aside, x - aside].map((at) => ({ x: at, y, ...size }));
  return beside.find((each) => !nodes.some((node) => isOver(each, node))) ?? above;
}

/** Breaks a text behind commas and blanks. Only the blank at the end of a line is dropped. */
function wrapped(text: string, most: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const part of text.split(/(?<=[, ])/)) {
    if (line !== '' && line.length + part.trimEnd().length > most) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += part;
  }
  return [...lines, line.trimEnd()];
}
