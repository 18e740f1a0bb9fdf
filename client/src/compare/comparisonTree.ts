import * as vscode from 'vscode';
import type { Command } from '../commands/command.ts';
import { incompleteText } from '../languageClient/incomplete.ts';
import { openPlace } from '../languageClient/places.ts';
import type { Server } from '../languageClient/server.ts';
import { revealWithPatience } from '../trees/reveal.ts';
import { changeItem } from './changeItem.ts';
import { type ChangeNode, changeNodes, countChanges } from './changeNodes.ts';
import type { Comparison } from './comparison.ts';
import type { Comparisons } from './comparisons.ts';

export interface ComparisonTree extends vscode.Disposable {
  readonly commands: readonly Command[];
}

const refreshDelayMs = 300;
/** A comparison that takes longer is done again only when somebody asks for it. */
const longMs = 5000;
/** As many ways are all shown at first. */
const openAtFirst = 40;

/** A message takes the place of the words that an empty view has, so that it says them too. */
function messageOf(current: Comparison | undefined): string {
  const damage = current && incompleteText(current.incomplete);
  const others = current?.others?.length ?? 0;
  const apart =
    others > 0 ? vscode.l10n.t('{0} other differences change no packet: the document lists them.', others) : undefined;
  const said = [damage, apart].filter((each) => each !== undefined);
  if (said.length === 0) return '';
  return (current?.changes.length === 0 ? [vscode.l10n.t('No packet changes its fate.'), ...said] : said).join('\n');
}

/** The Packet Comparison view, there as long as packets are compared. It follows the files as they change. */
export function showComparisonTree(server: Server, comparisons: Comparisons): ComparisonTree {
  const changed = new vscode.EventEmitter<undefined>();
  const parents = new Map<string, ChangeNode>();
  let roots: readonly ChangeNode[] = [];
  let count = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lastMs = 0;

  const provider: vscode.TreeDataProvider<ChangeNode> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: (node) => changeItem(node, count <= openAtFirst),
    getParent: ({ id }) => parents.get(id),
    getChildren: (node) => [...(node?.children ?? roots)],
  };
  const view = vscode.window.createTreeView('secgroup.comparison', {
    treeDataProvider: provider,
    showCollapseAll: true,
  });

  function show(): void {
    const { current } = comparisons;
    roots = current ? changeNodes(current.changes) : [];
    count = roots.reduce((sum, root) => sum + countChanges(root), 0);
    parents.clear();
    for (const root of roots) rememberParents(root);
    view.message = messageOf(current);
    view.description = current ? `${nameOf(current.file)}: ${current.before.name} → ${current.after.name}` : '';
    void vscode.commands.executeCommand('setContext', 'secgroup.comparing', current !== undefined);
    void vscode.commands.executeCommand('setContext', 'secgroup.comparison.same', current?.changes.length === 0);
    changed.fire(undefined);
  }

  function rememberParents(node: ChangeNode): void {
    for (const child of node.children) {
      parents.set(child.id, node);
      rememberParents(child);
    }
  }

  async function refresh(): Promise<void> {
    const begin = Date.now();
    await comparisons.refresh();
    lastMs = Date.now() - begin;
  }

  /** What cannot be done by itself is left to the button. */
  function follow(): void {
    clearTimeout(timer);
    if (!comparisons.current) return;
    const tell = (): void => {
      view.message = vscode.l10n.t('The files have changed since. Refresh to compare again.');
    };
    if (lastMs > longMs) tell();
    // The slower, the rarer: the server has more to do than this while somebody types.
    else timer = setTimeout(() => refresh().catch(tell), refreshDelayMs + 2 * lastMs);
  }

  /** A view that comes and goes is shown where it has something to show, without taking the focus. */
  async function reveal(): Promise<void> {
    const [first] = roots;
    try {
      if (first) await revealWithPatience(view, first, { select: false, focus: false, expand: true });
    } catch (error) {
      // Closed meanwhile.
      server.log.debug(`comparison: ${String(error)}`);
    }
  }

  async function open(node: unknown, side: 'now' | 'before', preserveFocus: boolean): Promise<void> {
    if (!isChangeNode(node) || !node.packets) return;
    const [rule] = node.packets.rules;
    const [ruleBefore] = node.packets.rulesBefore;
    const place = (): ReturnType<Comparisons['placeOf']> | undefined => {
      if (side === 'now' && rule) return comparisons.placeOf('after', rule);
      return ruleBefore ? comparisons.placeOf('before', ruleBefore) : undefined;
    };
    const found = place();
    if (found) await openPlace(found, { preserveFocus });
  }

  comparisons.attach(reveal);
  const subscriptions = [
    view,
    changed,
    comparisons.onDidChange(show),
    server.onDidChangeModel(follow),
    { dispose: () => clearTimeout(timer) },
  ];

  return {
    commands: [
      { id: 'secgroup.refreshComparison', execute: refresh },
      { id: 'secgroup.openComparison', execute: () => comparisons.openDocument() },
      { id: 'secgroup.closeComparison', execute: () => comparisons.close() },
      // A click leaves the focus in the view, so that the arrow keys lead on to the next change.
      { id: 'secgroup.openDecidingRule', execute: (node, how) => open(node, 'now', how === 'click') },
      { id: 'secgroup.openRuleBefore', execute: (node) => open(node, 'before', false) },
    ],
    dispose: () => vscode.Disposable.from(...subscriptions).dispose(),
  };
}

/** The folder of a whole workspace has no path in it. */
function nameOf(file: vscode.Uri): string {
  const folder = vscode.workspace.getWorkspaceFolder(file);
  return folder?.uri.toString() === file.toString() ? folder.name : vscode.workspace.asRelativePath(file);
}

function isChangeNode(value: unknown): value is ChangeNode {
  return typeof value === 'object' && value !== null && 'now' in value && 'children' in value;
}
