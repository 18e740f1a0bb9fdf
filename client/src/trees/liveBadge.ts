import * as vscode from 'vscode';
import { isNodeUri } from './problems.ts';

/** Marks groups and machines that are not in the cloud as the files want them. What differs is in the node's words. */
export function decorateLive(): vscode.Disposable {
  return vscode.window.registerFileDecorationProvider({
    provideFileDecoration(uri) {
      if (!isNodeUri(uri) || !uri.query.split('&').includes('live')) return undefined;
      const color = new vscode.ThemeColor('gitDecoration.modifiedResourceForeground');
      return new vscode.FileDecoration('≠', vscode.l10n.t('Differs from live'), color);
    },
  });
}
