import type * as lsp from 'vscode-languageserver';
import * as ide from '#ide/hover.ts';
import { withoutMarkup } from '#ide/markdown.ts';
import { toOffset, toRange } from './places.ts';
import { fileContext, type Server } from './server.ts';

export function hover(server: Server, { textDocument, position }: lsp.HoverParams): lsp.Hover | null {
  const context = fileContext(server, textDocument.uri);
  if (context === undefined) return null;
  const found = ide.hover(context.snapshot, context.uri, toOffset(context, position));
  if (found === undefined) return null;
  return { contents: markup(server.client.markdownHover, found.markdown), range: toRange(context, found.range) };
}

export function markup(markdown: boolean, text: string): lsp.MarkupContent {
  return markdown ? { kind: 'markdown', value: text } : { kind: 'plaintext', value: withoutMarkup(text) };
}
