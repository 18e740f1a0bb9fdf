import type { MapEdge, MapNode } from '#protocol/packets.ts';

/** The edges between two nodes, which are drawn as one line. */
export interface Line {
  readonly from: string;
  readonly to: string;
  /** The edge from `from` to `to`, and the one back. There is at least one of them. */
  readonly there: MapEdge | undefined;
  readonly back: MapEdge | undefined;
}

/**
 * One line for each two nodes. It goes from senders outside of the cloud to machines, so that those who come in stand before the machines.
 * Between machines it goes as the first of its edges.
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
