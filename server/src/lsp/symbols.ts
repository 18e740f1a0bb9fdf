import * as lsp from 'vscode-languageserver';
import * as ide from '#ide/documentSymbols.ts';
import * as workspace from '#ide/workspaceSymbols.ts';
import { shift } from '#text/range.ts';
import { memo } from '#util/memo.ts';
import type { Steps } from '#util/steps.ts';
import type { FileContext } from './context.ts';
import { locationOf, toRange } from './places.ts';
import { positionOf } from './positions.ts';
import type { Models } from './server.ts';
import { clientUri } from './uris.ts';

export const symbolKinds: Readonly<Record<ide.SymbolKind, lsp.SymbolKind>> = {
  region: lsp.SymbolKind.Namespace,
  project: lsp.SymbolKind.Package,
  group: lsp.SymbolKind.Class,
  acl: lsp.SymbolKind.Interface,
  addresses: lsp.SymbolKind.Array,
  services: lsp.SymbolKind.Enum,
  subnet: lsp.SymbolKind.Module,
  cvm: lsp.SymbolKind.Object,
  interface: lsp.SymbolKind.Struct,
  expect: lsp.SymbolKind.Event,
  direction: lsp.SymbolKind.Method,
  rule: lsp.SymbolKind.Field,
};

export function* documentSymbols(context: FileContext): Steps<lsp.DocumentSymbol[] | lsp.SymbolInformation[]> {
  const nested: lsp.DocumentSymbol[] = [];
  const all: lsp.SymbolInformation[] = [];
  const { hierarchicalSymbols } = context.server.client;
  for (const { start, symbol } of yield* ide.documentSymbols(context.folder, context.uri)) {
    if (hierarchicalSymbols) nested.push(kept(context, start, symbol));
    else all.push(...flat(context, start, symbol));
    yield;
  }
  return hierarchicalSymbols ? nested : all;
}

/** One of several models may have it: all are searched. */
export function workspaceSymbols(server: Models, { query }: lsp.WorkspaceSymbolParams): lsp.SymbolInformation[] {
  return server.workspace.folders().flatMap((folder) =>
    workspace.workspaceSymbols([folder], query).map(({ kind, name, container, place }) => ({
      name,
      kind: symbolKinds[kind],
      containerName: container,
      location: locationOf({ server, folder }, place),
    })),
  );
}

const made = memo<ide.OutlineSymbol, lsp.DocumentSymbol>();

/** What was made of a declaration is right as long as that begins at the same place. */
function kept(context: FileContext, start: number, symbol: ide.OutlineSymbol): lsp.DocumentSymbol {
  const at = positionOf(context.file.lineIndex, start, context.server.client.encoding);
  return made(symbol, [at.line, at.character], () => hierarchical(context, start, symbol));
}

function hierarchical(context: FileContext, start: number, symbol: ide.OutlineSymbol): lsp.DocumentSymbol {
  return {
    name: nameOf(symbol),
    ...(symbol.detail === '' ? {} : { detail: symbol.detail }),
    kind: symbolKinds[symbol.kind],
    range: toRange(context, shift(symbol.range, start)),
    selectionRange: toRange(context, shift(symbol.selection, start)),
    ...(symbol.children.length === 0
      ? {}
      : { children: symbol.children.map((child) => hierarchical(context, start, child)) }),
  };
}

function flat(
  context: FileContext,
  start: number,
  symbol: ide.OutlineSymbol,
  container?: string,
): lsp.SymbolInformation[] {
  const name = nameOf(symbol);
  const own: lsp.SymbolInformation = {
    name,
    kind: symbolKinds[symbol.kind],
    containerName: container,
    location: {
      uri: clientUri(context.server, context.uri),
      range: toRange(context, shift(symbol.range, start)),
    },
  };
  return [own, ...symbol.children.flatMap((child) => flat(context, start, child, name))];
}

/** The protocol wants a name that is neither empty nor blank. */
function nameOf({ name, kind }: ide.OutlineSymbol): string {
  return name.trim() === '' ? kind : name;
}
