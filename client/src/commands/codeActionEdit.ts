import * as vscode from 'vscode';
import type { ModelEdit } from '#protocol/edits.ts';
import type { Comparisons } from '../compare/comparisons.ts';
import type { Server } from '../languageClient/server.ts';
import { applyEdit } from './change.ts';
import type { Command } from './command.ts';
import { confirmChange } from './confirmChange.ts';
import { isObject } from './isObject.ts';

/** The command behind code actions that change packets or several files. It shows both and asks; Enter makes the change as one step of undo. */
export function codeActionEdit(server: Server, comparisons: Comparisons): Command {
  return {
    id: 'secgroup.applyEdit',
    execute: async (edit) => {
      if (!isModelEdit(edit)) throw new Error(vscode.l10n.t('Only code actions of rule files can do this.'));
      await confirmChange(server, comparisons, edit, { title: vscode.l10n.t('Apply') });
      await applyEdit(edit);
    },
  };
}

function isModelEdit(value: unknown): value is ModelEdit {
  return isObject(value) && typeof value['label'] === 'string' && Array.isArray(value['documents']);
}
