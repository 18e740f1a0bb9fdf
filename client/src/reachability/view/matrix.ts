import type { MapEdge } from '#protocol/packets.ts';
import type { MapWords } from '../messages.ts';
import { element } from './dom.ts';
import type { Shown } from './selection.ts';

export interface MatrixEvents {
  choose(node: string): void;
  test(edge: MapEdge): void;
}

/** Senders down, receivers across; a cell says on what. A table, so that screen readers read row and column with each cell. */
export function drawMatrix({ nodes, edges, found }: Shown, words: MapWords, events: MatrixEvents): HTMLElement {
  const senders = nodes.filter(({ id }) => edges.some(({ from }) => from === id));
  const receivers = nodes.filter(({ id }) => edges.some(({ to }) => to === id));
  const cells = new Map(edges.map((edge) => [`${edge.from}\n${edge.to}`, edge]));
  const heading = (id: string, label: string, scope: string): HTMLElement => {
    const button = element('button', { class: 'link', type: 'button' }, label);
    button.addEventListener('click', () => events.choose(id));
    return element('th', { scope, class: found.has(id) ? 'found' : undefined }, button);
  };
  const cell = (from: string, to: string): HTMLElement => {
    const edge = cells.get(`${from}\n${to}`);
    if (!edge) return element('td', {});
    const text = edge.services.join(', ');
    const button = element('button', { class: 'cell', type: 'button', title: `${words.testPacket}: ${text}` }, text);
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
