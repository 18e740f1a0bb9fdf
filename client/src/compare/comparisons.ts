import * as vscode from 'vscode';
import type { RulePlace } from '#protocol/packets.ts';
import type { Location } from '#protocol/requests.ts';
import type { Comparison, Side } from './comparison.ts';
import { describeChanges, type Line } from './describeChanges.ts';

/** The comparison that is looked at: as a read-only document with links to the rules, and for the view that shows it as a tree. */
export interface Comparisons extends vscode.Disposable {
  readonly current: Comparison | undefined;
  readonly onDidChange: vscode.Event<void>;
  /** Compares and shows the result. How is remembered, so that it can be done again. */
  show(compare: () => Promise<Comparison>, options?: { readonly preserveFocus?: boolean }): Promise<void>;
  /** Whatever else shows a comparison: `show` is done when all have come up. */
  attach(reveal: () => Promise<void>): void;
  refresh(): Promise<void>;
  openDocument(): Promise<void>;
  /** Where a rule of the present comparison can be read: one of a text that is in no file, in a document of its own. */
  placeOf(side: 'before' | 'after', rule: RulePlace): Location;
  /** Ends it: its document is closed and the view goes away. */
  close(): Promise<void>;
}

const scheme = 'secgroup-compare';

interface Shown {
  readonly comparison: Comparison;
  readonly compare: () => Promise<Comparison>;
  readonly document: vscode.Uri;
  readonly before: vscode.Uri;
  readonly after: vscode.Uri;
}

export function createComparisons(): Comparisons {
  const texts = new Map<string, string>();
  const pages = new Map<string, readonly Line[]>();
  const changed = new vscode.EventEmitter<void>();
  const textChanged = new vscode.EventEmitter<vscode.Uri>();
  const reveals: (() => Promise<void>)[] = [];
  let count = 0;
  let shown: Shown | undefined;
  const subscription = vscode.Disposable.from(
    changed,
    textChanged,
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: textChanged.event,
      provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? '',
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      // What is compared may be opened again.
      if (ownDocuments(shown).includes(uri.toString())) return;
      texts.delete(uri.toString());
      pages.delete(uri.toString());
    }),
    vscode.languages.registerDocumentLinkProvider(
      { scheme },
      { provideDocumentLinks: ({ uri }) => linksOf(pages.get(uri.toString()) ?? []) },
    ),
  );

  const ownDocuments = (of: Shown | undefined): readonly string[] =>
    of ? [of.document, of.before, of.after].map(String) : [];

  const placeOf = ({ comparison, before, after }: Shown, side: 'before' | 'after', rule: RulePlace): Location => {
    const { documentOf } = comparison[side];
    if (documentOf) return { uri: documentOf(vscode.Uri.parse(rule.uri)).toString(), range: rule.range };
    const isInFile = vscode.Uri.parse(rule.uri).toString() === comparison.file.toString();
    const document = side === 'before' ? before : after;
    return { uri: isInFile ? document.toString() : rule.uri, range: rule.range };
  };

  /** The documents of one before stay where they are, so that open ones show what is new. */
  function keep(comparison: Comparison, compare: Shown['compare'], last?: Shown): void {
    const { file, before, after } = comparison;
    const name = nameOf(file);
    const query = `${count++}`;
    const inScheme = (path: string): vscode.Uri => vscode.Uri.from({ scheme, path: `/${path}`, query });
    const sideDocument = (side: Side): vscode.Uri => side.file ?? inScheme(nameOfSide(name, side.name));
    const next: Shown = {
      comparison,
      compare,
      document: last?.document ?? inScheme(`${name} (${before.name} ↔ ${after.name})`.replaceAll('\\', '/')),
      before: last?.before ?? sideDocument(before),
      after: last?.after ?? sideDocument(after),
    };
    const place = (side: 'before' | 'after', rule: RulePlace): Location => placeOf(next, side, rule);
    const write = (uri: vscode.Uri, text: string): void => {
      texts.set(uri.toString(), text);
      if (last) textChanged.fire(uri);
    };
    const page = describeChanges(name, comparison, place);
    pages.set(next.document.toString(), page);
    write(next.document, page.map(({ text }) => text).join('\n'));
    for (const side of ['before', 'after'] as const) {
      const { text, file: own } = comparison[side];
      if (text !== undefined && !own) write(next[side], text);
    }
    shown = next;
    changed.fire();
  }

  async function openDocument(preserveFocus: boolean): Promise<void> {
    if (!shown) return;
    const document = await vscode.workspace.openTextDocument(shown.document);
    await vscode.window.showTextDocument(document, { preserveFocus, preview: true });
  }

  return {
    get current() {
      return shown?.comparison;
    },
    onDidChange: changed.event,
    async show(compare, { preserveFocus = false } = {}) {
      keep(await compare(), compare);
      await openDocument(preserveFocus);
      for (const reveal of reveals) await reveal();
    },
    attach(reveal) {
      reveals.push(reveal);
    },
    async refresh() {
      const last = shown;
      if (!last) return;
      const comparison = await last.compare();
      // Meanwhile it may have been closed, or another one be shown.
      if (shown === last) keep(comparison, last.compare, last);
    },
    openDocument: () => openDocument(false),
    placeOf(side, rule) {
      return shown ? placeOf(shown, side, rule) : rule;
    },
    async close() {
      const own = ownDocuments(shown);
      shown = undefined;
      changed.fire();
      const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
      const open = tabs.filter(
        ({ input }) =>
          input instanceof vscode.TabInputText && input.uri.scheme === scheme && own.includes(input.uri.toString()),
      );
      await vscode.window.tabGroups.close(open);
    },
    dispose: () => subscription.dispose(),
  };
}

const nameOf = (file: vscode.Uri): string => file.path.slice(file.path.lastIndexOf('/') + 1);

/** `shop (HEAD).sg`: with the ending that gives the text its colours. */
function nameOfSide(name: string, side: string): string {
  const dot = name.indexOf('.', 1);
  const [stem, ending] = dot < 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot)];
  return `${stem} (${side.replaceAll(/[\\/]/g, ' ')})${ending}`;
}

function linksOf(lines: readonly Line[]): vscode.DocumentLink[] {
  return lines.flatMap(({ text, link }, number) => {
    if (!link) return [];
    const { start } = link.place.range;
    const target = vscode.Uri.parse(link.place.uri).with({ fragment: `L${start.line + 1}` });
    const found = new vscode.DocumentLink(new vscode.Range(number, link.start, number, text.length), target);
    found.tooltip = vscode.l10n.t('Open the rule');
    return [found];
  });
}
