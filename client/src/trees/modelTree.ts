import * as vscode from 'vscode';
import type { TreeNode, TreeView as ViewName } from '#protocol/tree.ts';
import type { ApplyChange } from '../commands/change.ts';
import { makeDelay } from '../delay.ts';
import { Refused } from '../languageClient/faults.ts';
import type { Server } from '../languageClient/server.ts';
import { comesTrue } from './calm.ts';
import { treeDragAndDrop } from './dragAndDrop.ts';
import { filterText, isFiltering, type TreeOptions } from './filter.ts';
import { type Loads, loadsOf } from './loads.ts';
import { decorateRows, problemCount } from './problems.ts';
import { revealWithPatience } from './reveal.ts';
import type { Row } from './rows.ts';
import { keepSelection } from './selection.ts';
import { hoverRequest, placeOf, type ServerNodes, serverNodes } from './serverNodes.ts';
import { type ShownRows, shownRows } from './shownRows.ts';
import type { ViewSlot } from './slot.ts';
import { markdownOf, treeItem, wordsOf } from './treeItem.ts';

export interface ModelTree extends vscode.Disposable, Pick<ServerNodes, 'childrenOf' | 'pathAt'> {
  readonly view: vscode.TreeView<Row>;
  selected(): readonly TreeNode[];
  parentOf(node: TreeNode): TreeNode | undefined;
  /** The nodes as they are now, which a view shows a moment later. Those that are gone are left out. */
  asNow(nodes: readonly TreeNode[]): Promise<readonly TreeNode[]>;
  /** Shows the innermost node that is written at a place. False where there is none. */
  revealPlace(uri: vscode.Uri, position: vscode.Position, options: { readonly focus: boolean }): Promise<boolean>;
}

export interface ModelTreeDependencies {
  readonly server: Server;
  readonly options: TreeOptions;
  readonly applyChange: ApplyChange;
  readonly slot: ViewSlot<Row>;
}

const selectingMs = 1000;
const followDelayMs = 120;
const quietMs = 2000;

/** The Groups or the CVMs view. It asks the server for one level at a time and, after a change, for the levels that differ. */
export function showModelTree(
  name: ViewName,
  { server, options, applyChange, slot }: ModelTreeDependencies,
): ModelTree {
  const { view } = slot;
  const warn = (error: unknown): void => server.log.warn(`${name}: ${String(error)}`);
  const nodes = serverNodes(server, name, options);
  const rows = shownRows(nodes, view);
  const hasBadge = name === 'groups';
  const decorations = decorateRows(name, rows.withId);
  const loads = loadsOf<Row>({
    view,
    focus: () => vscode.commands.executeCommand(`secgroup.${name}.focus`),
    isLoaded: rows.isLoaded,
    async refresh() {
      if (server.state === 'failed') return rows.forgetAll();
      // The badge is shown even while its view is hidden.
      if (server.state !== 'running' || !(view.visible || hasBadge)) return [];
      const { changed, recounted, problems } = await rows.refresh();
      decorations.changed(recounted);
      spoken.later(recounted);
      if (hasBadge) view.badge = badge(problems);
      tellEmpty(name, rows);
      showFilter(view, options);
      return changed;
    },
    failed: warn,
  });
  const spoken = whenQuiet(loads.show);
  const { parentOf } = rows;
  const { childrenOf, pathAt } = nodes;
  slot.fill({
    provider: providerOf(name, { server, rows, loads, warn }),
    dragAndDrop: treeDragAndDrop({ applyChange, parentOf, childrenOf }),
  });
  const selection = keepSelection(view);
  const { refreshLater } = loads;
  const subscriptions = [
    selection,
    loads,
    rows,
    decorations,
    spoken,
    server.onDidChangeModel(refreshLater),
    server.onDidChangeState(refreshLater),
    options.onDidChange(refreshLater),
    // A hidden view is not refreshed.
    view.onDidChangeVisibility(refreshLater),
  ];
  return {
    view,
    selected: () => selection.nodes().map(({ node }) => node),
    parentOf,
    pathAt,
    childrenOf,
    asNow: (known) => asNow(known, parentOf, childrenOf),
    revealPlace: (uri, position, { focus }) =>
      loads.run(() => revealInnermost({ view, loads, rows, options }, () => pathAt(uri.toString(), position), focus)),
    dispose: () => vscode.Disposable.from(...subscriptions).dispose(),
  };
}

interface ProviderParts {
  readonly server: Server;
  readonly rows: ShownRows;
  readonly loads: Loads<Row>;
  readonly warn: (error: unknown) => void;
}

function providerOf(name: ViewName, { server, rows, loads, warn }: ProviderParts): vscode.TreeDataProvider<Row> {
  return {
    onDidChangeTreeData: loads.onDidChange,
    getTreeItem: (row) => treeItem(name, row),
    getParent: ({ parent }) => parent,
    async getChildren(row) {
      try {
        const found = await loads.during(() => rows.below(row));
        if (!row) tellEmpty(name, rows);
        return [...found];
      } catch (error) {
        // The welcome text says that the server does not run, and how to start it again.
        if (!(error instanceof vscode.CancellationError)) warn(error);
        return [];
      }
    },
    async resolveTreeItem(item, row, token) {
      rows.explained(row);
      const { location, description = '' } = row.node;
      const hover = location && (await server.ask(hoverRequest, placeOf(location), token));
      item.tooltip = hover ? markdownOf(hover.contents.value, description) : wordsOf(row.node);
      return item;
    },
  };
}

function tellEmpty(name: ViewName, rows: ShownRows): void {
  const isEmpty = rows.isEmpty();
  if (isEmpty !== undefined) void vscode.commands.executeCommand('setContext', `secgroup.${name}.empty`, isEmpty);
}

interface Quiet extends vscode.Disposable {
  later(rows: readonly Row[]): void;
}

/** Draws rows anew so that screen readers hear their new counts of problems, once nothing has changed for a while: the eye has the decorations. */
function whenQuiet(show: (rows: readonly Row[]) => void): Quiet {
  const waiting = new Set<Row>();
  const { start, dispose } = makeDelay();
  return {
    later(rows) {
      for (const row of rows) waiting.add(row);
      if (waiting.size === 0) return;
      start(quietMs, () => {
        show([...waiting]);
        waiting.clear();
      });
    },
    dispose,
  };
}

/** The nodes as the server has them now, found below the parents that they have in the view. */
async function asNow(
  known: readonly TreeNode[],
  parentOf: ShownRows['parentOf'],
  childrenOf: ServerNodes['childrenOf'],
): Promise<readonly TreeNode[]> {
  const found = new Map<string, TreeNode>();
  for (const parent of new Set(known.map(parentOf)))
    if (parent) for (const child of await childrenOf(parent)) found.set(child.id, child);
  return known.flatMap((node) => (parentOf(node) ? (found.get(node.id) ?? []) : node));
}

/** Called when the rows have been told: VS Code delays changes of rows that come after a change of the message. */
function showFilter(view: vscode.TreeView<Row>, { filter }: TreeOptions): void {
  const message = isFiltering(filter) ? filterText(filter) : '';
  if ((view.message ?? '') === message) return;
  setTimeout(() => {
    view.message = message;
  });
}

function badge(count: number): vscode.ViewBadge | undefined {
  return count > 0 ? { value: count, tooltip: vscode.l10n.t('{0} in rule files', problemCount(count)) } : undefined;
}

interface RevealParts extends Pick<ProviderParts, 'rows' | 'loads'> {
  readonly view: vscode.TreeView<Row>;
  readonly options: TreeOptions;
}

/** Reveals the last node of a path. Returns false where the path is empty. */
async function revealInnermost(
  { view, rows, loads, options }: RevealParts,
  path: () => Promise<readonly TreeNode[]>,
  focus: boolean,
): Promise<boolean> {
  if ((await path()).length === 0) return false;
  await loads.open();
  await loads.refreshNow();
  // Asked again: before the refresh the view may have shown another state.
  const row = await rows.innermost(await path());
  if (row) await reveal(view, loads, row, focus);
  else if (isFiltering(options.filter)) throw new Refused(vscode.l10n.t('The filter hides it: clear the filter.'));
  return row !== undefined;
}

async function reveal(view: vscode.TreeView<Row>, loads: Loads<Row>, row: Row, focus: boolean): Promise<void> {
  const options = { select: true, focus, expand: row.node.kind === 'group' || row.node.kind === 'cvm' };
  for (let attempt = 1; ; attempt++) {
    await revealWithPatience(view, row, options);
    if (attempt === 3 || (await comesTrue(() => view.selection.includes(row), selectingMs))) return;
    // VS Code reports nothing where it cannot find a row, but finds it after all rows have been loaded again.
    await loads.reload();
  }
}

/** Keeps the trees at the node under the cursor while `secgroup.trees.followEditor` is on. */
export function followEditor(server: Server, trees: readonly ModelTree[]): vscode.Disposable {
  const delay = makeDelay();
  const follow = (editor: vscode.TextEditor | undefined): void => {
    delay.cancel();
    if (!editor || server.state !== 'running') return;
    if (!vscode.workspace.getConfiguration('secgroup').get<boolean>('trees.followEditor', false)) return;
    delay.start(followDelayMs, async () => {
      for (const tree of trees.filter(({ view }) => view.visible)) {
        // Nothing happens where no node is written at the cursor, or the view has been closed meanwhile.
        await tree.revealPlace(editor.document.uri, editor.selection.active, { focus: false }).catch(() => false);
      }
    });
  };
  return vscode.Disposable.from(
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => follow(textEditor)),
    vscode.window.onDidChangeActiveTextEditor(follow),
    delay,
  );
}
