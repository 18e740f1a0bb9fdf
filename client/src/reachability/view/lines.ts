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
  const others = new Set(nodes.filter(({ kind }) => kind !== 'cvm' && kind !== 'class').map(({ id }) => id));
  const senders = new Set(edges.map(({ from }) => from).filter((id) => others.has(id)));
  const lines = new Map<string, Line>();
  for (const edge of edges) {
    const isBack = senders.has(edge.to) || lines.has(keyOf(edge.to, edge.from));
    const [from, to] = isBack && edge.from !== edge.to ? [edge.to, edge.from] : [edge.from, edge.to];
    const line = lines.get(keyOf(from, to)) ?? { from, to, there: undefined, back: undefined };
    lines.set(keyOf(from, to), { ...line, [from === edge.from ? 'there' : 'back']: edge });
  }
  return [...lines.values()];
}

function keyOf(from: string, to: string): string {
  return `${from}\n${to}`;
}
