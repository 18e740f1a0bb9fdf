import type * as lsp from 'vscode-languageserver';
import * as ide from '#ide/inlayHints.ts';
import { toOffsets } from './places.ts';
import { positionOf } from './positions.ts';
import { type Configured, fileContext } from './server.ts';

export function inlayHints(server: Configured, { textDocument, range }: lsp.InlayHintParams): lsp.InlayHint[] {
  const context = fileContext(server, textDocument.uri);
  const { enabled, ...settings } = server.settings.hints;
  if (context === undefined || !enabled) return [];
  const kinds = new Set((['policyIndex', 'members', 'ports'] as const).filter((kind) => settings[kind]));
  return ide.inlayHints(context.folder, context.uri, toOffsets(context, range), kinds).map((hint) => ({
    position: positionOf(context.file.lineIndex, hint.offset, server.client.encoding),
    label: hint.label,
    tooltip: hint.tooltip,
    ...(hint.before ? { paddingRight: true } : { paddingLeft: true }),
  }));
}
