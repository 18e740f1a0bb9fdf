import type { TreeChildren, TreeNode, TreeNodeKind } from '#protocol/tree.ts';

/**
 * One row of a view. VS Code knows a row, and what is expanded and selected, by the object and its id. So these two stay the same as long as
 * the row is shown, while `node` is replaced.
 */
export interface Row {
  readonly id: string;
  readonly parent: Row | undefined;
  node: TreeNode;
  isOpen: boolean;
}

/** A row, or undefined for the view itself. */
export type RowOrRoot = Row | undefined;

const openAtFirst: readonly TreeNodeKind[] = ['folder', 'region', 'project', 'vpc', 'subnet'];

export const isOpenAtFirst = ({ kind, hasChildren }: TreeNode): boolean => hasChildren && openAtFirst.includes(kind);

export interface Level {
  readonly rows: readonly Row[];
  readonly version: string;
}

/** The rows that VS Code was given, by the row that they stand below. What is closed is forgotten once the files change. */
export interface Rows {
  levelOf(row: RowOrRoot): Level | undefined;
  /** The levels that are shown: all rows above them are open. */
  shown(): readonly (readonly [RowOrRoot, Level])[];
  /** Puts what the server says in the place of what is known below a row. Returns the rows that look different now. */
  take(parent: RowOrRoot, children: TreeChildren): readonly RowOrRoot[];
  /** The rows whose decoration, problems or a difference from live, has changed since this was last called. */
  recounted(): readonly Row[];
  /** Forgets what is below closed rows. Returns those rows: VS Code has to ask anew when they are opened. */
  forgetClosed(): readonly Row[];
  forgetAll(): void;
  /** The row of a node, found by the node's id. */
  rowOf(nodeId: string): RowOrRoot;
  withId(id: string): RowOrRoot;
}

export function keepRows(): Rows {
  const levels = new Map<RowOrRoot, Level>();
  const rows = new Map<string, Row>();
  const recounted: Row[] = [];
  let count = 0;

  function newRow(node: TreeNode, parent: RowOrRoot): Row {
    const row = { id: `${count++}`, parent, node, isOpen: isOpenAtFirst(node) };
    rows.set(row.id, row);
    return row;
  }

  function forget(row: Row): void {
    rows.delete(row.id);
    forgetBelow(row);
  }

  function forgetBelow(row: RowOrRoot): void {
    for (const each of levels.get(row)?.rows ?? []) forget(each);
    levels.delete(row);
  }

  return {
    levelOf: (row) => levels.get(row),
    shown: () => [...levels].filter(([row]) => isOpenToTheRoot(row)),
    rowOf: (nodeId) => [...rows.values()].find(({ node }) => node.id === nodeId),
    withId: (id) => rows.get(id),
    recounted: () => recounted.splice(0),
    forgetAll: () => forgetBelow(undefined),
    forgetClosed() {
      const closed = [...levels.keys()].filter((row): row is Row => row !== undefined && !row.isOpen);
      const outermost = closed.filter(({ parent }) => isOpenToTheRoot(parent));
      for (const row of outermost) forgetBelow(row);
      return outermost;
    },
    take(parent, { nodes, version }) {
      // The row may have gone while the server was asked.
      if (parent && !rows.has(parent.id)) return [];
      const known = levels.get(parent)?.rows ?? [];
      const before = new Map(known.map((row) => [row, row.node]));
      const next = matched(known, nodes).map((row, i) => {
        const node = nodes[i] as TreeNode;
        if (row && marks(row.node) !== marks(node)) recounted.push(row);
        return row ? Object.assign(row, { node }) : newRow(node, parent);
      });
      for (const row of known) if (!next.includes(row)) forget(row);
      levels.set(parent, { rows: next, version });
      const isSame = next.length === known.length && next.every((row, i) => row === known[i]);
      return isSame ? next.filter((row) => looks(row.node) !== looks(before.get(row) as TreeNode)) : [parent];
    },
  };
}

const isOpenToTheRoot = (row: RowOrRoot): boolean => row === undefined || (row.isOpen && isOpenToTheRoot(row.parent));

/**
 * For each node the row that showed it: the row with its id, or, where there are as many nodes as rows, the row at the same place. So a rule
 * that is edited keeps its row, although its id, which is made of its text, is a new one.
 */
function matched(rows: readonly Row[], nodes: readonly TreeNode[]): readonly RowOrRoot[] {
  const ids = new Set(nodes.map(({ id }) => id));
  const byId = new Map(rows.map((row) => [row.node.id, row]));
  const isAsLong = rows.length === nodes.length;
  return nodes.map(({ id, kind }, i) => {
    const there = isAsLong ? rows[i] : undefined;
    return byId.get(id) ?? (there && there.node.kind === kind && !ids.has(there.node.id) ? there : undefined);
  });
}

/** What the decoration of a row shows. */
const marks = ({ problems, live }: TreeNode): string => JSON.stringify([problems, live]);

/**
 * What a row shows, as text to compare. The place in a file is left out: it is looked up when the row is clicked. The problems of a branch are
 * left out too: its decoration shows them, and changes without the row. For a changed branch VS Code would load everything below it again,
 * and one new error changes every branch above it.
 */
function looks({ location, rule: _, id: __, problems, ...node }: TreeNode): string {
  return JSON.stringify([node, location !== undefined, node.hasChildren ? undefined : problems]);
}
