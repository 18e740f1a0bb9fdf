import type * as lsp from 'vscode-languageserver';
import * as ide from '#ide/inlayHints.ts';
import { inParts, type Steps } from '#util/steps.ts';
import type { FileContext } from './context.ts';
import { toOffsets } from './places.ts';
import { positionOf } from './positions.ts';
import type { Configured } from './server.ts';

export function* inlayHints(context: FileContext<Configured>, { range }: lsp.InlayHintParams): Steps<lsp.InlayHint[]> {
  const { server } = context;
  const { enabled, ...settings } = server.settings.hints;
  if (!enabled) return [];
  const kinds = new Set((['policyIndex', 'members', 'ports'] as const).filter((kind) => settings[kind]));
  const hints = yield* ide.inlayHints(context.folder, context.uri, toOffsets(context, range), kinds);
  return yield* inParts(hints, (part) =>
    part.map((hint) => ({
      position: positionOf(context.file.lineIndex, hint.offset, server.client.encoding),
      label: hint.label,
      tooltip: hint.tooltip,
      ...(hint.before ? { paddingRight: true } : { paddingLeft: true }),
    })),
  );
}
