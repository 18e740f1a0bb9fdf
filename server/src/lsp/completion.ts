import * as lsp from 'vscode-languageserver';
import { completion, documentation } from '#ide/completion.ts';
import type { About, CompletionItem, CompletionKind } from '#ide/completionItem.ts';
import type { FileContext } from './context.ts';
import { markup } from './hover.ts';
import { toOffset, toRange } from './places.ts';
import type { Models } from './server.ts';

const kinds: Readonly<Record<CompletionKind, lsp.CompletionItemKind>> = {
  keyword: lsp.CompletionItemKind.Keyword,
  group: lsp.CompletionItemKind.Class,
  cvm: lsp.CompletionItemKind.Variable,
  addresses: lsp.CompletionItemKind.Constant,
  services: lsp.CompletionItemKind.Enum,
  subnet: lsp.CompletionItemKind.Module,
  acl: lsp.CompletionItemKind.Interface,
  value: lsp.CompletionItemKind.Value,
  id: lsp.CompletionItemKind.Reference,
};

/** What the client hands back with an item to have it documented. */
interface ItemData {
  readonly root: string;
  readonly about: About;
}

export function completions(context: FileContext, { position }: lsp.CompletionParams): lsp.CompletionList | null {
  const { server, folder } = context;
  const found = completion(folder, context.uri, toOffset(context, position));
  if (found === undefined) return null;
  const range = toRange(context, found.range);
  const { snippets, completionDefaults } = server.client;
  const width = String(found.items.length).length;
  const items = found.items.map((item, i) => {
    const text = (snippets ? item.snippet?.text : undefined) ?? item.label;
    return {
      ...sentItem(server, item, folder.root),
      sortText: String(i).padStart(width, '0'),
      // An item whose text is its label needs no edit of its own where the list says which range it replaces.
      ...(completionDefaults && text === item.label ? {} : { textEdit: { range, newText: text } }),
    };
  });
  return { isIncomplete: false, ...(completionDefaults ? { itemDefaults: { editRange: range } } : {}), items };
}

export function resolveCompletion(server: Models, item: lsp.CompletionItem): lsp.CompletionItem {
  const { root, about } = (item.data ?? {}) as Partial<ItemData>;
  if (about === undefined) return item;
  const folder = server.workspace.folders().find((each) => each.root === root);
  const text = documentation(folder, about);
  return text === undefined ? item : { ...item, documentation: markup(server.client.markdownCompletion, text) };
}

function sentItem(
  { client }: Models,
  { kind, label, note, about, ...item }: CompletionItem,
  root: string,
): lsp.CompletionItem {
  const data: ItemData | undefined = about === undefined ? undefined : { root, about };
  const snippet = client.snippets ? item.snippet : undefined;
  const detail = snippet?.detail ?? item.detail;
  const labelled = client.completionLabelDetails && note !== undefined && note !== '';
  const said = [detail, labelled ? undefined : note].filter(Boolean).join(' · ');
  return {
    label,
    kind: snippet === undefined ? kinds[kind] : lsp.CompletionItemKind.Snippet,
    ...(said === '' ? {} : { detail: said }),
    ...(labelled ? { labelDetails: { description: note } } : {}),
    ...(snippet !== undefined ? { insertTextFormat: lsp.InsertTextFormat.Snippet } : {}),
    data,
  };
}
