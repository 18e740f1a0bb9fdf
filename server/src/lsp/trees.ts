import * as lists from '#ide/entities.ts';
import { liveRules } from '#ide/liveNodes.ts';
import { builtinDocument } from '#ide/place.ts';
import * as ide from '#ide/tree.ts';
import { rootOf, type TreeNode } from '#ide/treeNode.ts';
import type * as protocol from '#protocol/tree.ts';
import { sameItems } from '#util/memo.ts';
import type { Steps } from '#util/steps.ts';
import type { Folder } from '#workspace/folder.ts';
import { askedFolders, chosenFolders, fileContext, wantedFolders } from './context.ts';
import type { Handler } from './handlers.ts';
import { inSlices } from './inSlices.ts';
import { locationOf, toOffset } from './places.ts';
import type { Models, Sliced } from './server.ts';
import { clientUri } from './uris.ts';

export const treeChildren: Handler<typeof protocol.treeChildren, Sliced> = async (server, params, token) => {
  const folders = server.workspace.folders();
  await inSlices(server, ide.preparingTree(folders, [params.node]), token);
  // The text changed meanwhile: what is answered is of the new one.
  if (!sameItems(folders, server.workspace.folders())) return treeChildren(server, params, token);
  return sentLevel(server, folders, ide.treeChildren(folders, params.node, params));
};

/** The answer is about the files at the time of the request. If they change meanwhile, the client is notified and asks again. */
export const treeChanges: Handler<typeof protocol.treeChanges, Sliced> = (server, params, token) => {
  return inSlices(server, changedLevels(server, server.workspace.folders(), params), token);
};

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

export const treePath: Handler<typeof protocol.treePath, Models> = (server, params) => {
  const context = fileContext(server, params.uri);
  if (context === undefined) return { nodes: [] };
  const folders = server.workspace.folders();
  const nodes = ide.treePath(folders, context.uri, toOffset(context, params.position), params);
  return { nodes: nodes.map((node) => sentNode(server, folders, node)) };
};

export const builtinText: Handler<typeof protocol.builtinText> = () => {
  return { text: builtinDocument() };
};

export const entities: Handler<typeof protocol.entities, Models> = (server, { side, ...choice }) => {
  const foldersOf = side === 'asked' ? askedFolders : side === 'wanted' ? wantedFolders : chosenFolders;
  const folders = foldersOf(server, choice);
  return {
    entities: folders.flatMap((folder) =>
      lists.entities(folder).map(({ place, ...entity }) => ({
        ...entity,
        live: liveRules(folder).get(entity.key)?.join('; '),
        location: locationOf({ server, folder }, place),
      })),
    ),
    regions: folders.flatMap((folder) => lists.regions(folder)),
  };
};

/** A place's file says which model it is of; where there is none, or it is the built-in document, the id does. */
function sentNode(server: Models, folders: readonly Folder[], { place, ...node }: TreeNode): protocol.TreeNode {
  const own = place && folders.find(({ files }) => files.has(place.uri));
  const folder = own ?? folders[0];
  return {
    ...node,
    ...(own ? {} : { model: clientUri(server, rootOf(node.id)) }),
    ...(place && folder ? { location: locationOf({ server, folder }, place) } : {}),
  };
}

/** A short text that two different texts have in common only by a chance of one in 2^53: cyrb53, a public domain hash. */
function fingerprint(text: string): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(36);
}
