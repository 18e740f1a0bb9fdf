import './style.css';
import type { MapEdge } from '#protocol/packets.ts';
import type { FromView, MapData, ToView } from '../messages.ts';
import type { MapWords } from '../words.ts';
import { makeCamera } from './camera.ts';
import { describeNode } from './details.ts';
import { element } from './dom.ts';
import { exportPng, exportSvg } from './exportPicture.ts';
import { drawGraph, focusNode } from './graph.ts';
import { isLegible } from './layout.ts';
import { drawLegend } from './legend.ts';
import { drawMatrix } from './matrix.ts';
import { ownLines, packetOf, type Shown, select, servicesOf } from './selection.ts';

declare function acquireVsCodeApi(): {
  postMessage(message: FromView): void;
  getState(): ViewState | undefined;
  setState(state: ViewState): void;
};

type View = 'graph' | 'matrix';

interface ViewState {
  /** Absent until somebody picks one: then the graph is shown, or the matrix where the graph would not be legible. */
  readonly view?: View;
  readonly search: string;
  readonly service: string;
  readonly chosen?: string;
}

const vscode = acquireVsCodeApi();
let state: ViewState = vscode.getState() ?? { search: '', service: '' };
let data: MapData | undefined;
let words: MapWords | undefined;

const toolbar = element('header', { class: 'toolbar' });
const content = element('main', { class: 'content' });
const details = element('div', { class: 'side' });
const notice = element('p', { class: 'notice', role: 'status' });
const legend = element('footer', { class: 'legend' });
const columns = element('div', { class: 'columns' }, content, details);
document.body.append(toolbar, notice, columns, legend);
const camera = makeCamera(content);

function set(change: Partial<ViewState>): void {
  state = { ...state, ...change };
  vscode.setState(state);
  draw();
}

const events = {
  choose(node: string): void {
    set({ chosen: state.chosen === node ? undefined : node });
    focusNode(node);
  },
  open: (node: string): void => vscode.postMessage({ type: 'open', node }),
  test(edge: MapEdge): void {
    const label = (id: string): string => {
      const node = (data?.bundled ?? data)?.nodes.find((each) => each.id === id);
      return node?.members[0] ?? node?.label ?? id;
    };
    vscode.postMessage({ type: 'test', from: label(edge.from), to: label(edge.to), service: packetOf(edge) });
  },
};

function draw(): void {
  if (!data || !words) return;
  const drawing = drawingOf(data);
  const { shown, view } = drawing;
  notice.textContent = [noticeOf(drawing, data, words), data.damage].filter(Boolean).join('\n');
  const graph = data.bundled ?? data;
  const chosen = graph.nodes.find(({ id }) => id === state.chosen);
  details.replaceChildren(...(chosen ? [describeNode(chosen, select(graph, '', state.service), words, events)] : []));
  const { scrollTop, scrollLeft } = content;
  const isGraph = view === 'graph';
  legend.replaceChildren(...(isGraph ? drawLegend(words, camera) : []));
  // The details of a chosen node take some of this room. The layout does not follow, so that nothing moves when a node is chosen.
  const room = camera.isMoved ? undefined : { width: columns.clientWidth, height: columns.clientHeight };
  const picture = isGraph ? drawGraph(shown, words, state.chosen, events, room) : undefined;
  content.replaceChildren(picture ?? drawMatrix(shown, words, state.chosen, events));
  content.classList.toggle('still', isGraph);
  if (picture) camera.look(picture);
  else content.scrollTo({ top: scrollTop, left: scrollLeft });
}

interface Drawing {
  readonly view: View;
  readonly shown: Shown;
  /** Whether the graph would be legible. */
  readonly canDraw: boolean;
}

let last: { readonly key: readonly unknown[]; readonly drawing: Drawing } | undefined;

/** Kept for the same data and settings, so that choosing a node does not lay out the graph again. */
function drawingOf(all: MapData): Drawing {
  const key = [all, state.search, state.service, state.view];
  if (last?.key.every((each, i) => each === key[i]) === true) return last.drawing;
  const graph = all.bundled ?? all;
  const lines = select(ownLines(graph), state.search, state.service);
  const canDraw = isLegible(lines.nodes, lines.edges);
  const view = canDraw ? (state.view ?? 'graph') : 'matrix';
  const shown = view === 'graph' ? lines : select(graph, state.search, state.service);
  last = { key, drawing: { view, shown, canDraw } };
  return last.drawing;
}

function noticeOf(
  { shown, canDraw }: Drawing,
  { leftOut }: MapData,
  { notFound, empty, leftOut: leftOutWords, dense }: MapWords,
): string {
  const search = state.search.trim();
  if (search !== '' && shown.found.size === 0) return notFound.replace('{0}', () => search);
  if (leftOut) return leftOutWords[leftOut];
  if (shown.edges.length === 0) return empty;
  return canDraw ? '' : dense;
}

/** Drawn apart from the rest of the page, so that typing in the search box is not interrupted. */
function drawToolbar(): void {
  if (!data || !words) return;
  const drawing = drawingOf(data);
  toolbar.replaceChildren(
    element('h1', {}, words.title),
    element(
      'div',
      { role: 'tablist', class: 'tabs' },
      tabButton(drawing, 'graph', words.graph),
      tabButton(drawing, 'matrix', words.matrix),
    ),
    searchBox(words),
    serviceChoice(data, words),
    saveButton(drawing, words.exportSvg, async (graph) => ({ type: 'export', svg: exportSvg(graph) })),
    saveButton(drawing, words.exportPng, async (graph) => ({ type: 'exportPng', png: await exportPng(graph) })),
  );
}

function tabButton({ view, canDraw }: Drawing, name: View, label: string): HTMLElement {
  const button = element(
    'button',
    {
      type: 'button',
      role: 'tab',
      'aria-selected': String(view === name),
      disabled: name === 'graph' && !canDraw,
    },
    label,
  );
  button.addEventListener('click', () => {
    set({ view: name });
    drawToolbar();
  });
  return button;
}

function searchBox(text: MapWords): HTMLElement {
  const search = element('input', { type: 'search', placeholder: text.search, 'aria-label': text.search });
  search.value = state.search;
  search.addEventListener('input', () => {
    set({ search: search.value });
    drawTabs();
  });
  return search;
}

function serviceChoice(map: MapData, text: MapWords): HTMLElement {
  const service = element(
    'select',
    { 'aria-label': text.service },
    element('option', { value: '' }, text.allServices),
    ...servicesOf(map).map((each) => element('option', { value: each }, each)),
  );
  service.value = state.service;
  service.addEventListener('change', () => {
    set({ service: service.value });
    drawTabs();
  });
  return service;
}

function saveButton(
  { view }: Drawing,
  label: string,
  picture: (graph: SVGSVGElement) => Promise<FromView>,
): HTMLElement {
  const button = element('button', { type: 'button', class: 'save', disabled: view !== 'graph' }, label);
  button.addEventListener('click', async () => {
    const graph = content.querySelector<SVGSVGElement>('svg.graph');
    if (graph) vscode.postMessage(await picture(graph));
  });
  return button;
}

/** Brings tabs and save buttons up to date. Drawing the toolbar again would take the focus from the search box. */
function drawTabs(): void {
  if (!data) return;
  const { view, canDraw } = drawingOf(data);
  const [graph, matrix] = toolbar.querySelectorAll<HTMLButtonElement>('[role="tab"]');
  const isGraph = view === 'graph';
  graph?.setAttribute('aria-selected', String(isGraph));
  matrix?.setAttribute('aria-selected', String(!isGraph));
  if (graph) graph.disabled = !canDraw;
  for (const button of toolbar.querySelectorAll<HTMLButtonElement>('.save')) button.disabled = !isGraph;
}

addEventListener('keydown', (event) => {
  if (event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement) return;
  if (event.key === '+' || event.key === '=') camera.by(1.25);
  else if (event.key === '-') camera.by(0.8);
  else if (event.key === '0') camera.fit();
});

addEventListener('resize', () => {
  if (camera.isMoved) return;
  const focused = document.activeElement?.getAttribute('data-id') ?? undefined;
  draw();
  focusNode(focused);
});

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
  if (words && words.title !== message.words.title) {
    state = { search: '', service: '' };
    camera.fit();
  }
  words = message.words;
  data = message.data;
  const focus = (data.bundled ?? data).nodes.find(
    ({ label, members }) => label === data?.focus || members.includes(data?.focus ?? ''),
  );
  if (focus) state = { ...state, search: '', service: '', chosen: focus.id };
  if (!servicesOf(data).includes(state.service)) state = { ...state, service: '' };
  // While somebody types, the search box stays, and only the data is new.
  const search = toolbar.querySelector('input');
  if (document.activeElement !== search || search?.value !== state.search) drawToolbar();
  draw();
});
vscode.postMessage({ type: 'ready' });
document.body.dataset['ready'] = 'true';
