import * as vscode from 'vscode';

export const faultText = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Shows what went wrong. Whoever cancels a question knows it already. */
export function showFault(error: unknown): void {
  if (!(error instanceof vscode.CancellationError)) void vscode.window.showErrorMessage(faultText(error));
}
