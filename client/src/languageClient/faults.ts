import * as vscode from 'vscode';

/** What was asked for cannot be done, for a reason that people can do something about. Any other error is a fault of ours. */
export class Refused extends Error {}

export const faultText = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Shows what went wrong. Whoever cancels a question knows it already. */
export function showFault(error: unknown): void {
  if (error instanceof vscode.CancellationError) return;
  const show = error instanceof Refused ? vscode.window.showWarningMessage : vscode.window.showErrorMessage;
  void show(faultText(error));
}
