import * as vscode from 'vscode';
import type { NoLiveSide } from '#protocol/live.ts';

/** The answer to a question about what is live. Where no file says that, a message says how one is made. */
export function liveAnswer<T extends object>(answer: T | NoLiveSide): T {
  if (!('error' in answer)) return answer;
  if (answer.isMissing !== true) throw new Error(answer.error);
  void tellHow(answer.error);
  throw new vscode.CancellationError();
}

async function tellHow(message: string): Promise<void> {
  const pull = vscode.l10n.t('Pull From Cloud…');
  const chosen = await vscode.window.showInformationMessage(message, pull);
  if (chosen === pull) await vscode.commands.executeCommand('secgroup.pullFromCloud');
}
