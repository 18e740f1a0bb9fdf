import type { MapWords } from '../words.ts';
import type { Camera } from './camera.ts';
import { element, svg } from './dom.ts';

/** What the shapes mean, and buttons to zoom. */
export function drawLegend(words: MapWords, camera: Camera): readonly HTMLElement[] {
  const sample = (kind: string, label: string): HTMLElement =>
    element(
      'span',
      { class: 'sample' },
      svg(
        'svg',
        { width: 26, height: 16, 'aria-hidden': 'true' },
        svg(
          'g',
          { class: kind },
          svg('rect', { x: 1, y: 1, width: 24, height: 14, rx: kind.includes('internet') ? 7 : 3 }),
        ),
      ),
      label,
    );
  const button = (label: string, title: string, act: () => void): HTMLElement => {
    const made = element('button', { type: 'button', title, 'aria-label': title }, label);
    made.addEventListener('click', act);
    return made;
  };
  return [
    sample('node class', words.legend.machines),
    sample('node addresses', words.legend.addresses),
    sample('node internet', words.legend.internet),
    sample('region', words.legend.subnet),
    element('span', { class: 'how' }, words.legend.how),
    element(
      'span',
      { class: 'zoom' },
      button('−', words.zoomOut, () => camera.by(0.8)),
      button('+', words.zoomIn, () => camera.by(1.25)),
      button(words.fit, words.fitHow, () => camera.fit()),
    ),
  ];
}
