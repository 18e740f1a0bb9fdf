import type * as lsp from 'vscode-languageserver';
import * as lists from '#ide/entities.ts';
import { builtinDocument } from '#ide/place.ts';
import * as ide from '#ide/tree.ts';
import type { TreeNode } from '#ide/treeNode.ts';
import type { ModelChoice } from '#protocol/requests.ts';
import type * as protocol from '#protocol/tree.ts';
import { sameItems } from '#util/memo.ts';
import { chosenFolders, fileContext } from './context.ts';
import { inSlices } from './inSlices.ts';
import { locationOf, type PlaceContext, toOffset } from './places.ts';
import type { Models, Sliced } from './server.ts';

export async function treeChildren(
  server: Sliced,
  params: protocol.TreeChildrenParams,
  token: lsp.CancellationToken,
): Promise<protocol.TreeChildren> {
  const folders = server.workspace.folders();
  await inSlices(server, ide.preparingTree(folders, params.node), token);
  // The text changed meanwhile: what is answered is of the new one.
  if (!sameItems(folders, server.workspace.folders())) return treeChildren(server, params, token);
  const nodes = ide.treeChildren(folders, params.node, params);
  const sent = nodes.map((node) => sentNode(server, node));
  return params.node === undefined ? { nodes: sent, problemCount: ide.problemCount(folders) } : { nodes: sent };
}

export function treePath(
  server: Models,
  params: protocol.TreePathParams,
): { readonly nodes: readonly protocol.TreeNode[] } {
  const context = fileContext(server, params.uri);
  if (context === undefined) return { nodes: [] };
  const nodes = ide.treePath(server.workspace.folders(), context.uri, toOffset(context, params.position), params);
  return { nodes: nodes.map((node) => sentNode(server, node)) };
}

export function builtinText(): { readonly text: string } {
  return { text: builtinDocument() };
}

export function entities(server: Models, choice: ModelChoice) {
  const folders = chosenFolders(server, choice);
  return {
    entities: folders.flatMap((folder) =>
      lists
        .entities(folder)
        .map(({ place, ...entity }) => ({ ...entity, location: locationOf({ server, folder }, place) })),
    ),
    regions: folders.flatMap((folder) => lists.regions(folder)),
  };
}

function sentNode(server: Models, { place, ...node }: TreeNode): protocol.TreeNode {
  const context = place === undefined ? undefined : contextOf(server, place.uri);
  return context === undefined || place === undefined ? node : { ...node, location: locationOf(context, place) };
}

/** A place's file says which model it is of; the built-in document is every model's. */
function contextOf(server: Models, uri: string): PlaceContext | undefined {
  const folder = server.workspace.folderOf(uri) ?? server.workspace.folders()[0];
  return folder === undefined ? undefined : { server, folder };
}
