import type * as lsp from 'vscode-languageserver';
import * as lists from '#ide/entities.ts';
import { builtinDocument } from '#ide/place.ts';
import * as ide from '#ide/tree.ts';
import type { TreeNode } from '#ide/treeNode.ts';
import type { ModelChoice } from '#protocol/requests.ts';
import type * as protocol from '#protocol/tree.ts';
import { sameItems } from '#util/memo.ts';
import type { Folder } from '#workspace/folder.ts';
import { inSlices } from './inSlices.ts';
import { locationOf, type PlaceContext, toOffset } from './places.ts';
import { fileContext, type Models, type Sliced } from './server.ts';
import { canonicalUri } from './uris.ts';

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

/** The model that a question is for, or all of what is wanted where it names none. */
export function chosenFolders(server: Models, { uri }: ModelChoice): readonly Folder[] {
  const all = server.workspace.folders();
  if (uri === undefined) return all.filter(({ isLive }) => !isLive);
  const folder = canonicalUri(server, uri);
  const chosen = server.workspace.folderOf(canonicalUri(server, uri)) ?? all.find(({ root }) => root === folder);
  return chosen === undefined ? [] : [chosen];
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
