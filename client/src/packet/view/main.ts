import './style.css';
import { element } from '../../reachability/view/dom.ts';
import type { FromPage, ToPage } from '../messages.ts';
import type { PacketPage, StageOnPage, Way } from '../pageData.ts';

declare function acquireVsCodeApi(): { postMessage(message: FromPage): void };

const vscode = acquireVsCodeApi();
const status = element('p', { class: 'visually-hidden', role: 'status' });
const content = element('main');
document.body.append(status, content);

function draw(page: PacketPage): void {
  const focused = document.activeElement?.getAttribute('data-id');
  const closed = new Set(
    [...content.querySelectorAll('details:not([open])')].map((details) => details.getAttribute('data-id')),
  );
  const opened = new Set(
    [...content.querySelectorAll('details[open]')].map((details) => details.getAttribute('data-id')),
  );
  const top = document.scrollingElement?.scrollTop ?? 0;
  document.title = page.title;
  if (status.textContent !== page.title) status.textContent = page.title;
  content.replaceChildren(
    element(
      'header',
      { class: page.verdict },
      element('h1', {}, ...unbroken(page.title)),
      element('p', { class: 'summary' }, page.summary),
      ...page.warnings.map((text) => element('p', { class: 'warning' }, text)),
      ...page.many.map((many) => drawMany(many, page)),
    ),
    toolbar(page),
    ...drawFixes(page),
    ...page.ways.map((way) => drawWay(way, page)),
  );
  for (const details of content.querySelectorAll('details')) {
    const id = details.getAttribute('data-id');
    if (closed.has(id)) details.open = false;
    if (opened.has(id)) details.open = true;
  }
  if (focused) content.querySelector<HTMLElement>(`[data-id="${CSS.escape(focused)}"]`)?.focus();
  document.scrollingElement?.scrollTo({ top });
}

/** A browser breaks names at their hyphens: words stay whole as long as they fit. */
function unbroken(text: string): readonly (HTMLElement | string)[] {
  return text.split(' ').flatMap((word, i) => [...(i === 0 ? [] : [' ']), element('span', { class: 'word' }, word)]);
}

function button(id: string, text: string, message: FromPage, kind = ''): HTMLElement {
  const made = element('button', { type: 'button', class: kind, 'data-id': id }, text);
  made.addEventListener('click', () => vscode.postMessage(message));
  return made;
}

function toolbar({ words }: PacketPage): HTMLElement {
  return element(
    'div',
    { class: 'buttons' },
    button('keep', words.keep, { type: 'keep' }),
    button('again', words.again, { type: 'again' }),
    button('copy', words.copy, { type: 'copy' }),
  );
}

function drawMany({ end, text, canAll }: PacketPage['many'][number], { words }: PacketPage): HTMLElement {
  return element(
    'p',
    { class: 'many' },
    text,
    ' ',
    button(`another-${end}`, words.another, { type: 'another', end }),
    ...(canAll ? [' ', button(`all-${end}`, words.all, { type: 'all', end })] : []),
  );
}

function drawFixes({ fixes }: PacketPage): readonly HTMLElement[] {
  if (!fixes) return [];
  return [
    element(
      'section',
      { class: 'fixes', 'aria-label': fixes.heading },
      element('h2', {}, fixes.heading),
      element(
        'ol',
        {},
        ...fixes.items.map(({ text, besides, packets }) =>
          element(
            'li',
            {},
            text,
            element('div', { class: 'besides' }, besides),
            ...(packets.length > 0
              ? [element('ul', {}, ...packets.map((each) => element('li', {}, element('code', {}, each))))]
              : []),
          ),
        ),
      ),
      button('apply', fixes.apply, { type: 'apply' }, 'primary'),
    ),
  ];
}

function drawWay({ heading, from, to, arrives, notReached, stages }: Way, page: PacketPage): HTMLElement {
  return element(
    'section',
    { class: 'way', 'aria-label': heading },
    element('h2', {}, heading),
    element(
      'ol',
      {},
      element('li', { class: 'end' }, element('span', { class: 'dot' }), element('strong', {}, from)),
      ...stages.map((stage) => drawStage(stage, page)),
      element(
        'li',
        { class: arrives ? 'end' : 'end missed' },
        element('span', { class: 'dot' }),
        element('strong', {}, to),
        ...(arrives ? [] : [` ${notReached}`]),
      ),
    ),
  );
}

function drawStage(stage: StageOnPage, { words }: PacketPage): HTMLElement {
  const { id, verdict, verdictText, where, reason, detail, canOpen, passed, passedHeading } = stage;
  const rule = canOpen
    ? button(id, reason, { type: 'open', id }, 'rule')
    : element('span', { class: 'reason' }, reason);
  if (canOpen) rule.title = words.open;
  return element(
    'li',
    { class: `stage ${verdict}` },
    element('span', { class: 'dot', 'aria-hidden': 'true' }, verdict === 'allow' ? '✓' : '✕'),
    element(
      'div',
      {},
      element('div', { class: 'where' }, element('span', { class: 'verdict' }, verdictText), ` ${where}`),
      element(
        'div',
        { class: 'decided' },
        rule,
        ...(detail === '' ? [] : [element('span', { class: 'detail' }, detail)]),
      ),
      ...(passed.length > 0
        ? [
            element(
              'details',
              { 'data-id': `${id}/passed`, open: verdict === 'deny' || passed.length <= 8 },
              element('summary', {}, passedHeading),
              element('ul', { class: 'passed' }, ...passed.map((each) => drawPassed(each, words.open))),
            ),
          ]
        : []),
    ),
  );
}

function drawPassed({ id, rule, name, why }: StageOnPage['passed'][number], open: string): HTMLElement {
  const made = button(id, rule, { type: 'open', id }, 'rule');
  made.title = open;
  return element('li', {}, element('div', { class: 'why' }, why), made, element('span', { class: 'detail' }, name));
}

function isToPage(message: unknown): message is ToPage {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === 'show';
}

addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (isToPage(data)) draw(data.page);
});
vscode.postMessage({ type: 'ready' });
