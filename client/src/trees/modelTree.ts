import * as vscode from 'vscode';
import type { TreeNode, TreeView as ViewName } from '#protocol/tree.ts';
import type { ApplyChange } from '../commands/change.ts';
import { openPlace } from '../languageClient/places.ts';
import type { Server } from '../languageClient/server.ts';
import { comesTrue } from './calm.ts';
import { treeDragAndDrop } from './dragAndDrop.ts';
import { filterText, isFiltering, type TreeOptions } from './filter.ts';
import { type Loads, loadsOf } from './loads.ts';
import { problemCount } from './problems.ts';
import { revealWithPatience } from './reveal.ts';
import { keepSelection } from './selection.ts';
import { hoverRequest, pathOf, placeOf, type ServerNodes, serverNodes } from './serverNodes.ts';
import type { ViewSlot } from './slot.ts';
import { markdownOf, treeItem } from './treeItem.ts';

export interface ModelTree extends vscode.Disposable, Omit<ServerNodes, 'shown'> {
  readonly view: vscode.TreeView<TreeNode>;
  selected(): readonly TreeNode[];
  /** Shows the innermost node that is written at a place. False where there is none. */
  revealPlace(uri: vscode.Uri, position: vscode.Position, options: { readonly focus: boolean }): Promise<boolean>;
}

export interface ModelTreeDependencies {
  readonly server: Server;
  readonly options: TreeOptions;
  readonly applyChange: ApplyChange;
  readonly slot: ViewSlot<TreeNode>;
}

const selectingMs = 1000;
const followDelayMs = 120;

/** The Groups or the CVMs view: one level at a time from the server. Ids are the server's, so that expansion and selection last. */
export function showModelTree(name: ViewName, dependencies: ModelTreeDependencies): ModelTree {
  const { server, options, applyChange, slot } = dependencies;
  const { view } = slot;
  const nodes = serverNodes(server, name, options);
  const { parentOf, childrenOf, pathAt, asNow } = nodes;
  const warn = (error: unknown): void => server.log.warn(`${name}: ${String(error)}`);

  const ask = async (node?: TreeNode): Promise<readonly TreeNode[]> => {
    const answer = await nodes.shown(node);
    if (!node && name === 'groups') view.badge = badge(answer.problemCount ?? 0);
    return answer.nodes;
  };

  const loads = loadsOf({
    view,
    focus: () => vscode.commands.executeCommand(`secgroup.${name}.focus`),
    changed() {
      view.message = isFiltering(options.filter) ? filterText(options.filter) : '';
      // A view that is hidden shows its badge all the same.
      if (!view.visible && name === 'groups' && server.state === 'running') ask().catch(() => undefined);
    },
    failed: warn,
  });

  const children = async (node?: TreeNode): Promise<TreeNode[]> => {
    try {
      const found = await loads.during(!node, () => ask(node));
      if (!node) showEmptiness(name, found.length === 0);
      return [...found];
    } catch (error) {
      // The welcome text says that the server does not run, and how to start it again.
      if (!(error instanceof vscode.CancellationError)) warn(error);
      return [];
    }
  };
  const provider: vscode.TreeDataProvider<TreeNode> = {
    onDidChangeTreeData: loads.onDidChange,
    getTreeItem: (node) => Object.assign(treeItem(node), { id: pathOf(nodes, node) }),
    getParent: parentOf,
    resolveTreeItem: (item, node, token) => withTooltip(server, item, node, token),
    getChildren: children,
  };
  slot.fill({ provider, dragAndDrop: treeDragAndDrop({ applyChange, parentOf, childrenOf }) });

  const selection = keepSelection(view);
  const { refreshLater } = loads;
  const subscriptions = [
    selection,
    loads,
    server.onDidChangeModel(refreshLater),
    server.onDidChangeState(refreshLater),
    options.onDidChange(refreshLater),
  ];
  return {
    view,
    selected: selection.nodes,
    parentOf,
    pathAt,
    childrenOf,
    asNow,
    revealPlace: (uri, position, { focus }) =>
      loads.run(async () => {
        if ((await pathAt(uri.toString(), position)).length === 0) return false;
        await loads.open();
        await loads.refreshNow();
        // Only now its id is the one that the view knows.
        const innermost = (await pathAt(uri.toString(), position)).at(-1);
        if (innermost) await reveal(view, loads, innermost, focus);
        return innermost !== undefined;
      }),
    dispose: () => vscode.Disposable.from(...subscriptions).dispose(),
  };
}

function badge(count: number): vscode.ViewBadge | undefined {
  return count > 0 ? { value: count, tooltip: vscode.l10n.t('{0} in rule files', problemCount(count)) } : undefined;
}

function showEmptiness(name: ViewName, empty: boolean): void {
  void vscode.commands.executeCommand('setContext', `secgroup.${name}.empty`, empty);
}

async function withTooltip(
  server: Server,
  item: vscode.TreeItem,
  { location, label }: TreeNode,
  token: vscode.CancellationToken,
): Promise<vscode.TreeItem> {
  const hover = location && (await server.ask(hoverRequest, placeOf(location), token));
  item.tooltip = hover ? markdownOf(hover.contents.value) : label;
  return item;
}

async function reveal(view: vscode.TreeView<TreeNode>, loads: Loads, node: TreeNode, focus: boolean): Promise<void> {
  const options = { select: true, focus, expand: node.kind === 'group' || node.kind === 'cvm' };
  const isShown = (): boolean => view.selection.some(({ id }) => id === node.id);
  for (let attempt = 1; ; attempt++) {
    await revealWithPatience(view, node, options);
    if (attempt === 3 || (await comesTrue(isShown, selectingMs))) return;
    // VS Code says nothing where it does not find its own way to a node, and finds it once all is loaded anew.
    await loads.anew();
  }
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
    }, followDelayMs);
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
