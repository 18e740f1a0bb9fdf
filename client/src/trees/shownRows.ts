import * as vscode from 'vscode';
import type { TreeNode } from '#protocol/tree.ts';
import { keepRows, type Row, type RowOrRoot, type Rows } from './rows.ts';
import type { ServerNodes } from './serverNodes.ts';

/** The rows of a view, filled by the server and kept up to date. */
export interface ShownRows extends vscode.Disposable {
  /** The rows below a row, or at the root. The server is asked for them once; `refresh` keeps them up to date. */
  below(row: RowOrRoot): Promise<readonly Row[]>;
  isLoaded(): boolean;
  /** Whether there is no row at all. Undefined where the rows were not asked for yet. */
  isEmpty(): boolean | undefined;
  /** Asks the server what has changed in the levels that are shown. Closed branches are forgotten, and asked for when they are opened. */
  refresh(): Promise<Refreshed>;
  forgetAll(): readonly RowOrRoot[];
  /** The row of the last node of a path from the root. Undefined where a filter hides it. */
  innermost(path: readonly TreeNode[]): Promise<RowOrRoot>;
  parentOf(node: TreeNode): TreeNode | undefined;
  withId(id: string): Row | undefined;
  /** Notes that VS Code has the tooltip of a row and keeps it. Any change of the model may outdate it, so the row is then drawn anew. */
  explained(row: Row): void;
}

interface Refreshed {
  readonly changed: readonly RowOrRoot[];
  /** The rows whose decoration has changed. */
  readonly recounted: readonly Row[];
  readonly problems: number;
}

export function shownRows(server: ServerNodes, view: vscode.TreeView<Row>): ShownRows {
  const rows = keepRows();
  const explained = new Set<Row>();
  let wasAsked = false;

  async function below(row: RowOrRoot): Promise<readonly Row[]> {
    if (!row) wasAsked = true;
    const known = rows.levelOf(row);
    if (known) return known.rows;
    rows.take(row, await server.shownBelow(row?.node));
    return rows.levelOf(row)?.rows ?? [];
  }

  async function refresh(): Promise<Refreshed> {
    const { changed, problems } = await bringUpToDate(rows, server, view.visible);
    return { changed: [...changed, ...outdated()], recounted: rows.recounted(), problems };
  }

  /** The rows that VS Code would show as it knows them, although they may have changed. */
  function outdated(): readonly RowOrRoot[] {
    if (!view.visible) return [];
    const all = [...rows.forgetClosed(), ...explained, ...(wasAsked && !rows.levelOf(undefined) ? [undefined] : [])];
    explained.clear();
    return all;
  }

  const subscriptions = [
    view.onDidExpandElement(({ element }) => {
      element.isOpen = true;
    }),
    view.onDidCollapseElement(({ element }) => {
      element.isOpen = false;
    }),
  ];
  return {
    below,
    refresh,
    isLoaded: () => rows.levelOf(undefined) !== undefined,
    isEmpty() {
      const roots = rows.levelOf(undefined);
      return roots && roots.rows.length === 0;
    },
    forgetAll() {
      rows.forgetAll();
      return [undefined];
    },
    async innermost(path) {
      let row: RowOrRoot;
      for (const { id } of path) {
        row = (await below(row)).find(({ node }) => node.id === id);
        if (!row) return undefined;
      }
      return row;
    },
    parentOf: ({ id }) => rows.rowOf(id)?.parent?.node,
    withId: rows.withId,
    explained: (row) => void explained.add(row),
    dispose: () => vscode.Disposable.from(...subscriptions).dispose(),
  };
}

/**
 * Asks for the changes of all levels that are shown. A group that is renamed has another id: the levels below it are asked for once more,
 * by that id.
 */
async function bringUpToDate(rows: Rows, server: ServerNodes, isSeen: boolean): Promise<Omit<Refreshed, 'recounted'>> {
  const changed: RowOrRoot[] = [];
  // Commands depend on whether the view is empty, so that is asked while it is hidden too.
  const shown = rows.shown().filter(([row, level]) => isSeen || (!row && level.rows.length === 0));
  for (let levels = shown; ; ) {
    const asked = levels.map(([row, { version }]) => ({ row, node: row?.node.id, version }));
    const answer = await server.changes(asked.map(({ node, version }) => ({ node, version })));
    const renamed = new Set<RowOrRoot>();
    for (const { row, node } of asked) {
      const found = answer.levels.find((level) => level.node === node);
      if (row && (row.node.id !== node || renamed.has(row.parent))) renamed.add(row);
      else if (found && rows.levelOf(row)) changed.push(...rows.take(row, found));
    }
    levels = rows.shown().filter(([row]) => renamed.has(row));
    if (levels.length === 0) return { changed, problems: answer.problemCount };
  }
}
