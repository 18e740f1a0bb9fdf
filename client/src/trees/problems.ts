import * as vscode from 'vscode';
import type { TreeNode, TreeView as ViewName } from '#protocol/tree.ts';
import type { Row } from './rows.ts';

const scheme = 'secgroup-row';

/** The address by which VS Code asks for the decorations of a row. */
export const rowUri = (view: ViewName, { id }: Row): vscode.Uri =>
  vscode.Uri.from({ scheme, authority: view, path: `/${id}` });

export interface Decorations extends vscode.Disposable {
  /** Makes VS Code ask for the decorations of these rows again. */
  changed(rows: readonly Row[]): void;
}

/**
 * Decorates rows that have problems with a colour and a count, as VS Code's explorer does with files, and marks groups and machines that
 * differ from what is live: the row's words say how.
 */
export function decorateRows(view: ViewName, rowWithId: (id: string) => Row | undefined): Decorations {
  const emitter = new vscode.EventEmitter<vscode.Uri[]>();
  const provide = (decorationOf: (node: TreeNode) => vscode.FileDecoration | undefined): vscode.Disposable =>
    vscode.window.registerFileDecorationProvider({
      onDidChangeFileDecorations: emitter.event,
      provideFileDecoration(uri) {
        const row = uri.scheme === scheme && uri.authority === view ? rowWithId(uri.path.slice(1)) : undefined;
        return row && decorationOf(row.node);
      },
    });
  const subscriptions = [emitter, provide(problemDecoration), provide(liveDecoration)];
  return {
    changed: (rows) => emitter.fire(rows.map((row) => rowUri(view, row))),
    dispose: () => vscode.Disposable.from(...subscriptions).dispose(),
  };
}

function problemDecoration({ problems }: TreeNode): vscode.FileDecoration | undefined {
  const color = colorOf(problems?.severity);
  if (!problems || !color) return undefined;
  return new vscode.FileDecoration(
    problems.count > 9 ? '9+' : `${problems.count}`,
    problemCount(problems.count),
    color,
  );
}

function liveDecoration({ live }: TreeNode): vscode.FileDecoration | undefined {
  if (live === undefined) return undefined;
  const color = new vscode.ThemeColor('gitDecoration.modifiedResourceForeground');
  return new vscode.FileDecoration('≠', vscode.l10n.t('Differs from live'), color);
}

export function problemCount(count: number): string {
  return count === 1 ? vscode.l10n.t('1 problem') : vscode.l10n.t('{0} problems', count);
}

function colorOf(severity: string | undefined): vscode.ThemeColor | undefined {
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
