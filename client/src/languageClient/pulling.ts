import * as vscode from 'vscode';
import type { Middleware } from 'vscode-languageclient';
import type { FindingData } from '#protocol/requests.ts';

/** What is asked about findings, and which of them are shown. */
export function pulling(): Pick<Middleware, 'provideDiagnostics' | 'provideWorkspaceDiagnostics'> {
  /** The files that were shown: the library forgets what it has of one that is closed, and would not hear that it is gone. */
  const shown = new Set<string>();
  return {
    async provideDiagnostics(document, previous, token, next) {
      if (document instanceof vscode.Uri) return next(document, previous, token);
      shown.add(document.uri.toString());
      if (document.languageId !== 'json') return next(document, previous, token);
      // Always all of it: what was shown before may have been shown by another setting.
      const report = await next(document, undefined, token);
      if (report?.kind !== 'full' || !isJudgedAsJson(document)) return report;
      return { ...report, items: report.items.filter((item) => !isTwin(item)) };
    },
    async provideWorkspaceDiagnostics(known, token, report, next) {
      const open = new Set(vscode.workspace.textDocuments.map(({ uri }) => uri.toString()));
      const closed = [...shown].filter((uri) => !open.has(uri));
      const ids = new Set(known.map(({ uri }) => uri.toString()));
      const asked = closed.filter((uri) => !ids.has(uri)).map((uri) => ({ uri: vscode.Uri.parse(uri), value: '' }));
      const reported = await next([...known, ...asked], token, report);
      for (const uri of closed) shown.delete(uri);
      return reported;
    },
  };
}

/** What is no JSON is told by VS Code too, in open documents that are not empty, unless it is switched off. */
function isJudgedAsJson(document: vscode.TextDocument): boolean {
  const isEmpty = document.lineCount === 1 && document.lineAt(0).text === '';
  return !isEmpty && vscode.workspace.getConfiguration('json', document).get<boolean>('validate.enable') === true;
}

const isTwin = (item: vscode.Diagnostic & { readonly data?: FindingData }): boolean => item.data?.notJson === true;
