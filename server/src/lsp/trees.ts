import type * as lsp from 'vscode-languageserver';
import * as lists from '#ide/entities.ts';
import { builtinDocument } from '#ide/place.ts';
import * as ide from '#ide/tree.ts';
import type { TreeNode } from '#ide/treeNode.ts';
import type { ModelChoice } from '#protocol/requests.ts';
import type * as protocol from '#protocol/tree.ts';
import { sameItems } from '#util/memo.ts';
import type { Snapshot } from '#workspace/snapshot.ts';
import { inSlices } from './inSlices.ts';
import { locationOf, type PlaceContext, toOffset } from './places.ts';
import { fileContext, type Models, type Sliced } from './server.ts';
import { canonicalUri } from './uris.ts';

export async function treeChildren(
  server: Sliced,
  params: protocol.TreeChildrenParams,
  token: lsp.CancellationToken,
): Promise<protocol.TreeChildren> {
  const snapshots = server.workspace.snapshots();
  await inSlices(server, ide.preparingTree(snapshots, params.node), token);
  // The text changed meanwhile: what is answered is of the new one.
  if (!sameItems(snapshots, server.workspace.snapshots())) return treeChildren(server, params, token);
  const nodes = ide.treeChildren(snapshots, params.node, params);
  const sent = nodes.map((node) => sentNode(server, node));
  return params.node === undefined ? { nodes: sent, problemCount: ide.problemCount(snapshots) } : { nodes: sent };
}

export function treePath(
  server: Models,
  params: protocol.TreePathParams,
): { readonly nodes: readonly protocol.TreeNode[] } {
  const context = fileContext(server, params.uri);
  if (context === undefined) return { nodes: [] };
  const nodes = ide.treePath(server.workspace.snapshots(), context.uri, toOffset(context, params.position), params);
  return { nodes: nodes.map((node) => sentNode(server, node)) };
}

export function builtinText(): { readonly text: string } {
  return { text: builtinDocument() };
}

export function entities(server: Models, choice: ModelChoice) {
  const snapshots = chosenSnapshots(server, choice);
  return {
    entities: snapshots.flatMap((snapshot) =>
      lists
        .entities(snapshot)
        .map(({ place, ...entity }) => ({ ...entity, location: locationOf({ server, snapshot }, place) })),
    ),
    regions: snapshots.flatMap((snapshot) => lists.regions(snapshot)),
  };
}

/** The model that a question is for, or all of what is wanted where it names none. */
export function chosenSnapshots(server: Models, { uri }: ModelChoice): readonly Snapshot[] {
  const all = server.workspace.snapshots();
  if (uri === undefined) return all.filter(({ isLive }) => !isLive);
  const folder = canonicalUri(server, uri);
  const chosen = server.workspace.snapshotOf(canonicalUri(server, uri)) ?? all.find(({ root }) => root === folder);
  return chosen === undefined ? [] : [chosen];
}

function sentNode(server: Models, { place, ...node }: TreeNode): protocol.TreeNode {
  const context = place === undefined ? undefined : contextOf(server, place.uri);
  return context === undefined || place === undefined ? node : { ...node, location: locationOf(context, place) };
}

/** A place's file says which model it is of; the built-in document is every model's. */
function contextOf(server: Models, uri: string): PlaceContext | undefined {
  const snapshot = server.workspace.snapshotOf(uri) ?? server.workspace.snapshots()[0];
  return snapshot === undefined ? undefined : { server, snapshot };
}
