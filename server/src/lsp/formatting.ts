import type * as lsp from 'vscode-languageserver';
import * as ide from '#ide/formatting.ts';
import type { Range } from '#text/range.ts';
import { inParts, type Steps } from '#util/steps.ts';
import type { FileContext } from './context.ts';
import { toOffset, toOffsets, toTextEdits } from './places.ts';

export function formatting(context: FileContext): Steps<lsp.TextEdit[]> {
  return formattingLines(context);
}

export function rangeFormatting(
  context: FileContext,
  { range }: lsp.DocumentRangeFormattingParams,
): Steps<lsp.TextEdit[]> {
  return formattingLines(context, toOffsets(context, range));
}

function* formattingLines(context: FileContext, range?: Range): Steps<lsp.TextEdit[]> {
  const edits = yield* ide.formatting(context.file, range);
  return yield* inParts(edits, (part) => toTextEdits(context, context.uri, part));
}

export function onTypeFormatting(
  context: FileContext,
  { position }: lsp.DocumentOnTypeFormattingParams,
): lsp.TextEdit[] {
  return toTextEdits(context, context.uri, ide.formatTyped(context.file, toOffset(context, position)));
}
