import type { MapEdge, MapNode } from '#protocol/packets.ts';

/** What two nodes have to do with each other, as one line of the picture. */
export interface Line {
  readonly from: string;
  readonly to: string;
  /** From the one to the other, and back; one of them is there. */
  readonly there: MapEdge | undefined;
  readonly back: MapEdge | undefined;
}

/**
 * One line for each pair, drawn from left to right: from addresses that are no machine's and reach one, so that who comes in from outside
 * stands before the machines, and else as the first of its edges goes.
 */
export function linesOf(nodes: readonly MapNode[], edges: readonly MapEdge[]): readonly Line[] {
  const isMachine = new Map(nodes.map(({ id, kind }) => [id, kind === 'cvm' || kind === 'class']));
  const known = new Map(edges.map((edge) => [keyOf(edge.from, edge.to), edge]));
  const lines = new Map<string, Line>();
  for (const edge of edges) {
    const { from, to } = edge;
    const back = from === to ? undefined : known.get(keyOf(to, from));
    const isTurned = back !== undefined && isMachine.get(from) === true && isMachine.get(to) === false;
    const line = isTurned ? { from: to, to: from, there: back, back: edge } : { from, to, there: edge, back };
    if (!lines.has(keyOf(line.to, line.from)) || from === to) lines.set(keyOf(line.from, line.to), line);
  }
  return [...lines.values()];
}

function keyOf(from: string, to: string): string {
  return `${from}\n${to}`;
}
