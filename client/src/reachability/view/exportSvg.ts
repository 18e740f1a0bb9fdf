const properties = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-opacity',
  'display',
  'font-family',
  'font-size',
  'font-weight',
  'opacity',
];

const onlyForScreen = ['class', 'tabindex', 'role', 'aria-pressed', 'data-id', 'data-from', 'data-to'];

/** The graph as a picture of its own: colours and fonts of the theme are written into it, and what is only for the screen is left out. */
export function exportSvg(graph: SVGSVGElement): string {
  const copy = graph.cloneNode(true) as SVGSVGElement;
  const originals = [graph, ...graph.querySelectorAll<SVGElement>('*')];
  const copies = [copy, ...copy.querySelectorAll<SVGElement>('*')];
  originals.forEach((original, index) => {
    const target = copies[index];
    if (!target) return;
    const style = getComputedStyle(original);
    for (const name of properties) target.setAttribute(name, style.getPropertyValue(name));
    for (const name of onlyForScreen) target.removeAttribute(name);
    if (original.classList.contains('target')) target.remove();
  });
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  const background = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  background.setAttribute('width', '100%');
  background.setAttribute('height', '100%');
  background.setAttribute('fill', getComputedStyle(document.body).backgroundColor);
  copy.prepend(background);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(copy)}\n`;
}
