import * as vscode from 'vscode';
import { type Location, position, type Request } from '#protocol/requests.ts';
import { object, type TypeOf, text } from '#protocol/shape.ts';
import { type TreeNode, treeChildren, treePath, type TreeView as ViewName } from '#protocol/tree.ts';
import type { ApplyChange } from '../commands/change.ts';
import { openPlace } from '../languageClient/places.ts';
import type { Server } from '../languageClient/server.ts';
import { calm, comesTrue } from './calm.ts';
import { treeDragAndDrop } from './dragAndDrop.ts';
import { filterText, isFiltering, type TreeOptions } from './filter.ts';
import { inTurn } from './inTurn.ts';
import { problemCount } from './problems.ts';
import { revealWithPatience } from './reveal.ts';
import { keepSelection } from './selection.ts';
import type { ViewSlot } from './slot.ts';
import { markdownOf, treeItem } from './treeItem.ts';

export interface ModelTree extends vscode.Disposable {
  readonly view: vscode.TreeView<TreeNode>;
  selected(): readonly TreeNode[];
  parentOf(node: TreeNode): TreeNode | undefined;
  /** Shows the innermost node that is written at a place. False where there is none. */
  revealPlace(uri: vscode.Uri, position: vscode.Position, options: { readonly focus: boolean }): Promise<boolean>;
  /** From the root to the innermost node that is written at a place. */
  pathAt(uri: string, position: vscode.Position): Promise<readonly TreeNode[]>;
  childrenOf(node: TreeNode): Promise<readonly TreeNode[]>;
  /** The nodes as the server has them now, which a view shows a moment later. Those that are gone are left out. */
  asNow(nodes: readonly TreeNode[]): Promise<readonly TreeNode[]>;
}

export interface ModelTreeDependencies {
  readonly server: Server;
  readonly options: TreeOptions;
  readonly applyChange: ApplyChange;
  readonly slot: ViewSlot<TreeNode>;
}

/** The protocol's own request: a tooltip says what hover says. */
const hoverParams = object({ textDocument: object({ uri: text }), position });
const hoverRequest: Request<TypeOf<typeof hoverParams>, { readonly contents: { readonly value: string } } | null> = {
  method: 'textDocument/hover',
  params: hoverParams,
};

const placeOf = ({ uri, range }: Location) => ({ textDocument: { uri }, position: range.start });

const refreshDelayMs = 120;
const openingMs = 5000;
const selectingMs = 1000;

/** The Groups or the CVMs view: one level at a time from the server. Ids are the server's, so that expansion and selection last. */
export function showModelTree(name: ViewName, dependencies: ModelTreeDependencies): ModelTree {
  const { server, options } = dependencies;
  const changed = new vscode.EventEmitter<undefined>();
  const parents = new Map<string, TreeNode | undefined>();
  const { stir, during, untilCalm } = calm();
  /**
   * Changes are shown and nodes revealed one after the other: VS Code loads for each of them, and of two loads at the same time it makes
   * branches that stand open and are empty.
   */
  const run = inTurn();
  let refreshTimer: ReturnType<typeof setTimeout> | undefined;
  let isLoaded = false;
  /** Whether the view has asked for its nodes since it was last told that they have changed. */
  let isUpToDate = false;

  const ask = async (node?: TreeNode): Promise<readonly TreeNode[]> => {
    const { nodes, problemCount } = await server.ask(treeChildren, {
      view: name,
      ...(node ? { node: node.id } : {}),
      ...(isFiltering(options.filter) ? { filter: options.filter } : {}),
      groupBy: options.groupBy,
    });
    for (const each of nodes) parents.set(each.id, node);
    if (!node && name === 'groups') showBadge(problemCount ?? 0);
    return nodes;
  };

  const parentOf = (node: TreeNode): TreeNode | undefined => parents.get(node.id);

  /** VS Code loses track of a node that comes back below another parent, as regions do when a second folder is opened: it is a new one. */
  const pathOf = (node: TreeNode): string => {
    const parent = parentOf(node);
    return parent ? `${pathOf(parent)}\n${node.id}` : node.id;
  };

  const childrenOf = async (node: TreeNode): Promise<readonly TreeNode[]> => {
    const { nodes } = await server.ask(treeChildren, { view: name, node: node.id, groupBy: options.groupBy });
    for (const each of nodes) parents.set(each.id, node);
    return nodes;
  };

  const asNow = async (nodes: readonly TreeNode[]): Promise<readonly TreeNode[]> => {
    const found = new Map<string, TreeNode>();
    for (const parent of new Set(nodes.map(parentOf)))
      if (parent) for (const child of await childrenOf(parent)) found.set(child.id, child);
    return nodes.flatMap((node) => (parentOf(node) ? (found.get(node.id) ?? []) : node));
  };

  const provider: vscode.TreeDataProvider<TreeNode> = {
    onDidChangeTreeData: changed.event,
    getTreeItem(node) {
      const item = treeItem(node);
      item.id = pathOf(node);
      return item;
    },
    getParent: parentOf,
    async resolveTreeItem(item, { location, label }, token) {
      const hover = location && (await server.ask(hoverRequest, placeOf(location), token));
      item.tooltip = hover ? markdownOf(hover.contents.value) : label;
      return item;
    },
    async getChildren(node) {
      isLoaded = true;
      if (!node) isUpToDate = true;
      try {
        const nodes = await during(() => ask(node));
        if (!node) showEmptiness(nodes.length === 0);
        return [...nodes];
      } catch (error) {
        // The welcome text says that the server does not run, and how to start it again.
        if (!(error instanceof vscode.CancellationError)) server.log.warn(`${name}: ${String(error)}`);
        return [];
      }
    },
  };

  const { view } = dependencies.slot;
  dependencies.slot.fill({
    provider,
    dragAndDrop: treeDragAndDrop({ applyChange: dependencies.applyChange, parentOf, childrenOf }),
  });

  const selection = keepSelection(view);

  function showBadge(count: number): void {
    view.badge =
      count > 0 ? { value: count, tooltip: vscode.l10n.t('{0} in rule files', problemCount(count)) } : undefined;
  }

  function showEmptiness(empty: boolean): void {
    void vscode.commands.executeCommand('setContext', `secgroup.${name}.empty`, empty);
  }

  function loadAnew(): void {
    isUpToDate = false;
    stir();
    changed.fire(undefined);
  }

  /** A view that has just been opened, or told of a change, takes its time to ask for its nodes. */
  async function untilLoaded(): Promise<void> {
    await comesTrue(() => isUpToDate || !view.visible, openingMs);
    await untilCalm();
  }

  async function open(): Promise<void> {
    if (!view.visible) await vscode.commands.executeCommand(`secgroup.${name}.focus`);
    await comesTrue(() => view.visible, openingMs);
    await untilLoaded();
  }

  /** One that was never seen is told nothing: it would load twice at the same time when it is opened. */
  async function showChanges(): Promise<void> {
    if (refreshTimer === undefined) return;
    clearTimeout(refreshTimer);
    refreshTimer = undefined;
    await untilCalm();
    view.message = isFiltering(options.filter) ? filterText(options.filter) : '';
    if (isLoaded) loadAnew();
    if (!view.visible && name === 'groups' && server.state === 'running') ask().catch(() => undefined);
    await untilLoaded();
  }

  /** Once for many changes. */
  function refresh(): void {
    clearTimeout(refreshTimer);
    const warn = (error: unknown): void => server.log.warn(`${name}: ${String(error)}`);
    refreshTimer = setTimeout(() => run(showChanges).catch(warn), refreshDelayMs);
  }

  const subscriptions = [
    selection,
    changed,
    view.onDidChangeVisibility(stir),
    server.onDidChangeModel(refresh),
    server.onDidChangeState(refresh),
    options.onDidChange(refresh),
    {
      dispose() {
        clearTimeout(refreshTimer);
        refreshTimer = undefined;
      },
    },
  ];

  const pathAt = async (uri: string, position: vscode.Position): Promise<readonly TreeNode[]> => {
    const place = { line: position.line, character: position.character };
    const { nodes } = await server.ask(treePath, { view: name, uri, position: place, groupBy: options.groupBy });
    nodes.forEach((node, index) => {
      parents.set(node.id, nodes[index - 1]);
    });
    return nodes;
  };

  async function reveal(node: TreeNode, focus: boolean): Promise<void> {
    const options = { select: true, focus, expand: node.kind === 'group' || node.kind === 'cvm' };
    const isShown = (): boolean => view.selection.some(({ id }) => id === node.id);
    for (let attempt = 1; ; attempt++) {
      await revealWithPatience(view, node, options);
      if (attempt === 3 || (await comesTrue(isShown, selectingMs))) return;
      // VS Code says nothing where it does not find its own way to a node, and finds it once all is loaded anew.
      loadAnew();
      await untilLoaded();
    }
  }

  return {
    view,
    selected: selection.nodes,
    parentOf,
    pathAt,
    childrenOf,
    asNow,
    revealPlace(uri, position, { focus }) {
      return run(async () => {
        if ((await pathAt(uri.toString(), position)).length === 0) return false;
        await open();
        await showChanges();
        // Only now its id is the one that the view knows.
        const innermost = (await pathAt(uri.toString(), position)).at(-1);
        if (innermost) await reveal(innermost, focus);
        return innermost !== undefined;
      });
    },
    dispose: () => vscode.Disposable.from(...subscriptions).dispose(),
  };
}

/** Keeps the trees at the node under the cursor while `secgroup.trees.followEditor` is on. */
export function followEditor(server: Server, trees: readonly ModelTree[]): vscode.Disposable {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const follow = (editor: vscode.TextEditor | undefined): void => {
    clearTimeout(timer);
    if (!editor || server.state !== 'running') return;
    if (!vscode.workspace.getConfiguration('secgroup').get<boolean>('trees.followEditor', false)) return;
    timer = setTimeout(async () => {
      for (const tree of trees.filter(({ view }) => view.visible)) {
        // A place that no node is written at, or a view that was closed meanwhile, leaves the tree as it is.
        await tree.revealPlace(editor.document.uri, editor.selection.active, { focus: false }).catch(() => false);
      }
    }, refreshDelayMs);
  };
  return vscode.Disposable.from(
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => follow(textEditor)),
    vscode.window.onDidChangeActiveTextEditor(follow),
    { dispose: () => clearTimeout(timer) },
  );
}

/** A click leaves the focus in the tree, so that keys go on there. */
export async function revealInFile(node: TreeNode, options: { readonly preserveFocus?: boolean } = {}): Promise<void> {
  if (!node.location) throw new Error(vscode.l10n.t("'{0}' is not written in a file.", node.label));
  await openPlace(node.location, options);
}
