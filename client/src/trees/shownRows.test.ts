// Guards what a view asks of the server when files change: what can be seen, and nothing of branches that are closed or hidden.
import { expect, test, vi } from 'vitest';
import type * as vscode from 'vscode';
import type { TreeNode } from '#protocol/tree.ts';
import type { Row } from './rows.ts';

vi.mock('vscode', () => ({ Disposable: { from: () => ({ dispose: () => {} }) } }));

const { shownRows } = await import('./shownRows.ts');

/** Labels by the path of labels above them. */
type Tree = { readonly [label: string]: Tree };

/** A view on a server whose nodes are called by their paths, and what was asked of it. */
function viewOn(tree: Tree) {
  let now = tree;
  const asked: string[] = [];
  const treeAt = (path = '') =>
    path
      .split('/')
      .filter(Boolean)
      .reduce<Tree>((at, label) => at[label] ?? {}, now);
  const below = (path?: string) => {
    const nodes = Object.entries(treeAt(path)).map(([label, children]): TreeNode => {
      const hasChildren = Object.keys(children).length > 0;
      return { id: path ? `${path}/${label}` : label, kind: hasChildren ? 'region' : 'rule', label, hasChildren };
    });
    return { nodes, version: JSON.stringify(nodes) };
  };
  const view = { visible: true, onDidExpandElement: () => undefined, onDidCollapseElement: () => undefined };
  const rows = shownRows(
    {
      shownBelow: async (node) => below(node?.id),
      async changes(levels) {
        asked.push(...levels.map(({ node }) => node ?? 'root'));
        const changed = levels.filter(({ node, version }) => below(node).version !== version);
        return { levels: changed.map(({ node }) => ({ node, ...below(node) })), problemCount: asked.length };
      },
      childrenOf: async () => [],
      pathAt: async () => [],
    },
    view as unknown as vscode.TreeView<Row>,
  );
  /** All rows that are loaded and open, as VS Code would show them. */
  async function shown(row?: Row): Promise<string[]> {
    const found: string[] = [];
    for (const each of await rows.below(row)) {
      found.push(each.node.label, ...(each.isOpen ? await shown(each) : []));
    }
    return found;
  }
  return {
    rows,
    view,
    shown,
    asked: () => asked.splice(0),
    async become(next: Tree) {
      now = next;
      return (await rows.refresh()).changed.map((row) => row?.node.label ?? 'root');
    },
  };
}

const first = { south: { web: { in: { a: {}, b: {} }, out: { c: {} } }, db: { in: { d: {} } } } };

test('what is open is asked about, what is closed is asked for when it is opened again', async () => {
  const { rows, shown, asked, become } = viewOn(first);
  await shown();
  expect(await become({ south: { ...first.south, web: { ...first.south.web, in: { a: {}, b2: {} } } } })).toEqual([
    'b2',
  ]);
  expect(asked()).toEqual(['root', 'south', 'south/web', 'south/web/in', 'south/web/out', 'south/db', 'south/db/in']);
  const web = rows.parentOf({ id: 'south/web/in' } as TreeNode);
  const row = (await rows.innermost([{ id: 'south' }, { id: 'south/web' }] as TreeNode[])) as Row;
  expect(row.node).toBe(web);
  row.isOpen = false;
  expect(await become(first)).toEqual(['web']);
  expect(asked()).toEqual(['root', 'south', 'south/db', 'south/db/in']);
  row.isOpen = true;
  expect(await shown(row)).toEqual(['in', 'a', 'b', 'out', 'c']);
});

test('a branch that is renamed keeps its rows, with all below it', async () => {
  const { shown, rows, become } = viewOn(first);
  await shown();
  const path = (group: string) =>
    ['south', group, 'in', 'a'].map((_, i, all) => ({ id: all.slice(0, i + 1).join('/') }));
  const before = await rows.innermost(path('web') as TreeNode[]);
  const { web, db } = first.south;
  expect(await become({ south: { shop: web, db } })).toContain('shop');
  expect(await rows.innermost(path('shop') as TreeNode[])).toBe(before);
  expect(await shown()).toEqual(['south', 'shop', 'in', 'a', 'b', 'out', 'c', 'db', 'in', 'd']);
});

test('a view that is hidden asks for the problems alone, and for all that it shows once it is seen', async () => {
  const { shown, view, asked, become } = viewOn(first);
  await shown();
  view.visible = false;
  expect(await become({ south: { web: first.south.web } })).toEqual([]);
  expect(asked()).toEqual([]);
  view.visible = true;
  expect(await become({ south: { web: first.south.web } })).toEqual(['south']);
});
