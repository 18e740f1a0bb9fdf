import { builtinDocument } from '#ide/builtinDocument.ts';
import * as ide from '#ide/entities.ts';
import * as tree from '#ide/tree.ts';
import type { TreeNode } from '#ide/treeNode.ts';
import type * as protocol from '#protocol/tree.ts';
import type { Snapshot } from '#workspace/snapshot.ts';
import { chosenSnapshot } from './chosenSnapshot.ts';
import { locationOf, toOffset } from './places.ts';
import { fileContext, type Server } from './server.ts';

export function treeChildren(server: Server, params: protocol.TreeChildrenParams): protocol.TreeChildren {
  const snapshots = shownSnapshots(server);
  const nodes = tree.treeChildren(snapshots, params.node, params);
  return {
    nodes: nodes.map((node) => toNode(server, snapshots, node)),
    ...(params.node === undefined ? { problemCount: tree.problemCount(snapshots) } : {}),
  };
}

export function treePath(
  server: Server,
  params: protocol.TreePathParams,
): { readonly nodes: readonly protocol.TreeNode[] } {
  const context = fileContext(server, params.uri);
  if (context === undefined) return { nodes: [] };
  const snapshots = shownSnapshots(server);
  const nodes = tree.treePath(snapshots, context.uri, toOffset(context, params.position), params);
  return { nodes: nodes.map((node) => toNode(server, snapshots, node)) };
}

export function builtinText(): { readonly text: string } {
  return { text: builtinDocument() };
}

export function entities(server: Server, { uri }: { readonly uri?: string }) {
  const snapshot = chosenSnapshot(server, uri);
  if (snapshot === undefined) return { entities: [], regions: [] };
  return {
    entities: ide
      .entities(snapshot)
      .map(({ place, ...entity }) => ({ ...entity, location: locationOf({ server, snapshot }, place) })),
    regions: ide.regions(snapshot),
  };
}

/** Models in which anything is: a folder without rule files has no place in the trees. */
function shownSnapshots({ workspace }: Server): readonly Snapshot[] {
  return workspace.snapshots().filter(({ files }) => files.size > 0);
}

function toNode(server: Server, snapshots: readonly Snapshot[], { place, ...node }: TreeNode): protocol.TreeNode {
  const snapshot =
    place === undefined ? undefined : (snapshots.find(({ files }) => files.has(place.uri)) ?? snapshots[0]);
  if (place === undefined || snapshot === undefined) return node;
  return { ...node, location: locationOf({ server, snapshot }, place) };
}
