import * as vscode from 'vscode';
import { change, type ModelChange, type ModelEdit, type Refusal, type TextDocumentEdit } from '#protocol/edits.ts';
import type { Location } from '#protocol/requests.ts';
import type { Comparisons } from '../compare/comparisons.ts';
import { showFault } from '../languageClient/faults.ts';
import { normalUri, openPlace, relativePath, toRange } from '../languageClient/places.ts';
import type { Server } from '../languageClient/server.ts';
import { confirmChange, isToConfirm } from './confirmChange.ts';
import { placeAfter } from './placeAfter.ts';

/** Asks the server for the edit that a change means and applies it. Returns the edit where it changed files. */
export type ApplyChange = (change: ModelChange, options?: ChangeOptions) => Promise<ModelEdit | undefined>;

export interface ChangeOptions {
  /** Any file of the model that is meant, where the workspace has several. */
  readonly uri?: string;
  /** Stay in the tree: do not open the place that changed. */
  readonly keepFocus?: boolean;
}

export function changes(server: Server, comparisons: Comparisons): ApplyChange {
  async function apply(wanted: ModelChange, options: ChangeOptions, title: string): Promise<ModelEdit | undefined> {
    const answer = await askForEdit(server, wanted, options.uri);
    if ('refused' in answer) {
      showRefusal(answer, (offer) => apply(offer.change, options, offer.title)).catch(showFault);
      return undefined;
    }
    if (isToConfirm(answer)) await confirmChange(server, comparisons, answer, { title });
    return applyEdit(answer, options);
  }
  return (wanted, options = {}) => apply(wanted, options, vscode.l10n.t('Apply'));
}

/** The edit, or the reason why not. Nothing is applied. */
export function askForEdit(server: Server, wanted: ModelChange, uri?: string): Promise<ModelEdit | Refusal> {
  return server.ask(change, { change: wanted, uri });
}

/**
 * Applies an edit as one step of undo. It was made for versions of the documents: where one has changed since, nothing is applied
 * and a message says so.
 */
export async function applyEdit(edit: ModelEdit, options: ChangeOptions = {}): Promise<ModelEdit | undefined> {
  const stale = await findStale(edit.documents);
  if (stale) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t("{0}: '{1}' has changed meanwhile, so nothing was changed. Try again.", edit.label, stale),
    );
    return undefined;
  }
  if (edit.documents.every(({ edits }) => edits.length === 0)) {
    void vscode.window.showInformationMessage(vscode.l10n.t('{0}: there is nothing to change.', edit.label));
    return undefined;
  }
  const applied = await vscode.workspace.applyEdit(toWorkspaceEdit(edit));
  if (!applied) {
    void vscode.window.showWarningMessage(vscode.l10n.t('{0}: the files could not be changed.', edit.label));
    return undefined;
  }
  const place = placeAfter(edit);
  await showResult(edit, place, options.keepFocus ?? false);
  return place ? { ...edit, reveal: place } : edit;
}

async function findStale(documents: readonly TextDocumentEdit[]): Promise<string | undefined> {
  for (const { uri, version } of documents) {
    const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === normalUri(uri));
    const isStale = open && (version === null ? open.isDirty : open.version !== version);
    if (isStale) return vscode.workspace.asRelativePath(open.uri);
  }
  return undefined;
}

function toWorkspaceEdit(edit: ModelEdit): vscode.WorkspaceEdit {
  const result = new vscode.WorkspaceEdit();
  for (const { uri, edits, create } of edit.documents) {
    const target = vscode.Uri.parse(uri, true);
    if (create) {
      const contents = new TextEncoder().encode(edits.map(({ newText }) => newText).join(''));
      result.createFile(target, { contents });
      continue;
    }
    for (const { range, newText } of edits) result.replace(target, toRange(range), newText);
  }
  return result;
}

/** Opens the place that changed, where undo works, and shows the notes of the edit. */
async function showResult(edit: ModelEdit, place: Location | undefined, keepFocus: boolean): Promise<void> {
  if (place) await openPlace(place, { preserveFocus: keepFocus });
  if (edit.notes.length > 0) {
    const message = `${edit.label}: ${edit.notes.join(' ')}`;
    void vscode.window.showInformationMessage(message);
  }
}

/** Shows why a change is refused, with a button for another change where the server offers one. The command does not wait for the answer. */
async function showRefusal(
  { refused, users, offer }: Refusal,
  accept: (offer: NonNullable<Refusal['offer']>) => Promise<ModelEdit | undefined>,
): Promise<void> {
  const showUsers = vscode.l10n.t('Show Uses');
  const buttons = [...(offer ? [offer.title] : []), ...(users.length > 0 ? [showUsers] : [])];
  const choice = await vscode.window.showWarningMessage(refused, ...buttons);
  if (offer && choice === offer.title) await accept(offer);
  if (choice === showUsers) await pickUser(users);
}

async function pickUser(users: Refusal['users']): Promise<void> {
  const items = users.map(({ label, location }) => ({
    label,
    description: relativePath(location.uri),
    location,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Uses'),
    placeHolder: vscode.l10n.t('What to open'),
  });
  if (picked) await openPlace(picked.location);
}
