import type * as lsp from 'vscode-languageserver';
import * as ide from '#ide/documentLinks.ts';
import { inParts, type Steps } from '#util/steps.ts';
import type { FileContext } from './context.ts';
import { toRange } from './places.ts';
import type { Configured } from './server.ts';

export function* documentLinks(context: FileContext<Configured>): Steps<lsp.DocumentLink[]> {
  const { folder, uri, server } = context;
  const links = yield* ide.documentLinks(folder, uri, server.settings.console.url);
  return yield* inParts(links, (part) =>
    part.map(({ url, tooltip, ...range }) => ({ range: toRange(context, range), target: url, tooltip })),
  );
}
