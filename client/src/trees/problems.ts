import * as vscode from 'vscode';
import type { TreeNode } from '#protocol/tree.ts';

const scheme = 'secgroup-node';

/** A node's address carries its problems and whether it differs from what is live, because decorations are asked for by address alone. */
export function nodeUri({ id, problems, live }: TreeNode): vscode.Uri {
  const parts = [
    ...(problems ? [`${problems.severity}=${problems.count}`] : []),
    ...(live === undefined ? [] : ['live']),
  ];
  const query = parts.join('&');
  return vscode.Uri.from({ scheme, path: `/${encodeURIComponent(id)}`, query });
}

export const isNodeUri = (uri: vscode.Uri): boolean => uri.scheme === scheme;

/** Colours and counts of nodes with problems, as VS Code's explorer shows them for files. */
export function decorateProblems(): vscode.Disposable {
  return vscode.window.registerFileDecorationProvider({
    provideFileDecoration(uri) {
      if (!isNodeUri(uri)) return undefined;
      const [first = ''] = uri.query.split('&');
      const [severity = '', count = ''] = first.split('=');
      const color = colorOf(severity);
      const badge = Number(count) > 9 ? '9+' : count;
      return color && new vscode.FileDecoration(badge, problemCount(Number(count)), color);
    },
  });
}

export function problemCount(count: number): string {
  return count === 1 ? vscode.l10n.t('1 problem') : vscode.l10n.t('{0} problems', count);
}

function colorOf(severity: string): vscode.ThemeColor | undefined {
  switch (severity) {
    case 'error':
      return new vscode.ThemeColor('list.errorForeground');
    case 'warning':
      return new vscode.ThemeColor('list.warningForeground');
    case 'information':
      return new vscode.ThemeColor('problemsInfoIcon.foreground');
    default:
      return undefined;
  }
}
