import type * as lsp from 'vscode-languageserver';
import { format, formatTyped } from '#ide/formatting.ts';
import type { FileContext } from './context.ts';
import { toOffset, toOffsets, toTextEdits } from './places.ts';

export function formatting(context: FileContext): lsp.TextEdit[] {
  return toTextEdits(context, context.uri, format(context.file));
}

export function rangeFormatting(context: FileContext, { range }: lsp.DocumentRangeFormattingParams): lsp.TextEdit[] {
  return toTextEdits(context, context.uri, format(context.file, toOffsets(context, range)));
}

export function onTypeFormatting(
  context: FileContext,
  { position }: lsp.DocumentOnTypeFormattingParams,
): lsp.TextEdit[] {
  return toTextEdits(context, context.uri, formatTyped(context.file, toOffset(context, position)));
}
