import type { MapEdge, MapNode } from '#protocol/packets.ts';
import type { MapWords } from '../words.ts';
import { svg } from './dom.ts';
import {
  type Box,
  type Direction,
  type Layout,
  layOut,
  lineHeight,
  nodeLines,
  type Point,
  type Region,
  serviceLines,
  titleOf,
} from './layout.ts';
import type { Line } from './lines.ts';
import { holding, type Shown } from './selection.ts';

export interface GraphEvents {
  choose(node: string): void;
  open(node: string): void;
  test(edge: MapEdge): void;
}

export interface Room {
  readonly width: number;
  readonly height: number;
}

/**
 * Draws nodes and edges in layers by who reaches whom: from left to right or downwards, whichever makes the picture larger in `room`;
 * without `room`, as it was drawn last. Each node can be focused, and arrow keys follow the edges.
 */
export function drawGraph(
  shown: Shown,
  words: MapWords,
  chosen: string | undefined,
  events: GraphEvents,
  room: Room | undefined,
): SVGSVGElement {
  const placed = layoutOf(shown, room);
  const isNear = neighbourhood(shown, chosen);
  const labels = new Map(shown.nodes.map(({ id, label }) => [id, label]));
  const name = ({ from, to, services }: MapEdge): string =>
    `${labels.get(from)} → ${labels.get(to)}: ${services.join(', ')}`;
  const edges = placed.lines.map((line) => drawLine(placed, line, name, isNear));
  const nodes = shown.nodes.map((node) => drawNode(placed, node, { shown, words, chosen, isNear, events }));
  const regions = placed.regions.map(drawRegion);
  const texts = placed.lines.map((line) => drawServices(placed, line, isNear, events));
  return svg(
    'svg',
    { class: 'graph', role: 'group', 'aria-label': words.title, ...extentOf(placed) },
    arrowHeads(),
    svg('g', { class: 'world' }, ...regions, ...edges, ...placed.regions.map(drawTitle), ...nodes, ...texts),
  );
}

let last: { readonly shown: Shown; readonly layouts: Partial<Record<Direction, Layout>>; placed: Layout } | undefined;

/** Kept for the same nodes and edges: when a node is chosen the graph is drawn again, but nothing moves. */
function layoutOf(shown: Shown, room: Room | undefined): Layout {
  const { nodes, edges } = shown;
  if (last?.shown.nodes !== nodes || last.shown.edges !== edges) {
    const placed = layOut(nodes, edges);
    last = { shown, layouts: { right: placed }, placed };
  }
  if (room === undefined) return last.placed;
  const { layouts } = last;
  const right = layouts.right as Layout;
  if (scaleIn(room, right) < 1) layouts.down ??= layOut(nodes, edges, 'down');
  const { down } = layouts;
  // People read from left to right: downwards is taken only where the picture becomes clearly larger.
  last.placed = down && scaleIn(room, down) > 1.15 * scaleIn(room, right) ? down : right;
  return last.placed;
}

function scaleIn(room: Room, placed: Layout): number {
  const { width, height } = extentOf(placed);
  return Math.min(1, room.width / width, room.height / height);
}

function extentOf({ extent: { x, y, width, height } }: Layout): {
  readonly viewBox: string;
  readonly width: number;
  readonly height: number;
} {
  const margin = 16;
  const [left, top] = [Math.floor(x - width / 2 - margin), Math.floor(y - height / 2 - margin)];
  const [whole, total] = [Math.ceil(width + 2 * margin), Math.ceil(height + 2 * margin)];
  return { viewBox: `${left} ${top} ${whole} ${total}`, width: whole, height: total };
}

function drawRegion({ x, y, width, height }: Region): SVGGElement {
  const [left, top] = [round(x - width / 2), round(y - height / 2)];
  return svg(
    'g',
    { class: 'region' },
    svg('rect', { x: left, y: top, width: round(width), height: round(height), rx: 6 }),
  );
}

/** Drawn after the lines, so that none of them crosses it. */
function drawTitle(region: Region): SVGGElement {
  const { x, y, width } = titleOf(region);
  return svg('g', { class: 'region' }, svg('text', { x: round(x - width / 2), y: round(y) }, region.label));
}

function drawLine(placed: Layout, line: Line, name: (edge: MapEdge) => string, isNear: Neighbourhood): SVGGElement {
  const { from, to, there, back } = line;
  const path = curve(from === to ? loop(placed.box(from), placed.label(line)) : placed.way(line));
  const edges = [there, back].filter((edge) => edge !== undefined);
  return svg(
    'g',
    { class: ['edge', stateOf(line, isNear)].join(' ').trim(), 'data-from': from, 'data-to': to },
    svg('title', {}, edges.map(name).join('\n')),
    svg('path', {
      d: path,
      'marker-end': there && 'url(#arrow)',
      'marker-start': back && 'url(#arrow)',
    }),
  );
}

/** The services of a line. A click on a row tests a packet of it. */
function drawServices(placed: Layout, line: Line, isNear: Neighbourhood, events: GraphEvents): SVGGElement {
  const { x, y, width, height } = placed.label(line);
  const [from, to] = [placed.box(line.from), placed.box(line.to)];
  const { direction } = placed;
  const rows = serviceLines(line, direction, direction === 'right' ? from.x > to.x : from.y > to.y);
  return svg(
    'g',
    { class: ['services', stateOf(line, isNear)].join(' ').trim(), transform: `translate(${round(x)},${round(y)})` },
    svg('rect', { x: round(-width / 2), y: round(-height / 2), width: round(width), height: round(height), rx: 3 }),
    ...rows.map(({ text, edge }, i) => {
      const row = svg(
        'text',
        { y: (i - (rows.length - 1) / 2) * 14, 'text-anchor': 'middle', 'dominant-baseline': 'central' },
        text,
      );
      row.addEventListener('click', () => events.test(edge));
      return row;
    }),
  );
}

function stateOf({ from, to }: Line, isNear: Neighbourhood): string {
  return isNear === undefined ? '' : isNear.line(from, to) ? 'chosen' : 'faded';
}

/** The lines and nodes next to the chosen node; undefined where none is chosen. */
type Neighbourhood = { line(from: string, to: string): boolean; node(id: string): boolean } | undefined;

function neighbourhood({ nodes, edges }: Shown, chosen: string | undefined): Neighbourhood {
  if (chosen === undefined) return undefined;
  const own = holding(nodes, new Set([chosen]));
  const line = (from: string, to: string): boolean => own.has(from) || own.has(to);
  const near = new Set([
    ...own,
    ...edges.filter(({ from, to }) => line(from, to)).flatMap(({ from, to }) => [from, to]),
  ]);
  return { line, node: (id) => near.has(id) };
}

function curve(points: readonly Point[]): string {
  const [first, ...others] = points;
  if (!first) return '';
  const start = `M${round(first.x)},${round(first.y)}`;
  const end = others.at(-1);
  const bends = others.slice(0, -1).map((point, index) => {
    const next = others[index + 1] ?? point;
    return `Q${round(point.x)},${round(point.y)} ${round((point.x + next.x) / 2)},${round((point.y + next.y) / 2)}`;
  });
  return `${start}${bends.join('')}${end ? `L${round(end.x)},${round(end.y)}` : ''}`;
}

/** A small loop from a node to itself, whose members reach each other, on the side where the label of the loop stands. */
function loop({ x, y, width, height }: Box, label: Point): readonly Point[] {
  const side = Math.sign(label.x - x);
  if (side !== 0) {
    const edge = x + (side * width) / 2;
    return [
      { x: edge, y: y - 8 },
      { x: edge + side * 16, y: y - 12 },
      { x: edge + side * 16, y: y + 12 },
      { x: edge, y: y + 8 },
    ];
  }
  const top = y - height / 2;
  return [
    { x: x - 12, y: top },
    { x: x - 16, y: top - 16 },
    { x: x + 16, y: top - 16 },
    { x: x + 12, y: top },
  ];
}

const round = (value: number): number => Math.round(value * 10) / 10;

interface NodeOptions {
  readonly shown: Shown;
  readonly words: MapWords;
  readonly chosen: string | undefined;
  readonly isNear: Neighbourhood;
  readonly events: GraphEvents;
}

function drawNode(placed: Layout, node: MapNode, { shown, words, chosen, isNear, events }: NodeOptions): SVGGElement {
  const { x, y, width, height } = placed.box(node.id);
  const { id, kind, label, members } = node;
  const states = [
    kind,
    chosen === id && 'chosen',
    isNear?.node(id) === false && 'faded',
    shown.found.has(id) && 'found',
  ];
  const outgoing = shown.edges.filter(({ from }) => from === id).length;
  const incoming = shown.edges.filter(({ to }) => to === id).length;
  const group = svg(
    'g',
    {
      class: `node ${states.filter(Boolean).join(' ')}`,
      transform: `translate(${round(x - width / 2)},${round(y - height / 2)})`,
      tabindex: '0',
      role: 'button',
      'aria-pressed': String(chosen === id),
      'aria-label': `${words.kinds[kind]} ${label}. ${words.reaches}: ${outgoing}. ${words.reachedBy}: ${incoming}.`,
      'data-id': id,
    },
    svg('title', {}, members.length > 1 ? `${label}: ${members.join(', ')}` : label),
    svg('rect', { width: round(width), height: round(height), rx: kind === 'internet' ? height / 2 : 4 }),
    ...nodeLines(node).map((line, i) =>
      svg('text', { x: 14, y: 8 + (i + 0.5) * lineHeight, 'dominant-baseline': 'central' }, line),
    ),
  );
  group.addEventListener('click', () => events.choose(id));
  group.addEventListener('dblclick', () => events.open(id));
  group.addEventListener('keydown', (event) => onKey(event, shown.edges, id, events));
  return group;
}

function onKey(event: KeyboardEvent, edges: readonly MapEdge[], id: string, events: GraphEvents): void {
  switch (event.key) {
    case ' ':
      events.choose(id);
      break;
    case 'Enter':
      if (event.ctrlKey || event.metaKey) events.open(id);
      else events.choose(id);
      break;
    case 'ArrowRight':
    case 'ArrowDown':
      focusNode(edges.find(({ from, to }) => from === id && to !== id)?.to);
      break;
    case 'ArrowLeft':
    case 'ArrowUp':
      focusNode(edges.find(({ from, to }) => to === id && from !== id)?.from);
      break;
    default:
      return;
  }
  event.preventDefault();
}

export function focusNode(id: string | undefined): void {
  if (id === undefined) return;
  const nodes = document.querySelectorAll<SVGGElement>('.node');
  for (const node of nodes) if (node.dataset['id'] === id) node.focus();
}

function arrowHeads(): SVGDefsElement {
  const marker = svg(
    'marker',
    {
      id: 'arrow',
      viewBox: '0 0 8 8',
      refX: 8,
      refY: 4,
      markerUnits: 'userSpaceOnUse',
      markerWidth: 9,
      markerHeight: 9,
      orient: 'auto-start-reverse',
    },
    svg('path', { class: 'head', d: 'M0,0 L8,4 L0,8 z' }),
  );
  return svg('defs', {}, marker);
}
