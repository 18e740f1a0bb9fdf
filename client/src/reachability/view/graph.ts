import type { MapEdge, MapNode } from '#protocol/packets.ts';
import type { MapWords } from '../messages.ts';
import { svg } from './dom.ts';
import { height, type Layout, layOut, type Point } from './layout.ts';
import type { Shown } from './selection.ts';

export interface GraphEvents {
  choose(node: string): void;
  open(node: string): void;
  test(edge: MapEdge): void;
}

/** The nodes from left to right, by who reaches whom. Each node can be focused; arrow keys go along the edges. */
export function drawGraph(
  shown: Shown,
  words: MapWords,
  chosen: string | undefined,
  events: GraphEvents,
): SVGSVGElement {
  const placed = layoutOf(shown);
  const { left, top, width, height: total } = extentOf(placed, shown);
  const labels = new Map(shown.nodes.map(({ id, label }) => [id, label]));
  const name = (edge: MapEdge): string => `${labels.get(edge.from)} → ${labels.get(edge.to)}`;
  const edges = shown.edges.map((edge) => drawEdge(placed, edge, { name: name(edge), chosen, events }));
  const nodes = shown.nodes.map((node) => drawNode(placed, node, { shown, words, chosen, events }));
  return svg(
    'svg',
    {
      class: 'graph',
      viewBox: `${left} ${top} ${width} ${total}`,
      width,
      height: total,
      role: 'group',
      'aria-label': words.title,
    },
    arrowHeads(),
    ...edges,
    ...nodes,
  );
}

let last: { readonly shown: Shown; readonly placed: Layout } | undefined;

/** A node that is chosen is drawn anew, but nothing moves. */
function layoutOf(shown: Shown): Layout {
  if (last?.shown.nodes !== shown.nodes || last.shown.edges !== shown.edges)
    last = { shown, placed: layOut(shown.nodes, shown.edges) };
  return last.placed;
}

/** What nodes and edges take up together: the layout's own size leaves out edges that bend round everything. */
function extentOf(
  placed: Layout,
  { nodes, edges }: Shown,
): { left: number; top: number; width: number; height: number } {
  const corners = nodes.flatMap(({ id }) => {
    const { x, y, width } = placed.box(id);
    return [
      { x: x - width / 2, y: y - height },
      { x: x + width / 2, y: y + height },
    ];
  });
  const bends = edges.flatMap((edge) => (edge.from === edge.to ? [] : placed.way(edge)));
  const all = [...corners, ...bends];
  const margin = 16;
  // Not Math.min(...all): a large map has more points than a call takes arguments.
  const least = (axis: 'x' | 'y'): number =>
    all.reduce((min, point) => Math.min(min, point[axis]), Number.POSITIVE_INFINITY);
  const most = (axis: 'x' | 'y'): number =>
    all.reduce((max, point) => Math.max(max, point[axis]), Number.NEGATIVE_INFINITY);
  if (all.length === 0) return { left: 0, top: 0, width: 0, height: 0 };
  const [left, top] = [Math.floor(least('x') - margin), Math.floor(least('y') - margin)];
  return { left, top, width: Math.ceil(most('x') + margin - left), height: Math.ceil(most('y') + margin - top) };
}

interface EdgeOptions {
  readonly name: string;
  readonly chosen: string | undefined;
  readonly events: GraphEvents;
}

function drawEdge(placed: Layout, edge: MapEdge, { name, chosen, events }: EdgeOptions): SVGGElement {
  const { from, to, services } = edge;
  const points = from === to ? loop(placed.box(from)) : placed.way(edge);
  const isChosen = chosen === from || chosen === to;
  // So many lines would be one dark area: they are hinted at, until a node is chosen.
  const isThin = placed.isDense && !isChosen;
  const states = [isChosen && 'chosen', !isChosen && chosen !== undefined && 'faded', isThin && 'thin'];
  const text = services.join(', ');
  const group = svg(
    'g',
    { class: ['edge', ...states].filter(Boolean).join(' '), 'data-from': from, 'data-to': to },
    svg('title', {}, `${name}: ${text}`),
    svg('path', { d: curve(points), 'marker-end': isThin ? undefined : 'url(#arrow)' }),
    // A line is hard to hit: a wide one that cannot be seen lies over it.
    svg('path', { class: 'target', d: curve(points) }),
  );
  group.addEventListener('click', () => events.test(edge));
  return group;
}

function curve(points: readonly Point[]): string {
  const [first, ...others] = points;
  if (!first) return '';
  const start = `M${round(first.x)},${round(first.y)}`;
  const last = others.at(-1);
  const bends = others.slice(0, -1).map((point, index) => {
    const next = others[index + 1] ?? point;
    return `Q${round(point.x)},${round(point.y)} ${round((point.x + next.x) / 2)},${round((point.y + next.y) / 2)}`;
  });
  return `${start}${bends.join('')}${last ? `L${round(last.x)},${round(last.y)}` : ''}`;
}

/** Members that reach each other: a small loop above the node. */
function loop({ x, y }: Point): readonly Point[] {
  const top = y - height / 2;
  return [
    { x: x - 12, y: top },
    { x: x - 14, y: top - 14 },
    { x: x + 14, y: top - 14 },
    { x: x + 12, y: top },
  ];
}

const round = (value: number): number => Math.round(value * 10) / 10;

interface NodeOptions {
  readonly shown: Shown;
  readonly words: MapWords;
  readonly chosen: string | undefined;
  readonly events: GraphEvents;
}

function drawNode(placed: Layout, node: MapNode, { shown, words, chosen, events }: NodeOptions): SVGGElement {
  const { x, y, width } = placed.box(node.id);
  const { id, kind, label, members } = node;
  const count = members.length > 1 && !label.includes(String(members.length)) ? String(members.length) : '';
  const isNear = chosen === undefined || chosen === id || isNeighbour(shown.edges, chosen, id);
  const states = [kind, chosen === id && 'chosen', !isNear && 'faded', shown.found.has(id) && 'found'];
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
      'aria-label': `${words.kinds[kind]} ${label}${count && `, ${count}`}. ${words.reaches}: ${outgoing}. ${words.reachedBy}: ${incoming}.`,
      'data-id': id,
    },
    svg('title', {}, members.length > 1 ? members.slice(0, 30).join(', ') : label),
    svg('rect', { width: round(width), height, rx: kind === 'internet' ? height / 2 : 4 }),
    svg('text', { x: 14, y: height / 2, 'dominant-baseline': 'central' }, label),
    ...(count
      ? [
          svg(
            'text',
            {
              class: 'count',
              x: round(width) - 10,
              y: height / 2,
              'dominant-baseline': 'central',
              'text-anchor': 'end',
            },
            count,
          ),
        ]
      : []),
  );
  group.addEventListener('click', () => events.choose(id));
  group.addEventListener('dblclick', () => events.open(id));
  group.addEventListener('keydown', (event) => onKey(event, shown.edges, id, events));
  return group;
}

function isNeighbour(edges: readonly MapEdge[], one: string, other: string): boolean {
  return edges.some(({ from, to }) => (from === one && to === other) || (from === other && to === one));
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
      focusNode(edges.find(({ from, to }) => from === id && to !== id)?.to);
      break;
    case 'ArrowLeft':
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
      markerWidth: 7,
      markerHeight: 7,
      orient: 'auto-start-reverse',
    },
    svg('path', { class: 'head', d: 'M0,0 L8,4 L0,8 z' }),
  );
  return svg('defs', {}, marker);
}
