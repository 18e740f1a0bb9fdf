import { select } from 'd3-selection';
import { type D3ZoomEvent, type ZoomBehavior, type ZoomTransform, zoom, zoomIdentity } from 'd3-zoom';

/**
 * What of the graph is in the window: dragged, zoomed by wheel, fingers, keys and buttons. Once somebody has moved it, it stays where it is
 * when the graph is drawn anew or the window changes. Until then it shows all of the graph, or the chosen or busiest node with what is around
 * it where all would be too small.
 */
export interface Camera {
  /** Looks at a graph that has just been drawn. */
  look(graph: SVGSVGElement): void;
  by(factor: number): void;
  /** All of it, no larger than life. */
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
      // What the page does by itself comes without an event of the window.
      if (event.sourceEvent) isMoved = true;
      graph?.querySelector('.world')?.setAttribute('transform', event.transform.toString());
    });

  const show = (): void => {
    if (!graph) return;
    const selection = select(graph);
    if (isMoved && transform) selection.call(behaviour.transform, transform);
    else {
      // The whole first: where the node is on the screen is known only then.
      selection.call(behaviour.transform, whole(graph, frame));
      selection.call(behaviour.transform, atFirst(graph, frame, transform ?? zoomIdentity));
    }
  };
  new ResizeObserver(show).observe(frame);

  return {
    look(drawn) {
      graph = drawn;
      // The window of the page is the picture's: what was its own extent is kept for fitting and for exporting.
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

/** The chosen one, else the one with most lines. */
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

/** Where the picture of the graph lies, in its own measure. */
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

/** The chosen or busiest node in the middle, as large as can be read, where the whole graph would be smaller. `now`: how it is shown. */
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

/** The shift nearest to the wanted one that leaves no room empty beside the picture, or that centres a picture with room around it. */
function covering(wanted: number, start: number, size: number, room: number): number {
  if (size <= room) return (room - size) / 2 - start;
  return Math.min(-start, Math.max(room - start - size, wanted));
}
