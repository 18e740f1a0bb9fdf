import * as lsp from 'vscode-languageserver';
import type * as ide from '#ide/codeAction.ts';
import { codeActions as actionsAt } from '#ide/codeActions.ts';
import { t } from '#util/l10n.ts';
import { diagnosticOf } from './diagnostics.ts';
import { toOffsets } from './places.ts';
import { type FileContext, fileContext, type Server } from './server.ts';
import { type Annotation, severalFiles, workspaceEdit } from './workspaceEdit.ts';

const FIX_ALL = `${lsp.CodeActionKind.SourceFixAll}.secgroup`;

export const codeActionKinds = [
  lsp.CodeActionKind.QuickFix,
  lsp.CodeActionKind.RefactorExtract,
  lsp.CodeActionKind.RefactorInline,
  lsp.CodeActionKind.RefactorRewrite,
  FIX_ALL,
] as const;

const kinds: Readonly<Record<ide.ActionKind, lsp.CodeActionKind>> = {
  fix: lsp.CodeActionKind.QuickFix,
  extract: lsp.CodeActionKind.RefactorExtract,
  inline: lsp.CodeActionKind.RefactorInline,
  rewrite: lsp.CodeActionKind.RefactorRewrite,
  fixAll: FIX_ALL,
};

/** A client that knows only commands gets none: its edits would have to be made by a command of the server. */
export function codeActions(
  server: Server,
  { textDocument, range, context: asked }: lsp.CodeActionParams,
): lsp.CodeAction[] {
  const context = fileContext(server, textDocument.uri);
  if (context === undefined || !server.client.codeActionLiterals) return [];
  const wanted = (Object.keys(kinds) as ide.ActionKind[]).filter((kind) => isWanted(asked.only, kinds[kind]));
  const actions = actionsAt(context.snapshot, context.uri, toOffsets(context, range), new Set(wanted));
  return actions.map((action) => codeAction(context, action));
}

/** Whether a kind is one of those asked for, or below one. Everything but what is done to a whole file is, where nothing is said. */
function isWanted(only: readonly string[] | undefined, kind: string): boolean {
  if (only === undefined) return kind !== FIX_ALL;
  return only.some((each) => each === '' || kind === each || kind.startsWith(`${each}.`));
}

function codeAction(context: FileContext, action: ide.CodeAction): lsp.CodeAction {
  return {
    title: action.title,
    kind: kinds[action.kind],
    ...(action.diagnostics.length === 0
      ? {}
      : { diagnostics: action.diagnostics.map((each) => diagnosticOf(context, each)) }),
    ...(action.preferred ? { isPreferred: true } : {}),
    edit: workspaceEdit(context, action.edits, annotationOf(action)),
  };
}

/** What decides packets otherwise, or reaches into several files, is looked at first. */
function annotationOf({ title, changesPackets, edits }: ide.CodeAction): Annotation | undefined {
  if (changesPackets) return { label: title, description: t('Some packets may be decided otherwise afterwards.') };
  return severalFiles(title, edits);
}
