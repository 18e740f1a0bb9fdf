import type * as lsp from 'vscode-languageserver';
import * as lists from '#ide/entities.ts';
import { builtinDocument } from '#ide/place.ts';
import * as ide from '#ide/tree.ts';
import type { TreeNode } from '#ide/treeNode.ts';
import type * as protocol from '#protocol/tree.ts';
import { fingerprint } from '#util/fingerprint.ts';
import { sameItems } from '#util/memo.ts';
import type { Steps } from '#util/steps.ts';
import type { Folder } from '#workspace/folder.ts';
import { askedFolders, chosenFolders, fileContext } from './context.ts';
import { inSlices } from './inSlices.ts';
import { locationOf, toOffset } from './places.ts';
import type { Models, Sliced } from './server.ts';

export async function treeChildren(
  server: Sliced,
  params: protocol.TreeChildrenParams,
  token: lsp.CancellationToken,
): Promise<protocol.TreeChildren> {
  const folders = server.workspace.folders();
  await inSlices(server, ide.preparingTree(folders, [params.node]), token);
  // The text changed meanwhile: what is answered is of the new one.
  if (!sameItems(folders, server.workspace.folders())) return treeChildren(server, params, token);
  return sentLevel(server, folders, ide.treeChildren(folders, params.node, params));
}

/** Of the files as they are when it is asked: where they change meanwhile, the client is told so and asks again. */
export function treeChanges(
  server: Sliced,
  params: protocol.TreeChangesParams,
  token: lsp.CancellationToken,
): Promise<protocol.TreeChanges> {
  return inSlices(server, changedLevels(server, server.workspace.folders(), params), token);
}

/** A step looks at one level. */
function* changedLevels(
  server: Models,
  folders: readonly Folder[],
  { levels, ...shown }: protocol.TreeChangesParams,
): Steps<protocol.TreeChanges> {
  yield* ide.preparingTree(
    folders,
    levels.map(({ node }) => node),
  );
  const changed: protocol.TreeChanges['levels'][number][] = [];
  for (const { node, version } of levels) {
    const level = sentLevel(server, folders, ide.treeChildren(folders, node, shown));
    if (level.version !== version) changed.push({ node, ...level });
    yield;
  }
  return { levels: changed, problemCount: ide.problemCount(folders) };
}

function sentLevel(server: Models, folders: readonly Folder[], nodes: readonly TreeNode[]): protocol.TreeChildren {
  const sent = nodes.map((node) => sentNode(server, folders, node));
  return { nodes: sent, version: fingerprint(JSON.stringify(sent)) };
}

export function treePath(
  server: Models,
  params: protocol.TreePathParams,
): { readonly nodes: readonly protocol.TreeNode[] } {
  const context = fileContext(server, params.uri);
  if (context === undefined) return { nodes: [] };
  const folders = server.workspace.folders();
  const nodes = ide.treePath(folders, context.uri, toOffset(context, params.position), params);
  return { nodes: nodes.map((node) => sentNode(server, folders, node)) };
}

export function builtinText(): { readonly text: string } {
  return { text: builtinDocument() };
}

export function entities(server: Models, { toAsk = false, ...choice }: protocol.EntitiesParams) {
  const folders = toAsk ? askedFolders(server, choice) : chosenFolders(server, choice);
  return {
    entities: folders.flatMap((folder) =>
      lists
        .entities(folder)
        .map(({ place, ...entity }) => ({ ...entity, location: locationOf({ server, folder }, place) })),
    ),
    regions: folders.flatMap((folder) => lists.regions(folder)),
  };
}

/** A place's file says which model it is of; the built-in document is every model's. */
function sentNode(server: Models, folders: readonly Folder[], { place, ...node }: TreeNode): protocol.TreeNode {
  if (place === undefined) return node;
  const folder = folders.find(({ files }) => files.has(place.uri)) ?? folders[0];
  return folder === undefined ? node : { ...node, location: locationOf({ server, folder }, place) };
}
