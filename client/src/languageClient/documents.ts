// The read-only documents of the extension, each with a scheme of its own.

import * as vscode from 'vscode';
import { builtinText } from '#protocol/tree.ts';
import type { Server } from './server.ts';

/** The document in which the built-in groups and services are declared. */
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

/**
 * The documents that explain the codes of diagnostics, to which their links in the editor lead: the sections of the page
 * that ships with the extension, so that they are there without a network, and of this version. It is in the editor's language, where
 * there is one in it.
 */
export function provideDiagnosticDocuments(extensionUri: vscode.Uri): vscode.Disposable {
  const page = vscode.env.language === 'zh-cn' ? 'docs/zh-cn/diagnostics.md' : 'docs/diagnostics.md';
  return vscode.workspace.registerTextDocumentContentProvider('secgroup-docs', {
    async provideTextDocumentContent({ fragment }) {
      const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, page));
      return sectionOf(new TextDecoder().decode(bytes), fragment);
    },
  });
}

/** The section of that heading, or the whole page where there is none. */
function sectionOf(page: string, heading: string): string {
  const sections = page.split(/^(?=## )/m);
  return sections.find((section) => section.split(/\r?\n/, 1)[0] === `## ${heading}`) ?? page;
}
