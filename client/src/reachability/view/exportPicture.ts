const properties = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-opacity',
  'paint-order',
  'display',
  'font-family',
  'font-size',
  'font-weight',
  'opacity',
];

const onlyForScreen = ['class', 'tabindex', 'role', 'aria-pressed', 'data-id', 'data-from', 'data-to', 'data-extent'];

/** The graph as a file: with colours and fonts of the theme written into it, and without what only the screen needs. */
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
  });
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  // The whole graph, also what is not in the window.
  const extent = graph.dataset['extent'] ?? '';
  const [left = '0', top = '0', width = '1', height = '1'] = extent.split(' ');
  copy.setAttribute('viewBox', extent);
  copy.setAttribute('width', width);
  copy.setAttribute('height', height);
  copy.querySelector('g')?.removeAttribute('transform');
  const background = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  for (const [name, value] of Object.entries({ x: left, y: top, width, height })) background.setAttribute(name, value);
  background.setAttribute('fill', getComputedStyle(document.body).backgroundColor);
  copy.prepend(background);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(copy)}\n`;
}

/** The graph as a PNG of twice the resolution, in Base64. */
export async function exportPng(graph: SVGSVGElement): Promise<string> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(exportSvg(graph))}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [image.width * 2, image.height * 2];
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png').replace(/^data:image\/png;base64,/, '');
}
