import type { MapEdge, MapNode } from '#protocol/packets.ts';
import type { MapWords } from '../words.ts';
import { element } from './dom.ts';
import type { Shown } from './selection.ts';

export interface MatrixEvents {
  choose(node: string): void;
  test(edge: MapEdge): void;
}

/** A heading with more letters gets a wider column, so that it does not break into many lines. */
const longLabel = 30;

/** Senders down, receivers across; a cell says on what. A table, so that screen readers read row and column with each cell. */
export function drawMatrix(
  { nodes, edges, found }: Shown,
  words: MapWords,
  chosen: string | undefined,
  events: MatrixEvents,
): HTMLElement {
  // An edge whose services a larger bundle of addresses has too needs no row or column of its own.
  const told = edges.filter(({ own }) => own === undefined || own.length > 0);
  const sending = new Set(told.map(({ from }) => from));
  const receiving = new Map<string, number>();
  for (const { to } of told) receiving.set(to, (receiving.get(to) ?? 0) + 1);
  // Where people begin to read: first the senders from outside, about whom most questions are, and the receivers that most can reach.
  const ordered = nodes.toSorted((a, b) => Number(isMachine(a)) - Number(isMachine(b)));
  const senders = ordered.filter(({ id }) => sending.has(id));
  const receivers = nodes
    .filter(({ id }) => receiving.has(id))
    .toSorted((a, b) => (receiving.get(b.id) ?? 0) - (receiving.get(a.id) ?? 0));
  const cells = new Map(edges.map((edge) => [`${edge.from}\n${edge.to}`, edge]));
  const heading = (id: string, label: string, scope: string): HTMLElement => {
    const button = element('button', { class: 'link', type: 'button' }, ...breakable(label));
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

/** Lets a long text break behind its commas. `tcp 80` and `(2 CVMs)` stay in one piece. */
function breakable(text: string): readonly (HTMLElement | string)[] {
  const whole = text.replaceAll(/(?<=\([^)]*) /g, '\u00a0').replaceAll(/\b(tcp|udp) (?=\d)/g, '$1\u00a0');
  return whole.split(/(?<=,)/).flatMap((part, i) => (i === 0 ? [part] : [element('wbr'), part]));
}

function isMachine({ kind }: MapNode): boolean {
  return kind === 'cvm' || kind === 'class';
}
