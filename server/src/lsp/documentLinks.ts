import type * as lsp from 'vscode-languageserver';
import * as ide from '#ide/documentLinks.ts';
import type { FileContext } from './context.ts';
import { toRange } from './places.ts';
import type { Configured } from './server.ts';

export function documentLinks(context: FileContext<Configured>): lsp.DocumentLink[] {
  const { folder, uri, server } = context;
  return ide
    .documentLinks(folder, uri, server.settings.console.url)
    .map(({ url, tooltip, ...range }) => ({ range: toRange(context, range), target: url, tooltip }));
}
