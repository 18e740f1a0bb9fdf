import type * as lsp from 'vscode-languageserver';
import { format, formatTyped } from '#ide/formatting.ts';
import type { TextEdit } from '#text/textEdit.ts';
import { toOffset, toOffsets, toTextEdits } from './places.ts';
import { type FileContext, fileContext, type Models } from './server.ts';

export function formatting(server: Models, { textDocument }: lsp.DocumentFormattingParams): lsp.TextEdit[] {
  return edits(fileContext(server, textDocument.uri), ({ file }) => format(file));
}

export function rangeFormatting(
  server: Models,
  { textDocument, range }: lsp.DocumentRangeFormattingParams,
): lsp.TextEdit[] {
  return edits(fileContext(server, textDocument.uri), (context) => format(context.file, toOffsets(context, range)));
}

export function onTypeFormatting(
  server: Models,
  { textDocument, position }: lsp.DocumentOnTypeFormattingParams,
): lsp.TextEdit[] {
  return edits(fileContext(server, textDocument.uri), (context) =>
    formatTyped(context.file, toOffset(context, position)),
  );
}

function edits(context: FileContext | undefined, made: (context: FileContext) => readonly TextEdit[]): lsp.TextEdit[] {
  return context === undefined ? [] : toTextEdits(context, context.uri, made(context));
}
