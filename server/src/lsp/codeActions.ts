import * as lsp from 'vscode-languageserver';
import type * as ide from '#ide/codeAction.ts';
import { codeActions as actionsAt } from '#ide/codeActions.ts';
import type { ModelEdit } from '#protocol/edits.ts';
import { t } from '#util/l10n.ts';
import { type FileContext, fileContext } from './context.ts';
import { diagnosticOf } from './diagnostics.ts';
import { editOfDisk } from './disk.ts';
import { outdated, textGuard } from './handlers.ts';
import { toOffsets } from './places.ts';
import type { Edited, Models } from './server.ts';
import { clientUri } from './uris.ts';
import { type Annotation, documentEdits, severalFiles, workspaceEdit } from './workspaceEdit.ts';

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
export async function codeActions(server: Edited, params: lsp.CodeActionParams): Promise<lsp.CodeAction[]> {
  if (!server.client.codeActionLiterals) return [];
  const isSameText = textGuard(server, params);
  // They are asked for with every move of the cursor: only the files that they would change are looked at.
  const answer = await editOfDisk(server, {
    restsOnAll: false,
    make() {
      if (!isSameText()) throw outdated();
      return actionsNow(server, params);
    },
    filesOf: ({ files }) => files,
  });
  return 'refused' in answer ? [] : answer.made.actions;
}

function actionsNow(
  server: Models,
  { textDocument, range, context: asked }: lsp.CodeActionParams,
): { readonly actions: lsp.CodeAction[]; readonly files: ReadonlySet<string> } {
  const context = fileContext(server, textDocument.uri);
  if (context === undefined) return { actions: [], files: new Set() };
  const wanted = (Object.keys(kinds) as ide.ActionKind[]).filter((kind) =>
    isWanted(asked.only ?? undefined, kinds[kind]),
  );
  const { files } = context.folder;
  const { isOurs, renamesFiles } = server.client;
  const actions = actionsAt(context.folder, context.uri, toOffsets(context, range), new Set(wanted)).filter(
    ({ edits, opens, rename }) =>
      [...edits.keys()].every((uri) => files.get(uri)?.readAs === undefined) &&
      (opens === undefined || isOurs) &&
      (rename === undefined || renamesFiles),
  );
  return {
    actions: actions.map((action) => codeAction(context, action)),
    files: new Set(actions.flatMap(({ edits }) => [...edits.keys()])),
  };
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
    ...whatItDoes(context, action),
  };
}

function whatItDoes(context: FileContext, action: ide.CodeAction): Pick<lsp.CodeAction, 'edit' | 'command'> {
  const { title, edits, opens, rename } = action;
  if (opens !== undefined) return { command: { title, ...commandOf(context, opens) } };
  if (rename !== undefined) {
    const [oldUri, newUri] = [rename.from, rename.to].map((uri) => clientUri(context.server, uri)) as [string, string];
    return { edit: { documentChanges: [{ kind: 'rename', oldUri, newUri }] } };
  }
  const annotation = annotationOf(action);
  if (annotation !== undefined && context.server.client.isOurs) return { command: confirmedEdit(context, action) };
  return { edit: withCursor(context, action, workspaceEdit(context, edits, annotation)) };
}

/** For a client that shows what changes, and asks, in a way of its own. */
function confirmedEdit(context: FileContext, { title, edits, changesPackets }: ide.CodeAction): lsp.Command {
  const edit: ModelEdit = { label: title, documents: documentEdits(context, edits), notes: [], changesPackets };
  return { title, command: 'secgroup.applyEdit', arguments: [edit] };
}

/** The editor's commands, with the file and what they are about. */
function commandOf(context: FileContext, action: ide.EditorAction): Pick<lsp.Command, 'command' | 'arguments'> {
  const { kind, ...about } = action;
  return { command: commands[kind], arguments: [{ uri: clientUri(context.server, context.uri), ...about }] };
}

const commands: Readonly<Record<ide.EditorAction['kind'], string>> = {
  reveal: 'secgroup.revealInTree',
  testPacket: 'secgroup.testPacket',
  testPacketTo: 'secgroup.testPacket',
  manageCvms: 'secgroup.manageGroupCvms',
  configureGroups: 'secgroup.configureCvmGroups',
};

/** The only edit as a snippet that leaves the cursor where people go on to type, for a client that takes such an edit. */
function withCursor({ server }: FileContext, { cursor }: ide.CodeAction, edit: lsp.WorkspaceEdit): lsp.WorkspaceEdit {
  if (cursor === undefined || !server.client.snippetEdits) return edit;
  const placed = ({ range, newText }: lsp.TextEdit): lsp.SnippetTextEdit => ({
    range,
    snippet: { kind: 'snippet', value: `${inert(newText.slice(0, cursor))}$0${inert(newText.slice(cursor))}` },
  });
  const documentChanges = edit.documentChanges?.map((change) =>
    'edits' in change
      ? { ...change, edits: change.edits.map((each) => ('newText' in each ? placed(each) : each)) }
      : change,
  );
  return documentChanges === undefined ? edit : { ...edit, documentChanges };
}

/** Text of a snippet that stands for itself. */
function inert(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

/** What decides packets otherwise, or reaches into several files, is looked at first. */
function annotationOf({ title, changesPackets, edits }: ide.CodeAction): Annotation | undefined {
  if (changesPackets) return { label: title, description: t('Some packets may be decided differently afterwards.') };
  return severalFiles(title, edits);
}
