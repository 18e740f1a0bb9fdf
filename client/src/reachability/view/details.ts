import type { MapEdge, MapNode } from '#protocol/packets.ts';
import type { MapWords } from '../words.ts';
import { element } from './dom.ts';
import type { Shown } from './selection.ts';

export interface DetailEvents {
  choose(node: string): void;
  open(node: string): void;
  test(edge: MapEdge): void;
}

/** About one node: whom it reaches and who reaches it, each with the services and a way to the rules, and what it stands for. */
export function describeNode(
  node: MapNode,
  { nodes, edges }: Shown,
  words: MapWords,
  events: DetailEvents,
): HTMLElement {
  const { id, kind, label, members, groups, subnet, interfaces = [], location } = node;
  // Beside a machine each address is listed once: not again with a smaller bundle of addresses whose services a larger one has too.
  const told = members.length === 0 ? edges : edges.filter(({ own }) => own === undefined || own.length > 0);
  const labels = new Map(nodes.map((each) => [each.id, each.label]));
  const reached = (title: string, found: readonly MapEdge[], other: (edge: MapEdge) => string): HTMLElement => {
    const rows = found.map((edge) => row(edge, other(edge), labels.get(other(edge)) ?? other(edge), words, events));
    return section(
      title,
      rows.length === 0 ? element('p', { class: 'hint' }, words.nobody) : element('ul', {}, ...rows),
    );
  };
  const fact = (title: string, text: string): HTMLElement => section(title, element('p', { class: 'members' }, text));
  const openButton = element('button', { type: 'button' }, words.openFile);
  openButton.addEventListener('click', () => events.open(id));
  const interfaceRows = interfaces.map(({ name, about }) => element('li', {}, `${name}: ${about}`));
  return element(
    'aside',
    { class: 'details', 'aria-live': 'polite' },
    section(
      undefined,
      element('h2', {}, label),
      element('p', { class: 'hint' }, words.kinds[kind]),
      ...(location ? [openButton] : []),
    ),
    reached(
      words.reaches,
      told.filter(({ from }) => from === id),
      ({ to }) => to,
    ),
    reached(
      words.reachedBy,
      told.filter(({ to }) => to === id),
      ({ from }) => from,
    ),
    ...(groups.length > 0 ? [fact(words.groups, groups.join(', '))] : []),
    ...(subnet === undefined ? [] : [fact(words.subnet, subnet)]),
    ...(interfaceRows.length > 0 ? [section(words.interfaces, element('ul', {}, ...interfaceRows))] : []),
    ...(members.length > 1 ? [fact(`${words.members}: ${members.length}`, members.join(', '))] : []),
  );
}

function section(title: string | undefined, ...content: readonly HTMLElement[]): HTMLElement {
  return element('section', {}, ...(title === undefined ? [] : [element('h3', {}, title)]), ...content);
}

function row(edge: MapEdge, other: string, label: string, words: MapWords, events: DetailEvents): HTMLElement {
  const name = element('button', { type: 'button', class: 'link' }, label);
  name.addEventListener('click', () => events.choose(other));
  const services = element(
    'button',
    { type: 'button', class: 'cell', title: words.testPacket },
    edge.services.join(', '),
  );
  services.addEventListener('click', () => events.test(edge));
  return element('li', {}, name, ' ', services);
}
