import type { MapEdge, MapNode } from '#protocol/packets.ts';
import type { MapData } from '../messages.ts';

/**
 * Blocks of addresses that reach and are reached alike become one node: what is left of all addresses when a few are taken out is dozens
 * of blocks that say one thing. The members are shown when the node is chosen.
 */
export function foldAddresses(data: MapData, folded: (count: number) => string): MapData {
  const bySignature = new Map<string, MapNode[]>();
  const signatures = signaturesOf(data.edges);
  for (const node of data.nodes) {
    if (node.kind !== 'addresses' || node.location) continue;
    const signature = signatures.get(node.id) ?? '';
    const alike = bySignature.get(signature);
    if (alike) alike.push(node);
    else bySignature.set(signature, [node]);
  }
  const standsFor = new Map<string, string>();
  const nodes = data.nodes.filter(({ id }) => !isFolded(bySignature, signatures.get(id) ?? '', id));
  for (const alike of bySignature.values()) {
    const [first] = alike;
    if (!first || alike.length < 3) continue;
    for (const { id } of alike) standsFor.set(id, first.id);
    nodes.push({ ...first, label: folded(alike.length), members: alike.map(({ label }) => label) });
  }
  const edges = new Map<string, MapEdge>();
  for (const edge of data.edges) {
    const [from, to] = [standsFor.get(edge.from) ?? edge.from, standsFor.get(edge.to) ?? edge.to];
    edges.set(`${from}\n${to}`, { ...edge, from, to });
  }
  return { ...data, nodes, edges: [...edges.values()] };
}

function isFolded(groups: ReadonlyMap<string, readonly MapNode[]>, signature: string, id: string): boolean {
  const alike = groups.get(signature) ?? [];
  return alike.length >= 3 && alike.some((node) => node.id === id);
}

/** All that a node has to do with others, in one text. */
function signaturesOf(edges: readonly MapEdge[]): ReadonlyMap<string, string> {
  const lines = new Map<string, string[]>();
  const add = (id: string, line: string): void => {
    const known = lines.get(id);
    if (known) known.push(line);
    else lines.set(id, [line]);
  };
  for (const { from, to, services } of edges) {
    add(from, `> ${to} ${services.join()}`);
    add(to, `< ${from} ${services.join()}`);
  }
  return new Map([...lines].map(([id, all]) => [id, all.sort().join('\n')]));
}
