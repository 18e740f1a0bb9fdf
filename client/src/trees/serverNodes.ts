import { type Location, position, type Request } from '#protocol/requests.ts';
import { object, type TypeOf, text } from '#protocol/shape.ts';
import { type TreeNode, treeChildren, treePath, type TreeView as ViewName } from '#protocol/tree.ts';
import type { Server } from '../languageClient/server.ts';
import { isFiltering, type TreeOptions } from './filter.ts';

/** The nodes of a view as the server has them. */
export interface ServerNodes {
  /** What a view shows below a node, or at its root. */
  shown(node?: TreeNode): Promise<{ readonly nodes: readonly TreeNode[]; readonly problemCount?: number }>;
  /** All that is below a node, whatever is filtered. */
  childrenOf(node: TreeNode): Promise<readonly TreeNode[]>;
  /** From the root to the innermost node that is written at a place. */
  pathAt(uri: string, at: TypeOf<typeof position>): Promise<readonly TreeNode[]>;
  parentOf(node: TreeNode): TreeNode | undefined;
  /** The nodes as they are now, which a view shows a moment later. Those that are gone are left out. */
  asNow(nodes: readonly TreeNode[]): Promise<readonly TreeNode[]>;
}

/** A node's parent is the one that it was last told below. */
export function serverNodes(server: Server, view: ViewName, options: TreeOptions): ServerNodes {
  const parents = new Map<string, TreeNode | undefined>();
  const parentOf = (node: TreeNode): TreeNode | undefined => parents.get(node.id);

  const shown: ServerNodes['shown'] = async (node) => {
    const { filter, groupBy } = options;
    const answer = await server.ask(treeChildren, {
      view,
      groupBy,
      ...(node ? { node: node.id } : {}),
      ...(isFiltering(filter) ? { filter } : {}),
    });
    for (const each of answer.nodes) parents.set(each.id, node);
    return answer;
  };

  const childrenOf: ServerNodes['childrenOf'] = async (node) => {
    const { nodes } = await server.ask(treeChildren, { view, node: node.id, groupBy: options.groupBy });
    for (const each of nodes) parents.set(each.id, node);
    return nodes;
  };

  return {
    shown,
    childrenOf,
    parentOf,
    async pathAt(uri, { line, character }) {
      const place = { line, character };
      const { nodes } = await server.ask(treePath, { view, uri, position: place, groupBy: options.groupBy });
      for (const [index, node] of nodes.entries()) parents.set(node.id, nodes[index - 1]);
      return nodes;
    },
    async asNow(nodes) {
      const found = new Map<string, TreeNode>();
      for (const parent of new Set(nodes.map(parentOf)))
        if (parent) for (const child of await childrenOf(parent)) found.set(child.id, child);
      return nodes.flatMap((node) => (parentOf(node) ? (found.get(node.id) ?? []) : node));
    },
  };
}

/** VS Code loses track of a node that comes back below another parent, as regions do when a second folder is opened: it is a new one. */
export function pathOf(nodes: ServerNodes, node: TreeNode): string {
  const parent = nodes.parentOf(node);
  return parent ? `${pathOf(nodes, parent)}\n${node.id}` : node.id;
}

/** The protocol's own request: a tooltip says what hover says. */
const hoverParams = object({ textDocument: object({ uri: text }), position });
export const hoverRequest: Request<
  TypeOf<typeof hoverParams>,
  { readonly contents: { readonly value: string } } | null
> = {
  method: 'textDocument/hover',
  params: hoverParams,
};

export const placeOf = ({ uri, range }: Location): TypeOf<typeof hoverParams> => ({
  textDocument: { uri },
  position: range.start,
});
