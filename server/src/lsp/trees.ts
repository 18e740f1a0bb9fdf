import type * as lsp from 'vscode-languageserver';
import * as lists from '#ide/entities.ts';
import { builtinDocument } from '#ide/place.ts';
import * as ide from '#ide/tree.ts';
import type { TreeNode } from '#ide/treeNode.ts';
import type { ModelChoice } from '#protocol/requests.ts';
import type * as protocol from '#protocol/tree.ts';
import { fingerprint } from '#util/fingerprint.ts';
import { sameItems } from '#util/memo.ts';
import type { Folder } from '#workspace/folder.ts';
import { chosenFolders, fileContext } from './context.ts';
import { inSlices } from './inSlices.ts';
import { locationOf, type PlaceContext, toOffset } from './places.ts';
import type { Models, Sliced } from './server.ts';

export async function treeChildren(
  server: Sliced,
  params: protocol.TreeChildrenParams,
  token: lsp.CancellationToken,
): Promise<protocol.TreeChildren> {
  const folders = await preparedFolders(server, [params.node], token);
  return sentLevel(server, ide.treeChildren(folders, params.node, params));
}

export async function treeChanges(
  server: Sliced,
  { levels, ...shown }: protocol.TreeChangesParams,
  token: lsp.CancellationToken,
): Promise<protocol.TreeChanges> {
  const asked = levels.map(({ node }) => node);
  const folders = await preparedFolders(server, asked, token);
  const changed = levels.flatMap(({ node, version }) => {
    const level = sentLevel(server, ide.treeChildren(folders, node, shown));
    return level.version === version ? [] : { node, ...level };
  });
  return { levels: changed, problemCount: ide.problemCount(folders) };
}

/** The folders, with everything judged that the children of these nodes say. Where they change meanwhile it is the new ones. */
async function preparedFolders(
  server: Sliced,
  nodes: readonly (string | undefined)[],
  token: lsp.CancellationToken,
): Promise<readonly Folder[]> {
  for (;;) {
    const folders = server.workspace.folders();
    await inSlices(server, ide.preparingTree(folders, nodes), token);
    if (sameItems(folders, server.workspace.folders())) return folders;
  }
}

function sentLevel(server: Models, nodes: readonly TreeNode[]): protocol.TreeChildren {
  const sent = nodes.map((node) => sentNode(server, node));
  return { nodes: sent, version: fingerprint(JSON.stringify(sent)) };
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
