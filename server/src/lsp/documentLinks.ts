import type * as lsp from 'vscode-languageserver';
import * as ide from '#ide/documentLinks.ts';
import { toRange } from './places.ts';
import { type Configured, fileContext } from './server.ts';

export function documentLinks(server: Configured, { textDocument }: lsp.DocumentLinkParams): lsp.DocumentLink[] {
  const context = fileContext(server, textDocument.uri);
  if (context === undefined) return [];
  return ide
    .documentLinks(context.folder, context.uri, server.settings.console.url)
    .map(({ url, tooltip, ...range }) => ({
      range: toRange(context, range),
      target: url,
      tooltip,
    }));
}
