import * as vscode from 'vscode';
import type { TreeFilter } from '#protocol/tree.ts';

export type GroupBy = 'project' | 'none';

/** What the trees show, shared by Groups and CVMs, and remembered with the workspace. */
export interface TreeOptions extends vscode.Disposable {
  readonly filter: TreeFilter;
  readonly groupBy: GroupBy;
  readonly onDidChange: vscode.Event<void>;
  setFilter(filter: TreeFilter): void;
  setGroupBy(groupBy: GroupBy): void;
}

export function treeOptions(memento: vscode.Memento): TreeOptions {
  const changed = new vscode.EventEmitter<void>();
  let filter: TreeFilter = {};
  let groupBy: GroupBy = memento.get('secgroup.groupBy') === 'none' ? 'none' : 'project';
  return {
    get filter() {
      return filter;
    },
    get groupBy() {
      return groupBy;
    },
    onDidChange: changed.event,
    setFilter(next) {
      filter = next;
      void vscode.commands.executeCommand('setContext', 'secgroup.filtered', isFiltering(next));
      changed.fire();
    },
    setGroupBy(next) {
      groupBy = next;
      void memento.update('secgroup.groupBy', next);
      changed.fire();
    },
    dispose: () => changed.dispose(),
  };
}

export function isFiltering({ text, problemsOnly, attachment }: TreeFilter): boolean {
  return text !== undefined || problemsOnly === true || attachment !== undefined;
}

/** The filter in words, for a view's message. */
export function filterText({ text, problemsOnly, attachment }: TreeFilter): string {
  const parts: string[] = [];
  if (text !== undefined) parts.push(vscode.l10n.t("contains '{0}'", text));
  if (problemsOnly) parts.push(vscode.l10n.t('has problems'));
  if (attachment === 'attached') parts.push(vscode.l10n.t('groups with CVMs'));
  if (attachment === 'unattached') parts.push(vscode.l10n.t('groups without CVMs'));
  return vscode.l10n.t('Filter: {0}', parts.join(' · '));
}
