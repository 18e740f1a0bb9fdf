import type { MapEdge, MapNode } from '#protocol/packets.ts';
import type { MapWords } from '../messages.ts';
import { element } from './dom.ts';
import type { Shown } from './selection.ts';

export interface DetailEvents {
  choose(node: string): void;
  open(node: string): void;
  test(edge: MapEdge): void;
}

/** About one node: what it stands for, whom it reaches and who reaches it, each with the services and a way to the rules. */
export function describeNode(node: MapNode, shown: Shown, words: MapWords, events: DetailEvents): HTMLElement {
  const { id, kind, label, members, groups, subnet, interfaces = [], location } = node;
  const labels = new Map(shown.nodes.map((each) => [each.id, each.label]));
  const list = (title: string, edges: readonly MapEdge[], other: (edge: MapEdge) => string): readonly HTMLElement[] => [
    element('h3', {}, title),
    edges.length === 0
      ? element('p', { class: 'hint' }, words.nobody)
      : element(
          'ul',
          {},
          ...edges.map((edge) => row(edge, other(edge), labels.get(other(edge)) ?? other(edge), words, events)),
        ),
  ];
  const openButton = element('button', { type: 'button' }, words.openFile);
  openButton.addEventListener('click', () => events.open(id));
  return element(
    'aside',
    { class: 'details', 'aria-live': 'polite' },
    element('h2', {}, label),
    element('p', { class: 'hint' }, words.kinds[kind]),
    ...(location ? [openButton] : []),
    ...(groups.length > 0 ? fact(words.groups, groups.join(', ')) : []),
    ...(subnet === undefined ? [] : fact(words.subnet, subnet)),
    ...(interfaces.length === 0
      ? []
      : [
          element('h3', {}, words.interfaces),
          element('ul', {}, ...interfaces.map(({ name, about }) => element('li', {}, `${name}: ${about}`))),
        ]),
    ...(members.length > 1 ? fact(`${words.members}: ${members.length}`, members.join(', ')) : []),
    ...list(
      words.reaches,
      shown.edges.filter(({ from }) => from === id),
      ({ to }) => to,
    ),
    ...list(
      words.reachedBy,
      shown.edges.filter(({ to }) => to === id),
      ({ from }) => from,
    ),
  );
}

function fact(title: string, text: string): readonly HTMLElement[] {
  return [element('h3', {}, title), element('p', { class: 'members' }, text)];
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
