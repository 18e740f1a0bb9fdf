import { select } from 'd3-selection';
import { type D3ZoomEvent, type ZoomBehavior, type ZoomTransform, zoom, zoomIdentity } from 'd3-zoom';

/**
 * The part of the graph that the window shows. People drag it, and zoom by wheel, fingers, keys and buttons: from then on it stays where it
 * is when the graph is drawn again or the window changes. Until then it shows the whole graph, or, where that would be too small to read, the
 * chosen node or the one with most lines in the middle.
 */
export interface Camera {
  /** Looks at a graph that has just been drawn. */
  look(graph: SVGSVGElement): void;
  by(factor: number): void;
  /** Shows the whole graph, never enlarged. */
  fit(): void;
  /** Whether somebody has moved it. */
  readonly isMoved: boolean;
}

const least = 0.1;
const most = 3;
/** Below this scale names and services cannot be read. */
const legible = 0.75;

export function makeCamera(frame: HTMLElement): Camera {
  let graph: SVGSVGElement | undefined;
  let transform: ZoomTransform | undefined;
  let isMoved = false;
  const behaviour: ZoomBehavior<SVGSVGElement, unknown> = zoom<SVGSVGElement, unknown>()
    .scaleExtent([least, most])
    // A node is clicked and double clicked: neither is a drag or a zoom.
    .filter((event: Event) => event.type !== 'dblclick' && !(event as MouseEvent).button)
    .on('zoom', (event: D3ZoomEvent<SVGSVGElement, unknown>) => {
      transform = event.transform;
      // Only what a person does comes from an event of the window.
      if (event.sourceEvent) isMoved = true;
      graph?.querySelector('.world')?.setAttribute('transform', event.transform.toString());
    });

  const show = (): void => {
    if (!graph) return;
    const selection = select(graph);
    if (isMoved && transform) selection.call(behaviour.transform, transform);
    else {
      // First the whole graph: only then is it known where the node is on the screen.
      selection.call(behaviour.transform, whole(graph, frame));
      selection.call(behaviour.transform, atFirst(graph, frame, transform ?? zoomIdentity));
    }
  };
  new ResizeObserver(show).observe(frame);

  return {
    look(drawn) {
      graph = drawn;
      // The SVG fills the frame. The extent with which it was drawn is kept for fitting and exporting.
      drawn.dataset['extent'] = drawn.getAttribute('viewBox') ?? '';
      for (const name of ['viewBox', 'width', 'height']) drawn.removeAttribute(name);
      select(drawn).call(behaviour);
      show();
    },
    by(factor) {
      isMoved = true;
      if (graph) select(graph).call(behaviour.scaleBy, factor);
    },
    fit() {
      isMoved = false;
      if (graph) select(graph).call(behaviour.transform, whole(graph, frame));
    },
    get isMoved() {
      return isMoved;
    },
  };
}

/** The chosen node, else the one with most lines. */
function nodeInQuestion(graph: SVGSVGElement): Element | undefined {
  const nodes = [...graph.querySelectorAll<SVGGElement>('.node')];
  const lines = new Map<string | undefined, number>();
  for (const { dataset } of graph.querySelectorAll<SVGGElement>('.edge'))
    for (const end of [dataset['from'], dataset['to']]) lines.set(end, (lines.get(end) ?? 0) + 1);
  const busy = ({ dataset }: SVGGElement): number => lines.get(dataset['id']) ?? 0;
  return (
    nodes.find((node) => node.getAttribute('aria-pressed') === 'true') ??
    nodes.toSorted((one, other) => busy(other) - busy(one))[0]
  );
}

/** The extent with which the graph was drawn. */
function extentOf(graph: SVGSVGElement): readonly [left: number, top: number, width: number, height: number] {
  const [left = 0, top = 0, width = 1, height = 1] = graph.dataset['extent']?.split(' ').map(Number) ?? [];
  return [left, top, width, height];
}

function whole(graph: SVGSVGElement, { clientWidth, clientHeight }: HTMLElement): ZoomTransform {
  const [left, top, width, height] = extentOf(graph);
  const scale = Math.min(1, clientWidth / width, clientHeight / height);
  const [x, y] = [(clientWidth - width * scale) / 2, (clientHeight - height * scale) / 2];
  return zoomIdentity.translate(x, y).scale(scale).translate(-left, -top);
}

/**
 * The whole graph. Where that would be too small to read, the node in question in the middle, just large enough to read. `now` is how the
 * graph is shown while this is asked.
 */
function atFirst(graph: SVGSVGElement, frame: HTMLElement, now: ZoomTransform): ZoomTransform {
  const all = whole(graph, frame);
  const node = nodeInQuestion(graph)?.getBoundingClientRect();
  if (!node || all.k >= legible) return all;
  const origin = graph.getBoundingClientRect();
  const [x, y] = now.invert([node.left + node.width / 2 - origin.left, node.top + node.height / 2 - origin.top]);
  const [left, top, width, height] = extentOf(graph);
  const { clientWidth, clientHeight } = frame;
  const across = covering(clientWidth / 2 - x * legible, left * legible, width * legible, clientWidth);
  const down = covering(clientHeight / 2 - y * legible, top * legible, height * legible, clientHeight);
  return zoomIdentity.translate(across, down).scale(legible);
}

/** The shift nearest to the wanted one that leaves no empty room beside the picture. A picture smaller than the room is centred. */
function covering(wanted: number, start: number, size: number, room: number): number {
  if (size <= room) return (room - size) / 2 - start;
  return Math.min(-start, Math.max(room - start - size, wanted));
}
