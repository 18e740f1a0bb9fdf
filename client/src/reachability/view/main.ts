import './style.css';
import type { MapEdge } from '#protocol/packets.ts';
import type { FromView, MapData, MapWords, ToView } from '../messages.ts';
import { describeNode } from './details.ts';
import { element } from './dom.ts';
import { exportSvg } from './exportSvg.ts';
import { foldAddresses } from './fold.ts';
import { drawGraph, focusNode } from './graph.ts';
import { drawMatrix } from './matrix.ts';
import { packetOf, type Shown, select, servicesOf } from './selection.ts';

declare function acquireVsCodeApi(): {
  postMessage(message: FromView): void;
  getState(): ViewState | undefined;
  setState(state: ViewState): void;
};

interface ViewState {
  readonly view: 'graph' | 'matrix';
  readonly search: string;
  readonly service: string;
  readonly chosen?: string;
}

const vscode = acquireVsCodeApi();
let state: ViewState = vscode.getState() ?? { view: 'graph', search: '', service: '' };
let data: MapData | undefined;
let words: MapWords | undefined;

const toolbar = element('header', { class: 'toolbar' });
const content = element('main', { class: 'content' });
const details = element('div', { class: 'side' });
const notice = element('p', { class: 'notice', role: 'status' });
document.body.append(toolbar, notice, element('div', { class: 'columns' }, content, details));

function set(change: Partial<ViewState>): void {
  state = { ...state, ...change };
  vscode.setState(state);
  draw();
}

const events = {
  choose(node: string): void {
    const { chosen: _, ...others } = state;
    state = others;
    if (_ !== node) state = { ...others, chosen: node };
    set({});
    focusNode(node);
  },
  open: (node: string): void => vscode.postMessage({ type: 'open', node }),
  test(edge: MapEdge): void {
    const label = (id: string): string => {
      const node = data?.nodes.find((each) => each.id === id);
      return node?.members[0] ?? node?.label ?? id;
    };
    vscode.postMessage({ type: 'test', from: label(edge.from), to: label(edge.to), service: packetOf(edge) });
  },
};

function draw(): void {
  if (!data || !words) return;
  const shown = select(data, state.search, state.service);
  notice.textContent = [noticeOf(shown, data, words), data.damage].filter(Boolean).join('\n');
  const { scrollTop, scrollLeft } = content;
  content.replaceChildren(
    state.view === 'graph' ? drawGraph(shown, words, state.chosen, events) : drawMatrix(shown, words, events),
  );
  fitGraph();
  content.scrollTo({ top: scrollTop, left: scrollLeft });
  const chosen = data.nodes.find(({ id }) => id === state.chosen);
  details.replaceChildren(describeNode(chosen, shown, words, events));
}

function noticeOf(shown: Shown, { complete }: MapData, { notFound, empty, incomplete }: MapWords): string {
  const search = state.search.trim();
  if (search !== '' && shown.found.size === 0) return notFound.replace('{0}', () => search);
  if (shown.edges.length === 0) return empty;
  return complete ? '' : incomplete;
}

/** A graph that is a little too wide is drawn smaller, one that is much too wide is scrolled. */
function fitGraph(): void {
  const graph = content.querySelector<SVGSVGElement>('svg.graph');
  if (!graph) return;
  const { width, height } = graph.viewBox.baseVal;
  const scale = Math.max(0.6, Math.min(1, content.clientWidth / width));
  graph.setAttribute('width', String(Math.floor(width * scale)));
  graph.setAttribute('height', String(Math.floor(height * scale)));
}
addEventListener('resize', fitGraph);

/** Made once for each set of words, so that typing in the search box is not interrupted by a redrawing. */
function drawToolbar(): void {
  if (!data || !words) return;
  const text = words;
  const view = (name: ViewState['view'], label: string): HTMLElement => {
    const button = element(
      'button',
      { type: 'button', role: 'tab', 'aria-selected': String(state.view === name) },
      label,
    );
    button.addEventListener('click', () => {
      set({ view: name });
      drawToolbar();
    });
    return button;
  };
  const search = element('input', { type: 'search', placeholder: text.search, 'aria-label': text.search });
  search.value = state.search;
  search.addEventListener('input', () => set({ search: search.value }));
  const service = element(
    'select',
    { 'aria-label': text.service },
    element('option', { value: '' }, text.allServices),
    ...servicesOf(data).map((each) => element('option', { value: each }, each)),
  );
  service.value = state.service;
  service.addEventListener('change', () => set({ service: service.value }));
  const save = element('button', { type: 'button', disabled: state.view !== 'graph' }, text.exportSvg);
  save.addEventListener('click', () => {
    const graph = content.querySelector<SVGSVGElement>('svg.graph');
    if (graph) vscode.postMessage({ type: 'export', svg: exportSvg(graph) });
  });
  const tabs = element(
    'div',
    { role: 'tablist', class: 'tabs' },
    view('graph', text.graph),
    view('matrix', text.matrix),
  );
  toolbar.replaceChildren(element('h1', {}, text.title), tabs, search, service, save);
}

function isToView(message: unknown): message is ToView {
  return typeof message === 'object' && message !== null && 'type' in message;
}

addEventListener('message', ({ data: message }: MessageEvent<unknown>) => {
  if (!isToView(message)) return;
  if (message.type === 'failed') {
    notice.textContent = message.message;
    return;
  }
  // What was searched and chosen in one region says nothing of another.
  if (words && words.title !== message.words.title) state = { view: state.view, search: '', service: '' };
  words = message.words;
  const { blocks } = words;
  data = foldAddresses(message.data, (count) => blocks.replace('{0}', String(count)));
  const focus = data.nodes.find(({ label, members }) => label === data?.focus || members.includes(data?.focus ?? ''));
  if (focus) state = { ...state, search: '', service: '', chosen: focus.id };
  if (!servicesOf(data).includes(state.service)) state = { ...state, service: '' };
  // Typing goes on where only the data is new.
  const search = toolbar.querySelector('input');
  if (document.activeElement !== search || search?.value !== state.search) drawToolbar();
  draw();
});
vscode.postMessage({ type: 'ready' });
document.body.dataset['ready'] = 'true';
