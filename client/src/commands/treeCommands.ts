import * as vscode from 'vscode';
import type { TreeFilter, TreeNode } from '#protocol/tree.ts';
import { Refused } from '../languageClient/faults.ts';
import { openPlace, toLocation } from '../languageClient/places.ts';
import { filterText, type GroupBy, isFiltering, type TreeOptions } from '../trees/filter.ts';
import type { ModelTree } from '../trees/modelTree.ts';
import { isTreeNode, type Place, placeIn } from './arguments.ts';
import type { Command } from './command.ts';
import { answerOf, type Choice, pick } from './questions.ts';

/** Filter and group the trees, and lead from the editor to a tree and back. */
export function treeCommands(options: TreeOptions, groups: ModelTree, cvms: ModelTree): readonly Command[] {
  return [
    {
      id: 'secgroup.filterTree',
      execute: async (text) =>
        options.setFilter(typeof text === 'string' ? { text } : await askForFilter(options.filter)),
    },
    { id: 'secgroup.clearFilter', execute: () => options.setFilter({}) },
    { id: 'secgroup.groupBy', execute: () => chooseGroupBy(options) },
    { id: 'secgroup.revealInTree', execute: (lens) => revealInTree(placeOf(lens), groups, cvms) },
    {
      id: 'secgroup.showReferences',
      execute: async (lens) => {
        const place = placeOf(lens);
        const locations = await referencesAt(groups, place);
        await vscode.commands.executeCommand('editor.action.showReferences', place.uri, place.position, locations);
      },
    },
    {
      id: 'secgroup.revealInFile',
      execute: async (node, how) => {
        const target: TreeNode | undefined = isTreeNode(node) ? node : (groups.selected()[0] ?? cvms.selected()[0]);
        if (!target) throw new Refused(vscode.l10n.t('Select a node of a tree first.'));
        if (!target.location) throw new Refused(vscode.l10n.t("'{0}' is not written in a file.", target.label));
        // A click leaves the focus in the tree, so that keys go on there.
        await openPlace(target.location, { preserveFocus: how === 'click' });
      },
    },
  ];
}

async function chooseGroupBy(options: TreeOptions): Promise<void> {
  const choices: readonly Choice<GroupBy>[] = [
    {
      label: vscode.l10n.t('Project and network'),
      description: vscode.l10n.t('region › project, region › VPC › subnet'),
      value: 'project',
    },
    {
      label: vscode.l10n.t('Region only'),
      description: vscode.l10n.t('a flat list in each region'),
      value: 'none',
    },
  ];
  const title = vscode.l10n.t('Group By');
  const placeholder = vscode.l10n.t('What groups and CVMs stand under');
  options.setGroupBy(
    await pick({ title, placeholder }, options.groupBy === 'project' ? choices.toReversed() : choices),
  );
}

/** Reveals a place in the view that is visible, or else in the other one: a place may be in both. */
async function revealInTree({ uri, position }: Place, groups: ModelTree, cvms: ModelTree): Promise<void> {
  const trees = cvms.view.visible && !groups.view.visible ? [cvms, groups] : [groups, cvms];
  for (const tree of trees) {
    if (await tree.revealPlace(uri, position, { focus: true })) return;
  }
  throw new Refused(vscode.l10n.t('Nothing in the trees is written at the cursor.'));
}

const named: ReadonlySet<TreeNode['kind']> = new Set(['group', 'addresses', 'services', 'acl']);

/** The places of all that is listed under `Referenced by` of the group, list or acl at a place. */
async function referencesAt(groups: ModelTree, { uri, position }: Place): Promise<readonly vscode.Location[]> {
  const owner = (await groups.pathAt(uri.toString(), position)).findLast(({ kind }) => named.has(kind));
  const parts = owner ? await groups.childrenOf(owner) : [];
  const list = parts.find(({ kind }) => kind === 'references');
  const uses = list ? await groups.childrenOf(list) : [];
  return uses.flatMap(({ location }) => (location ? [toLocation(location)] : []));
}

/** The place that a lens names, or the cursor. */
function placeOf(lens: unknown): Place {
  const editor = vscode.window.activeTextEditor;
  const place = placeIn(lens) ?? (editor && { uri: editor.document.uri, position: editor.selection.active });
  if (!place) throw new Refused(vscode.l10n.t('Put the cursor on a name in a rule file first.'));
  return place;
}

/** Asks for a filter in one box: a text that is typed, or one of the fixed filters below. */
function askForFilter(current: TreeFilter): Promise<TreeFilter> {
  type Item = vscode.QuickPickItem & { readonly filter: TreeFilter };
  const fixed: readonly Item[] = [
    {
      label: vscode.l10n.t('Only what has problems'),
      iconPath: new vscode.ThemeIcon('warning'),
      filter: { problemsOnly: true },
    },
    {
      label: vscode.l10n.t('Only groups with CVMs'),
      iconPath: new vscode.ThemeIcon('vm'),
      filter: { attachment: 'attached' },
    },
    {
      label: vscode.l10n.t('Only groups without CVMs'),
      iconPath: new vscode.ThemeIcon('vm-outline'),
      filter: { attachment: 'unattached' },
    },
  ];
  const everything: Item = {
    label: vscode.l10n.t('Everything'),
    iconPath: new vscode.ThemeIcon('clear-all'),
    filter: {},
  };
  const picker = vscode.window.createQuickPick<Item>();
  picker.title = vscode.l10n.t('Filter Tree');
  picker.placeholder = vscode.l10n.t('Part of a name, id, address or description');
  picker.value = current.text ?? '';
  const showItems = (): void => {
    const text = picker.value.trim();
    const typed: Item[] = text
      ? [{ label: filterText({ text }), iconPath: new vscode.ThemeIcon('filter'), alwaysShow: true, filter: { text } }]
      : [];
    picker.items = [...typed, ...fixed, ...(isFiltering(current) ? [everything] : [])];
  };
  showItems();
  picker.onDidChangeValue(showItems);
  return answerOf(picker, (answer) => {
    const text = picker.value.trim();
    const [chosen] = picker.selectedItems;
    // The list of a window lags behind the keys of somebody who types fast.
    const isMeant = chosen && (text === '' || chosen.label.toLowerCase().includes(text.toLowerCase()));
    answer(isMeant && !chosen.alwaysShow ? chosen.filter : text === '' ? {} : { text });
  });
}
