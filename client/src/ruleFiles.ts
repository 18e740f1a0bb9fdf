import type * as vscode from 'vscode';

export function isRuleFile({ languageId, uri }: vscode.TextDocument): boolean {
  return languageId === 'secgroup' || uri.path.endsWith('.sg.json');
}
