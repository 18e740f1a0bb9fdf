import * as vscode from 'vscode';
import type { ModelEdit, Use } from '#protocol/edits.ts';
import type { Comparisons } from '../compare/comparisons.ts';
import { openPlace, relativePath } from '../languageClient/places.ts';
import type { Server } from '../languageClient/server.ts';
import { answerOf } from './questions.ts';
import { showDifference } from './shownEdit.ts';

/** Whether an edit is asked about: it changes packets, removes more than what was chosen, or touches several files. */
export function isToConfirm({ documents, takesOut = [], changesPackets = false }: ModelEdit): boolean {
  return changesPackets || takesOut.length > 0 || documents.length > 1;
}

/**
 * Asks one question that lists what the edit removes and the files that it touches. Beside it stand the packets that change, where any
 * may. Enter applies the whole edit.
 */
export async function confirmChange(
  server: Server,
  comparisons: Comparisons,
  edit: ModelEdit,
  { title }: { readonly title: string },
): Promise<void> {
  const { takesOut = [], changesPackets = false } = edit;
  if (takesOut.length === 0 && !changesPackets) return ask(edit, title, undefined);
  try {
    await ask(edit, title, await showDifference(server, comparisons, edit, vscode.l10n.t('changed')));
  } finally {
    await comparisons.close();
  }
}

interface Item extends vscode.QuickPickItem {
  readonly use?: Use;
}

function ask(edit: ModelEdit, title: string, fault: string | undefined): Promise<void> {
  const picker = vscode.window.createQuickPick<Item>();
  picker.title = edit.label;
  picker.placeholder = vscode.l10n.t('Enter makes the whole change, and one undo takes it back');
  picker.ignoreFocusOut = true;
  picker.matchOnDescription = true;
  picker.items = itemsOf(edit, title, fault);
  return answerOf<void>(picker, (answer) => {
    const use = picker.activeItems[0]?.use;
    // Enter on what is removed shows it, and the question stays open.
    return use ? openPlace(use.location, { preserveFocus: true }) : answer();
  });
}

function itemsOf({ documents, takesOut = [] }: ModelEdit, title: string, fault: string | undefined): readonly Item[] {
  const separator = (text: string): Item => ({ label: text, kind: vscode.QuickPickItemKind.Separator });
  return [
    {
      label: title,
      iconPath: new vscode.ThemeIcon('check'),
      alwaysShow: true,
      ...(fault === undefined ? {} : { detail: fault }),
    },
    ...(takesOut.length > 0 ? [separator(vscode.l10n.t('What is removed'))] : []),
    ...takesOut.map((use) => ({ label: use.label, description: relativePath(use.location.uri), use })),
    ...(documents.length > 1 ? [separator(vscode.l10n.t('Files that it changes'))] : []),
    ...(documents.length > 1 ? documents : []).map(({ uri }) => ({
      label: relativePath(uri),
      iconPath: new vscode.ThemeIcon('file'),
      use: { label: uri, location: { uri, range: START } },
    })),
  ];
}

const START = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
