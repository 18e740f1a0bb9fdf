import type { MapEdge, MapNode } from '#protocol/packets.ts';
import type { MapWords } from '../messages.ts';
import { element } from './dom.ts';
import type { Shown } from './selection.ts';

export interface MatrixEvents {
  choose(node: string): void;
  test(edge: MapEdge): void;
}

/** A heading of more letters gets a wider column, so that it is not a tower of lines. */
const longLabel = 30;

/** Senders down, receivers across; a cell says on what. A table, so that screen readers read row and column with each cell. */
export function drawMatrix(
  { nodes, edges, found }: Shown,
  words: MapWords,
  chosen: string | undefined,
  events: MatrixEvents,
): HTMLElement {
  // What a larger bundle says too needs no row or column of its own.
  const told = edges.filter(({ own }) => own === undefined || own.length > 0);
  const sending = new Set(told.map(({ from }) => from));
  const receiving = new Set(told.map(({ to }) => to));
  // Most questions are who comes in from outside: that stands in the corner where one begins to read.
  const [machines, others] = [nodes.filter(isMachine), nodes.filter((node) => !isMachine(node))];
  const senders = [...others, ...machines].filter(({ id }) => sending.has(id));
  const receivers = [...machines, ...others].filter(({ id }) => receiving.has(id));
  const cells = new Map(edges.map((edge) => [`${edge.from}\n${edge.to}`, edge]));
  const heading = (id: string, label: string, scope: string): HTMLElement => {
    const button = element('button', { class: 'link', type: 'button' }, label);
    button.addEventListener('click', () => events.choose(id));
    const states = [found.has(id) && 'found', chosen === id && 'chosen', label.length > longLabel && 'long']
      .filter(Boolean)
      .join(' ');
    return element('th', { scope, class: states === '' ? undefined : states }, button);
  };
  const cell = (from: string, to: string): HTMLElement => {
    const edge = cells.get(`${from}\n${to}`);
    if (!edge) return element('td', {});
    const text = edge.services.join(', ');
    const button = element(
      'button',
      { class: 'cell', type: 'button', title: `${words.testPacket}: ${text}` },
      ...breakable(text),
    );
    button.addEventListener('click', () => events.test(edge));
    return element('td', {}, button);
  };
  const head = element(
    'tr',
    {},
    element('th', { class: 'corner', scope: 'col' }, `${words.from} ↓  ${words.to} →`),
    ...receivers.map(({ id, label }) => heading(id, label, 'col')),
  );
  const rows = senders.map(({ id, label }) =>
    element('tr', {}, heading(id, label, 'row'), ...receivers.map((receiver) => cell(id, receiver.id))),
  );
  return element(
    'table',
    { class: 'matrix', 'aria-label': words.title },
    element('thead', {}, head),
    element('tbody', {}, ...rows),
  );
}

/** A long list of ports goes on in the next line behind a comma, and nowhere else. */
function breakable(text: string): readonly (HTMLElement | string)[] {
  return text
    .replaceAll(/(?<!,) /g, '\u00a0')
    .split(/(?<=,)/)
    .flatMap((part, i) => (i === 0 ? [part] : [element('wbr'), part]));
}

function isMachine({ kind }: MapNode): boolean {
  return kind === 'cvm' || kind === 'class';
}
