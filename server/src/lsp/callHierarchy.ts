import type * as lsp from 'vscode-languageserver';
import * as ide from '#ide/callHierarchy.ts';
import type { FileContext } from './context.ts';
import { inSlices } from './inSlices.ts';
import { isShown, locationOf, type PlaceContext, toOffset } from './places.ts';
import type { Sliced } from './server.ts';
import { symbolKinds } from './symbols.ts';

/** What the client hands back to ask further. */
interface ItemData {
  readonly root: string;
  readonly key: string;
}

export function prepareCallHierarchy(
  context: FileContext,
  { position }: lsp.CallHierarchyPrepareParams,
): lsp.CallHierarchyItem[] | null {
  const item = ide.prepareCallHierarchy(context.folder, context.uri, toOffset(context, position));
  return item === undefined || !isShown(context.server, item.place) ? null : [sentItem(context, item)];
}

export async function incomingCalls(
  server: Sliced,
  { item }: lsp.CallHierarchyIncomingCallsParams,
  token: lsp.CancellationToken,
): Promise<lsp.CallHierarchyIncomingCall[]> {
  return (await calls(server, item, ide.incomingCalls, token)).map((from) => ({
    from,
    fromRanges: [from.selectionRange],
  }));
}

/** The protocol wants places in the caller: its name stands for them. */
export async function outgoingCalls(
  server: Sliced,
  { item }: lsp.CallHierarchyOutgoingCallsParams,
  token: lsp.CancellationToken,
): Promise<lsp.CallHierarchyOutgoingCall[]> {
  return (await calls(server, item, ide.outgoingCalls, token)).map((to) => ({ to, fromRanges: [item.selectionRange] }));
}

async function calls(
  server: Sliced,
  item: lsp.CallHierarchyItem,
  ask: typeof ide.incomingCalls,
  token: lsp.CancellationToken,
): Promise<lsp.CallHierarchyItem[]> {
  const { root, key } = (item.data ?? {}) as Partial<ItemData>;
  const folder = server.workspace.folders().find((each) => each.root === root);
  if (folder === undefined || key === undefined) return [];
  const found = await inSlices(server, ask(folder, key), token);
  const shown = found.filter(({ item: { place } }) => isShown(server, place));
  return shown.map((call) => {
    const sent = sentItem({ server, folder }, call.item);
    const detail = [call.services.join('; '), sent.detail].filter(Boolean).join(' — ');
    return { ...sent, detail };
  });
}

function sentItem(
  context: PlaceContext,
  { key, kind, name, detail, place, selection }: ide.HierarchyItem,
): lsp.CallHierarchyItem {
  const { uri, range } = locationOf(context, place);
  const data: ItemData = { root: context.folder.root, key };
  return {
    name,
    kind: symbolKinds[kind],
    detail,
    uri,
    range,
    selectionRange: locationOf(context, selection).range,
    data,
  };
}
