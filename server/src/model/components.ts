/** A strongly connected part of a graph, and whether its members lie on a circle. */
export interface Component {
  readonly members: readonly string[];
  readonly circular: boolean;
}

/**
 * The strongly connected components of a graph, each after all that it leads to (Tarjan 1972), without recursion: lists may name
 * one another a hundred thousand deep.
 */
export function components(nodes: Iterable<string>, next: (node: string) => readonly string[]): Component[] {
  const found: Component[] = [];
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const onOpen = new Set<string>();

  for (const root of nodes) {
    if (order.has(root)) continue;
    const work: { readonly node: string; readonly edges: readonly string[]; at: number }[] = [];
    const enter = (node: string): void => {
      order.set(node, order.size);
      low.set(node, order.get(node) as number);
      open.push(node);
      onOpen.add(node);
      work.push({ node, edges: next(node), at: 0 });
    };
    enter(root);
    for (let top = work.at(-1); top !== undefined; top = work.at(-1)) {
      const target = top.edges[top.at++];
      if (target !== undefined) {
        if (!order.has(target)) enter(target);
        else if (onOpen.has(target)) lower(low, top.node, order.get(target) as number);
        continue;
      }
      work.pop();
      const parent = work.at(-1);
      if (parent !== undefined) lower(low, parent.node, low.get(top.node) as number);
      if (low.get(top.node) !== order.get(top.node)) continue;
      const members = open.splice(open.lastIndexOf(top.node));
      for (const member of members) onOpen.delete(member);
      found.push({ members, circular: members.length > 1 || top.edges.includes(top.node) });
    }
  }
  return found;
}

function lower(low: Map<string, number>, node: string, to: number): void {
  if (to < (low.get(node) as number)) low.set(node, to);
}
