import * as vscode from 'vscode';
import type { Command } from '../commands/command.ts';
import { makeDelay } from '../delay.ts';
import { openPlace } from '../languageClient/places.ts';
import type { Server } from '../languageClient/server.ts';
import { calm, comesTrue } from '../trees/calm.ts';
import { revealWithPatience } from '../trees/reveal.ts';
import { changeItem } from './changeItem.ts';
import { type ChangeNode, changeNodes, countChanges } from './changeNodes.ts';
import type { Comparison } from './comparison.ts';
import type { Comparisons } from './comparisons.ts';

export interface ComparisonTree extends vscode.Disposable {
  readonly commands: readonly Command[];
}

const refreshDelayMs = 30;
/** A comparison that takes longer is done again only when somebody asks for it. */
const longMs = 5000;
/** The view is there that soon, unless the side bar shows something else. */
const appearsMs = 500;
/** Up to so many changes are unfolded at first. */
const openAtFirst = 40;

/** As short as a few rows of changes allow. VS Code hides the welcome text of an empty view that has a message, which then says it too. */
function messageOf({ changes, incomplete, others = [] }: Comparison): string {
  const said = [
    ...(incomplete.length > 0 ? [vscode.l10n.t('Not read: {0}.', incomplete.length)] : []),
    ...(others.length > 0 ? [vscode.l10n.t('Without effect: {0}.', others.length)] : []),
  ];
  if (said.length === 0) return '';
  const same = changes.length === 0 ? [vscode.l10n.t('No packet changes its fate.')] : [];
  return [...same, ...said, vscode.l10n.t('See the document.')].join(' ');
}

/** The Comparison view, which is there while packets are compared, and follows changes of the files. */
export function showComparisonTree(server: Server, comparisons: Comparisons): ComparisonTree {
  const changed = new vscode.EventEmitter<undefined>();
  const { stir, tell, told } = tellingWhenCalm(() => changed.fire(undefined));
  let tree = treeOf(undefined);
  const view = vscode.window.createTreeView<ChangeNode>('secgroup.comparison', {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: (node) => changeItem(node, tree.count <= openAtFirst),
      getParent: ({ id }) => tree.parents.get(id),
      getChildren(node) {
        stir();
        return [...(node?.children ?? tree.roots)];
      },
    },
    showCollapseAll: true,
  });

  function show(): void {
    const { current } = comparisons;
    tree = treeOf(current);
    view.message = current ? messageOf(current) : '';
    // The document beside names the file: here there is room for the two sides alone.
    view.description = current ? `${current.before.name} → ${current.after.name}` : '';
    tell(view.visible);
    void vscode.commands.executeCommand('setContext', 'secgroup.comparing', current !== undefined);
    void vscode.commands.executeCommand('setContext', 'secgroup.comparison.same', current?.changes.length === 0);
  }

  /** A view that comes and goes is shown where it has something to show, without taking the focus. */
  comparisons.attach(async () => {
    await comesTrue(() => view.visible, appearsMs);
    await told();
    const [first] = tree.roots;
    try {
      if (first) await revealWithPatience(view, first, { select: false, focus: false, expand: false });
    } catch (error) {
      // Closed meanwhile.
      server.log.debug(`comparison: ${String(error)}`);
    }
  });

  const refreshing = keepRefreshed(comparisons, () => {
    view.message = vscode.l10n.t('The files have changed since. Refresh to compare again.');
  });
  const subscriptions = [
    view,
    changed,
    refreshing,
    comparisons.onDidChange(show),
    server.onDidChangeModel(refreshing.follow),
  ];
  return {
    commands: commandsOf(comparisons, refreshing),
    dispose: () => vscode.Disposable.from(...subscriptions).dispose(),
  };
}

/**
 * If VS Code is notified of a change while it still loads rows for the last one, it mixes up the two: branches are open and empty, or
 * hold rows of others.
 */
function tellingWhenCalm(fire: () => void) {
  const { stir, untilCalm } = calm();
  let telling: Promise<void> | undefined;
  return {
    /** VS Code loads. */
    stir,
    /** A view that is not there yet loads everything when it appears. */
    tell(isVisible: boolean) {
      stir();
      if (!isVisible) return fire();
      telling ??= untilCalm().then(() => {
        telling = undefined;
        stir();
        fire();
      });
    },
    /** It has been notified, and has loaded its rows. */
    async told() {
      await telling;
      await untilCalm();
    },
  };
}

function treeOf(comparison: Comparison | undefined) {
  const roots = comparison ? changeNodes(comparison.changes) : [];
  const count = roots.reduce((sum, root) => sum + countChanges(root), 0);
  const parents = new Map<string, ChangeNode>();
  const remember = (node: ChangeNode): void => {
    for (const child of node.children) {
      parents.set(child.id, node);
      remember(child);
    }
  };
  for (const root of roots) remember(root);
  return { roots, count, parents };
}

interface Refreshing extends vscode.Disposable {
  refresh(): Promise<void>;
  /** Compares anew in a moment, or tells that this is left to the button. */
  follow(): void;
}

function keepRefreshed(comparisons: Comparisons, tell: () => void): Refreshing {
  const delay = makeDelay();
  let lastMs = 0;
  async function refresh(): Promise<void> {
    const begin = Date.now();
    await comparisons.refresh();
    lastMs = Date.now() - begin;
  }
  return {
    refresh,
    follow() {
      delay.cancel();
      if (!comparisons.current) return;
      if (lastMs > longMs) tell();
      // A slow comparison is made less often, so that the server has time for what is typed.
      else delay.start(refreshDelayMs + 2 * lastMs, () => refresh().catch(tell));
    },
    dispose: delay.dispose,
  };
}

function commandsOf(comparisons: Comparisons, refreshing: Refreshing): readonly Command[] {
  return [
    { id: 'secgroup.refreshComparison', execute: refreshing.refresh },
    { id: 'secgroup.openComparison', execute: () => comparisons.openDocument() },
    { id: 'secgroup.closeComparison', execute: () => comparisons.close() },
    // A click leaves the focus in the view, so that the arrow keys lead on to the next change.
    { id: 'secgroup.openDecidingRule', execute: (node, how) => open(comparisons, node, 'now', how === 'click') },
    { id: 'secgroup.openRuleBefore', execute: (node) => open(comparisons, node, 'before', false) },
  ];
}

async function open(
  comparisons: Comparisons,
  node: unknown,
  side: 'now' | 'before',
  preserveFocus: boolean,
): Promise<void> {
  if (!isChangeNode(node) || !node.packets) return;
  const [rule] = node.packets.rules;
  const [ruleBefore] = node.packets.rulesBefore;
  if (side === 'now' && rule) await openPlace(comparisons.placeOf('after', rule), { preserveFocus });
  else if (ruleBefore) await openPlace(comparisons.placeOf('before', ruleBefore), { preserveFocus });
}

function isChangeNode(value: unknown): value is ChangeNode {
  return typeof value === 'object' && value !== null && 'now' in value && 'children' in value;
}
