import * as vscode from 'vscode';
import type { NoLiveSide } from '#protocol/live.ts';
import { Refused } from '../languageClient/faults.ts';

/** Returns an answer about what is live. Where no file says what is live, shows how to make one and ends the command. */
export function liveAnswer<T extends object>(answer: T | NoLiveSide): T {
  if (!('error' in answer)) return answer;
  if (answer.isMissing !== true) throw new Refused(answer.error);
  void tellHow(answer.error);
  throw new vscode.CancellationError();
}

async function tellHow(message: string): Promise<void> {
  const pull = vscode.l10n.t('Pull From Cloud…');
  const chosen = await vscode.window.showInformationMessage(message, pull);
  if (chosen === pull) await vscode.commands.executeCommand('secgroup.pullFromCloud');
}
