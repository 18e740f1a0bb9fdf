import * as vscode from 'vscode';
import type { RulePlace } from '#protocol/packets.ts';
import type { Location } from '#protocol/requests.ts';
import { nameOfFile, normalUri } from '../languageClient/places.ts';
import type { Comparison, Side } from './comparison.ts';
import { describeChanges, type Line } from './describeChanges.ts';

/** The comparison that is looked at: as a read-only document with links to the rules, and for the view that shows it as a tree. */
export interface Comparisons extends vscode.Disposable {
  readonly current: Comparison | undefined;
  readonly onDidChange: vscode.Event<void>;
  /** Compares and shows the result. `compare` is kept for `refresh`. `asking`: a question will cover the top of the document. */
  show(compare: () => Promise<Comparison>, options?: { readonly asking?: boolean }): Promise<void>;
  /** Adds another view of the comparison: `show` waits until it is shown. */
  attach(reveal: () => Promise<void>): void;
  refresh(): Promise<void>;
  openDocument(): Promise<void>;
  /** Where a rule of the present comparison can be read: in its file, or in a read-only document of a text that is in no file. */
  placeOf(side: 'before' | 'after', rule: RulePlace): Location;
  /** Ends it: its document is closed and the view goes away. */
  close(): Promise<void>;
}

const scheme = 'secgroup-compare';
const language = 'secgroup-comparison';
/** VS Code shows questions over the top of the editor: so many empty lines are put there. */
const linesOfQuestion = 8;

interface Shown {
  readonly comparison: Comparison;
  readonly compare: () => Promise<Comparison>;
  readonly asking: boolean;
  readonly document: vscode.Uri;
  readonly before: vscode.Uri;
  readonly after: vscode.Uri;
}

export function createComparisons(): Comparisons {
  const documents = ownDocuments(() => shown);
  const changed = new vscode.EventEmitter<void>();
  const reveals: (() => Promise<void>)[] = [];
  let shown: Shown | undefined;

  async function openDocument(preserveFocus: boolean): Promise<void> {
    if (!shown) return;
    const opened = await vscode.workspace.openTextDocument(shown.document);
    const document = await vscode.languages.setTextDocumentLanguage(opened, language);
    await vscode.window.showTextDocument(document, { preserveFocus, preview: true });
  }

  return {
    get current() {
      return shown?.comparison;
    },
    onDidChange: changed.event,
    async show(compare, { asking = false } = {}) {
      shown = documents.write({ comparison: await compare(), compare, asking }, undefined);
      await openDocument(asking);
      // The view comes up behind the document, which may take the focus.
      changed.fire();
      for (const reveal of reveals) await reveal();
    },
    attach(reveal) {
      reveals.push(reveal);
    },
    async refresh() {
      const last = shown;
      if (!last) return;
      const comparison = await last.compare();
      // Meanwhile it may have been closed, or another one be shown; and an edit may have nothing to do with it.
      if (shown !== last || saysTheSame(comparison, last.comparison)) return;
      shown = documents.write({ ...last, comparison }, last);
      changed.fire();
    },
    openDocument: () => openDocument(false),
    placeOf: (side, rule) => (shown ? placeOf(shown, side, rule) : rule),
    async close() {
      const own = urisOf(shown);
      shown = undefined;
      changed.fire();
      await closeTabs(own);
    },
    dispose: () => vscode.Disposable.from(changed, documents).dispose(),
  };
}

function saysTheSame(one: Comparison, other: Comparison): boolean {
  const said = ({ changes, others, incomplete }: Comparison): string => JSON.stringify([changes, others, incomplete]);
  return said(one) === said(other) && one.before.text === other.before.text && one.after.text === other.after.text;
}

type Made = Pick<Shown, 'comparison' | 'compare' | 'asking'>;

interface OwnDocuments extends vscode.Disposable {
  /** Writes a comparison. The documents of the one before stay where they are, so that open ones show what is new. */
  write(made: Made, last: Shown | undefined): Shown;
}

/** The read-only documents with a comparison and with the texts that are in no file, for as long as they are open or shown. */
function ownDocuments(shown: () => Shown | undefined): OwnDocuments {
  const texts = new Map<string, string>();
  const pages = new Map<string, readonly Line[]>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  let count = 0;
  const subscription = vscode.Disposable.from(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? '',
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      // What is compared may be opened again.
      if (urisOf(shown()).includes(uri.toString())) return;
      texts.delete(uri.toString());
      pages.delete(uri.toString());
    }),
    vscode.languages.registerDocumentLinkProvider(
      { scheme },
      { provideDocumentLinks: ({ uri }) => linksOf(pages.get(uri.toString()) ?? []) },
    ),
  );
  return {
    write(made, last) {
      const { comparison } = made;
      const next = { ...(last ?? urisFor(comparison, `${count++}`)), ...made };
      const write = (uri: vscode.Uri, text: string): void => {
        texts.set(uri.toString(), text);
        if (last) changed.fire(uri);
      };
      const page = [
        ...Array.from({ length: made.asking ? linesOfQuestion : 0 }, () => ({ text: '' })),
        ...describeChanges(nameOfFile(comparison.file), comparison, (side, rule) => placeOf(next, side, rule)),
      ];
      pages.set(next.document.toString(), page);
      write(next.document, page.map(({ text }) => text).join('\n'));
      for (const side of ['before', 'after'] as const) {
        const { text, file } = comparison[side];
        if (text !== undefined && !file) write(next[side], text);
      }
      return next;
    },
    dispose: () => subscription.dispose(),
  };
}

function urisFor({ file, before, after }: Comparison, query: string): Pick<Shown, 'document' | 'before' | 'after'> {
  const name = nameOfFile(file);
  // `feature/ports` and `infra/` name no folder: VS Code would show what is behind the slash alone.
  const inScheme = (title: string): vscode.Uri =>
    vscode.Uri.from({ scheme, path: `/${title.replaceAll(/[\\/]/g, '∕')}`, query });
  const sideDocument = (side: Side): vscode.Uri => side.file ?? inScheme(nameOfSide(name, side.name));
  return {
    document: inScheme(`${name} (${before.name} ↔ ${after.name})`),
    before: sideDocument(before),
    after: sideDocument(after),
  };
}

const urisOf = (shown: Shown | undefined): readonly string[] =>
  shown ? [shown.document, shown.before, shown.after].map(String) : [];

function placeOf({ comparison, before, after }: Shown, side: 'before' | 'after', rule: RulePlace): Location {
  const { documentOf } = comparison[side];
  if (documentOf) return { uri: documentOf(vscode.Uri.parse(rule.uri)).toString(), range: rule.range };
  const isInFile = normalUri(rule.uri) === comparison.file.toString();
  const document = side === 'before' ? before : after;
  return { uri: isInFile ? document.toString() : rule.uri, range: rule.range };
}

async function closeTabs(own: readonly string[]): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const open = tabs.filter(
    ({ input }) =>
      input instanceof vscode.TabInputText && input.uri.scheme === scheme && own.includes(input.uri.toString()),
  );
  await vscode.window.tabGroups.close(open);
}

/** `shop (HEAD).sg`: with the ending that gives the text its colours. */
function nameOfSide(name: string, side: string): string {
  const dot = name.indexOf('.', 1);
  const [stem, ending] = dot < 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot)];
  return `${stem} (${side})${ending}`;
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
