import { select } from 'd3-selection';
import { type D3ZoomEvent, type ZoomBehavior, type ZoomTransform, zoom, zoomIdentity } from 'd3-zoom';

/** What of the graph is in the window: dragged, zoomed by wheel, fingers, keys and buttons. It stays where it is when the graph is drawn anew. */
export interface Camera {
  /** Looks at a graph that has just been drawn. */
  look(graph: SVGSVGElement): void;
  by(factor: number): void;
  /** All of it, no larger than life. */
  fit(): void;
}

const least = 0.1;
const most = 3;

export function makeCamera(frame: HTMLElement): Camera {
  let graph: SVGSVGElement | undefined;
  let transform: ZoomTransform | undefined;
  const behaviour: ZoomBehavior<SVGSVGElement, unknown> = zoom<SVGSVGElement, unknown>()
    .scaleExtent([least, most])
    // A node is clicked and double clicked: neither is a drag or a zoom.
    .filter((event: Event) => event.type !== 'dblclick' && !(event as MouseEvent).button)
    .on('zoom', (event: D3ZoomEvent<SVGSVGElement, unknown>) => {
      transform = event.transform;
      graph?.querySelector('.world')?.setAttribute('transform', event.transform.toString());
    });

  const whole = (): ZoomTransform => {
    const box = graph?.dataset['extent']?.split(' ').map(Number) ?? [];
    const [left = 0, top = 0, width = 1, height = 1] = box;
    const scale = Math.min(1, frame.clientWidth / width, frame.clientHeight / height);
    const [x, y] = [(frame.clientWidth - width * scale) / 2, (frame.clientHeight - height * scale) / 2];
    return zoomIdentity.translate(x, y).scale(scale).translate(-left, -top);
  };

  return {
    look(drawn) {
      graph = drawn;
      // The window of the page is the picture's: what was its own extent is kept for fitting and for exporting.
      drawn.dataset['extent'] = drawn.getAttribute('viewBox') ?? '';
      for (const name of ['viewBox', 'width', 'height']) drawn.removeAttribute(name);
      const selection = select(drawn);
      selection.call(behaviour);
      selection.call(behaviour.transform, transform ?? whole());
    },
    by(factor) {
      if (graph) select(graph).call(behaviour.scaleBy, factor);
    },
    fit() {
      transform = undefined;
      if (graph) select(graph).call(behaviour.transform, whole());
    },
  };
}
