import * as vscode from 'vscode';
import type { PacketChange } from '#protocol/packets.ts';
import { describeChanges } from './describeChanges.ts';

export interface Comparison {
  readonly file: vscode.Uri;
  /** What was compared, in words: `HEAD`, `saved file`, `now`. */
  readonly before: string;
  readonly after: string;
  readonly changes: readonly PacketChange[];
}

/** Read-only documents that say which packets are newly let through and which no longer are, with links to the rules. */
export interface Comparisons extends vscode.Disposable {
  show(comparison: Comparison, options?: { readonly preserveFocus?: boolean }): Promise<void>;
  /** Closes the one that was shown last. */
  close(): Promise<void>;
}

const scheme = 'secgroup-compare';

export function comparisonDocuments(): Comparisons {
  const texts = new Map<string, string>();
  let count = 0;
  let last: vscode.Uri | undefined;
  const subscription = vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? '',
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      texts.delete(uri.toString());
    }),
    vscode.languages.registerDocumentLinkProvider({ scheme }, { provideDocumentLinks: linksToRules }),
  );
  return {
    async show({ file, before, after, changes }, { preserveFocus = false } = {}) {
      const name = file.path.slice(file.path.lastIndexOf('/') + 1);
      const uri = vscode.Uri.from({
        scheme,
        path: `/${name} (${before} ↔ ${after})`.replaceAll('\\', '/'),
        query: `${count++}`,
      });
      texts.set(uri.toString(), describeChanges(name, before, after, changes));
      last = uri;
      const document = await vscode.workspace.openTextDocument(uri);
      await vscode.window.showTextDocument(document, { preserveFocus, preview: true });
    },
    async close() {
      const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
      const shown = tabs.filter(
        ({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === last?.toString(),
      );
      await vscode.window.tabGroups.close(shown);
    },
    dispose: () => subscription.dispose(),
  };
}

/** `file:///…#12` at the end of a line leads to line 12. */
function linksToRules(document: vscode.TextDocument): vscode.DocumentLink[] {
  const links: vscode.DocumentLink[] = [];
  for (let number = 0; number < document.lineCount; number++) {
    const { text, range } = document.lineAt(number);
    const start = text.lastIndexOf('→ ');
    const hash = text.lastIndexOf('#');
    if (start < 0 || hash < start) continue;
    const line = Number(text.slice(hash + 1));
    if (!Number.isInteger(line)) continue;
    const target = vscode.Uri.parse(text.slice(start + 2, hash)).with({ fragment: `L${line}` });
    const link = new vscode.DocumentLink(range.with(range.start.translate(0, start + 2)), target);
    link.tooltip = vscode.l10n.t('Open the rule');
    links.push(link);
  }
  return links;
}
