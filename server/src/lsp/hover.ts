import type * as lsp from 'vscode-languageserver';
import * as ide from '#ide/hover.ts';
import { withLinks, withoutMarkup } from '#ide/markdown.ts';
import type { FileContext } from './context.ts';
import { isShown, locationOf, toOffset, toRange } from './places.ts';
import { clientUri } from './uris.ts';

export function hover(context: FileContext, { position }: lsp.HoverParams): lsp.Hover | null {
  const found = ide.hover(context.folder, context.uri, toOffset(context, position));
  if (found === undefined) return null;
  const { markdownHover } = context.server.client;
  const text = withLinks(found.markdown, (uri, offset) => (markdownHover ? linkTo(context, uri, offset) : undefined));
  return { contents: markup(markdownHover, text), range: toRange(context, found.range) };
}

/** As editors follow it: the file's address, and the place as VS Code writes it and others take it. */
function linkTo(context: FileContext, uri: string, offset: number): string | undefined {
  if (!isShown(context.server, { uri })) return undefined;
  const { start } = locationOf(context, { uri, start: offset, end: offset }).range;
  // What would end the link in Markdown.
  const address = clientUri(context.server, uri).replace(/[()<>\s]/g, (unit) => `%${unit.charCodeAt(0).toString(16)}`);
  return `${address}#L${start.line + 1},${start.character + 1}`;
}

export function markup(markdown: boolean, text: string): lsp.MarkupContent {
  return markdown ? { kind: 'markdown', value: text } : { kind: 'plaintext', value: withoutMarkup(text) };
}
