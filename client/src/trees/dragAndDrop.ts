import * as vscode from 'vscode';
import type { ModelChange } from '#protocol/edits.ts';
import type { RuleReference, TreeNode } from '#protocol/tree.ts';
import { directionOf, isTreeNode, modelOf } from '../commands/arguments.ts';
import type { ApplyChange } from '../commands/change.ts';
import { isObject } from '../commands/isObject.ts';
import type { Row } from './rows.ts';
import { dragMime } from './slot.ts';

interface Dependencies {
  readonly applyChange: ApplyChange;
  readonly parentOf: (node: TreeNode) => TreeNode | undefined;
  readonly childrenOf: (node: TreeNode) => Promise<readonly TreeNode[]>;
}

interface Dragged {
  readonly node: TreeNode;
  /** The cvm in whose list of groups the node stands. */
  readonly cvm?: string;
}

/** Moves rules within their list, attaches cvms to groups and groups to cvms, and orders a cvm's groups; within a view and between both. */
export function treeDragAndDrop(dependencies: Dependencies): vscode.TreeDragAndDropController<Row> {
  const { applyChange, parentOf } = dependencies;
  return {
    dragMimeTypes: [dragMime, 'text/plain'],
    dropMimeTypes: [dragMime],
    handleDrag(rows, data) {
      const nodes = rows.map(({ node }) => node);
      const dragged: readonly Dragged[] = nodes.map((node) => ({ node, cvm: cvmAbove(node, parentOf)?.entity }));
      data.set(dragMime, new vscode.DataTransferItem(JSON.stringify(dragged)));
      data.set('text/plain', new vscode.DataTransferItem(nodes.map(({ label, whole = label }) => whole).join(', ')));
    },
    async handleDrop(row, data) {
      const target = row?.node;
      const dragged = await draggedIn(data);
      if (!target || dragged.length === 0) return;
      const change = await changeOfDrop(dragged, target, dependencies);
      const uri = modelOf(target) ?? modelOf(dragged[0]?.node);
      if (typeof change === 'object') await applyChange(change, { uri, keepFocus: true });
      else vscode.window.setStatusBarMessage(change ?? vscode.l10n.t('Nothing can be dropped there.'), 8000);
    },
  };
}

/** VS Code hands our kind of data over twice: empty, as the drag began, and as it was filled then. */
async function draggedIn(data: vscode.DataTransfer): Promise<readonly Dragged[]> {
  for (const [type, item] of data) {
    if (type !== dragMime) continue;
    const text = await item.asString();
    if (text === '') continue;
    const found: unknown = JSON.parse(text);
    if (Array.isArray(found)) return found.filter((each) => isObject(each) && isTreeNode(each['node']));
  }
  return [];
}

/** The change that a drop means; or a text with the reason why it means none; or nothing, where there is no reason to tell. */
async function changeOfDrop(
  dragged: readonly Dragged[],
  target: TreeNode,
  { parentOf, childrenOf }: Omit<Dependencies, 'applyChange'>,
): Promise<ModelChange | string | undefined> {
  const [first] = dragged;
  if (!first) return undefined;
  const { node } = first;
  const cvms = dragged.flatMap(({ node: { kind, entity } }) => (kind === 'cvm' && entity ? [entity] : []));
  const targetCvm = target.kind === 'cvm' ? target : cvmAbove(target, parentOf);

  const rules = dragged.flatMap(({ node: { kind, rule } }) => (kind === 'rule' && rule ? [rule] : []));
  if (rules.length > 0) return moveRules(rules, target, parentOf);
  if (cvms.length > 0) {
    const group = target.kind === 'members' ? parentOf(target) : target;
    const isGroup = group?.kind === 'group' || group?.kind === 'cvm-group';
    return isGroup && group.entity ? { kind: 'attach', cvms, group: group.entity } : undefined;
  }
  if (node.kind === 'cvm-group' && first.cvm !== undefined && first.cvm === targetCvm?.entity) {
    if (target.kind !== 'cvm-group' && target.kind !== 'cvm-groups') return undefined;
    const keys = await groupsOf(targetCvm, childrenOf);
    const moved = dragged.flatMap(({ node: { kind, entity }, cvm }) =>
      kind === 'cvm-group' && entity && cvm === first.cvm ? [entity] : [],
    );
    return { kind: 'setCvmGroups', cvm: first.cvm, groups: reorder(keys, moved, target.entity) };
  }
  const groups = dragged.flatMap(({ node: { kind, entity } }) =>
    (kind === 'group' || kind === 'cvm-group') && entity ? [entity] : [],
  );
  const [group, ...more] = groups;
  if (!group || !targetCvm?.entity) return undefined;
  if (more.length === 0) return { kind: 'attach', cvms: [targetCvm.entity], group };
  const known = await groupsOf(targetCvm, childrenOf);
  return { kind: 'setCvmGroups', cvm: targetCvm.entity, groups: [...new Set([...known, ...groups])] };
}

/** The keys of a cvm's groups, in their order. */
async function groupsOf(cvm: TreeNode, childrenOf: Dependencies['childrenOf']): Promise<readonly string[]> {
  const list = (await childrenOf(cvm)).find(({ kind }) => kind === 'cvm-groups');
  const nodes = list ? await childrenOf(list) : [];
  return nodes.flatMap(({ entity }) => (entity ? [entity] : []));
}

/** Moves rules before the rule that they are dropped onto, or to the end of the list that they are dropped onto. All must be of that list. */
function moveRules(
  rules: readonly RuleReference[],
  target: TreeNode,
  parentOf: (node: TreeNode) => TreeNode | undefined,
): ModelChange | string | undefined {
  const list = listOf(target, parentOf);
  const [rule, ...also] = rules;
  if (!list || !rule) return undefined;
  const strangers = rules.filter(({ owner, direction }) => owner !== list.owner || direction !== list.direction);
  if (strangers.length === rules.length) return vscode.l10n.t('Rules are moved within their own list only.');
  if (strangers.length > 0) {
    return vscode.l10n.t(
      'Rules are moved within their own list only: {0} of the {1} selected rules are of another one.',
      strangers.length,
      rules.length,
    );
  }
  const before = target.kind === 'rule' ? target.rule?.index : undefined;
  if (also.length === 0 && rule.index === before) return undefined;
  return {
    kind: 'moveRule',
    rule,
    ...(also.length === 0 ? {} : { also }),
    before,
  };
}

/** The list that a rule is of, or that a row stands for. */
function listOf(
  target: TreeNode,
  parentOf: (node: TreeNode) => TreeNode | undefined,
): Pick<RuleReference, 'owner' | 'direction'> | undefined {
  if (target.kind === 'rule') return target.rule;
  const direction = directionOf(target);
  const owner = target.entity ?? parentOf(target)?.entity;
  return owner === undefined || direction === undefined ? undefined : { owner, direction };
}

/** Moves some keys, which keep their order, before the first of the others from `before` on; to the end where there is none. */
function reorder(keys: readonly string[], moved: readonly string[], before: string | undefined): readonly string[] {
  const others = keys.filter((key) => !moved.includes(key));
  const inOrder = keys.filter((key) => moved.includes(key));
  const from = before === undefined ? -1 : keys.indexOf(before);
  const next = from < 0 ? undefined : keys.slice(from).find((key) => others.includes(key));
  const place = next === undefined ? others.length : others.indexOf(next);
  return [...others.slice(0, place), ...inOrder, ...others.slice(place)];
}

function cvmAbove(node: TreeNode, parentOf: (node: TreeNode) => TreeNode | undefined): TreeNode | undefined {
  for (let each = parentOf(node); each; each = parentOf(each)) if (each.kind === 'cvm') return each;
  return undefined;
}
