import { type Location, position, type Request } from '#protocol/requests.ts';
import { object, type TypeOf, text } from '#protocol/shape.ts';
import {
  type TreeChanges,
  type TreeChangesParams,
  type TreeChildren,
  type TreeNode,
  treeChanges,
  treeChildren,
  treePath,
  type TreeView as ViewName,
} from '#protocol/tree.ts';
import type { Server } from '../languageClient/server.ts';
import { isFiltering, type TreeOptions } from './filter.ts';

/** The server's answers about the nodes of a view. */
export interface ServerNodes {
  /** The nodes that the view shows below a node, or at its root. */
  shownBelow(node?: TreeNode): Promise<TreeChildren>;
  /** The levels whose nodes differ from the given versions. */
  changes(levels: TreeChangesParams['levels']): Promise<TreeChanges>;
  /** All nodes below a node, without the filter. */
  childrenOf(node: TreeNode): Promise<readonly TreeNode[]>;
  /** From the root to the innermost node that is written at a place. */
  pathAt(uri: string, at: TypeOf<typeof position>): Promise<readonly TreeNode[]>;
}

export function serverNodes(server: Server, view: ViewName, options: TreeOptions): ServerNodes {
  const all = () => ({ view, groupBy: options.groupBy });
  const filtered = () => ({ ...all(), ...(isFiltering(options.filter) ? { filter: options.filter } : {}) });
  return {
    shownBelow: (node) => server.ask(treeChildren, { ...filtered(), node: node?.id }),
    changes: (levels) => server.ask(treeChanges, { ...filtered(), levels }),
    childrenOf: async (node) => (await server.ask(treeChildren, { ...all(), node: node.id })).nodes,
    pathAt: async (uri, { line, character }) =>
      (await server.ask(treePath, { ...all(), uri, position: { line, character } })).nodes,
  };
}

/** The hover of the language server protocol: a tooltip shows it. */
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
