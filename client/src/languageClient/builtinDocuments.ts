import * as vscode from 'vscode';
import { builtinText } from '#protocol/tree.ts';
import type { Server } from './server.ts';

/** The read-only document in which the built-in groups and services are declared. */
export function provideBuiltinDocuments(server: Server): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const scheme = 'secgroup-builtin';
  const provider: vscode.TextDocumentContentProvider = {
    onDidChange: changed.event,
    provideTextDocumentContent: async () => (await server.ask(builtinText, {})).text,
  };
  return vscode.Disposable.from(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(scheme, provider),
    vscode.workspace.onDidOpenTextDocument(async (document) => {
      if (document.uri.scheme === scheme && document.languageId !== 'secgroup') {
        await vscode.languages.setTextDocumentLanguage(document, 'secgroup');
      }
    }),
  );
}
