import * as vscode from 'vscode';

/**
 * The read-only documents that explain the codes of diagnostics, to which their links in the editor lead: the sections of the page
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
