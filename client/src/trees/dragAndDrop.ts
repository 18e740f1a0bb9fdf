import * as vscode from 'vscode';
import type { ModelChange } from '#protocol/edits.ts';
import type { RuleReference, TreeNode } from '#protocol/tree.ts';
import { isObject, isTreeNode } from '../commands/arguments.ts';
import type { ApplyChange } from '../commands/change.ts';

/** Of both views: a cvm may be dropped onto a group of the other one. As text, because views do not hand objects to each other. */
const mime = 'application/vnd.secgroup.nodes';

interface Dependencies {
  readonly applyChange: ApplyChange;
  readonly parentOf: (node: TreeNode) => TreeNode | undefined;
  readonly childrenOf: (node: TreeNode) => Promise<readonly TreeNode[]>;
}

interface Dragged {
  readonly node: TreeNode;
  /** Of a group in the list of a cvm: that cvm. */
  readonly cvm?: string | undefined;
}

/** Rules are moved within their list, cvms and groups are dropped onto each other, a cvm's groups are put in order; across both views. */
export function treeDragAndDrop(dependencies: Dependencies): vscode.TreeDragAndDropController<TreeNode> {
  const { applyChange, parentOf } = dependencies;
  return {
    dragMimeTypes: [mime, 'text/plain'],
    dropMimeTypes: [mime],
    handleDrag(nodes, data) {
      const dragged: readonly Dragged[] = nodes.map((node) => ({ node, cvm: cvmAbove(node, parentOf)?.entity }));
      data.set(mime, new vscode.DataTransferItem(JSON.stringify(dragged)));
      data.set('text/plain', new vscode.DataTransferItem(nodes.map(({ label }) => label).join(', ')));
    },
    async handleDrop(target, data) {
      const dragged = await draggedIn(data);
      if (!target || dragged.length === 0) return;
      const change = await changeOfDrop(dragged, target, dependencies);
      const uri = target.location?.uri ?? dragged[0]?.node.location?.uri;
      if (change) await applyChange(change, { uri, keepFocus: true });
      else vscode.window.setStatusBarMessage(vscode.l10n.t('Nothing can be dropped there.'), 4000);
    },
  };
}

/** VS Code hands our kind of data over twice: empty, as the drag began, and as it was filled then. */
async function draggedIn(data: vscode.DataTransfer): Promise<readonly Dragged[]> {
  for (const [type, item] of data) {
    if (type !== mime) continue;
    const text = await item.asString();
    if (text === '') continue;
    const found: unknown = JSON.parse(text);
    if (Array.isArray(found)) return found.filter((each) => isObject(each) && isTreeNode(each['node']));
  }
  return [];
}

/** What a drop means, or undefined where it means nothing. */
async function changeOfDrop(
  dragged: readonly Dragged[],
  target: TreeNode,
  { parentOf, childrenOf }: Omit<Dependencies, 'applyChange'>,
): Promise<ModelChange | undefined> {
  const [first] = dragged;
  if (!first) return undefined;
  const { node } = first;
  const cvms = dragged.flatMap(({ node: { kind, entity } }) => (kind === 'cvm' && entity ? [entity] : []));
  const targetCvm = target.kind === 'cvm' ? target : cvmAbove(target, parentOf);

  if (node.rule && node.kind === 'rule') return moveRule(node.rule, target, parentOf);
  if (cvms.length > 0) {
    const group = target.kind === 'members' ? parentOf(target) : target;
    const isGroup = group?.kind === 'group' || group?.kind === 'cvm-group';
    return isGroup && group.entity ? { kind: 'attach', cvms, group: group.entity } : undefined;
  }
  if (node.kind === 'cvm-group' && first.cvm !== undefined && first.cvm === targetCvm?.entity) {
    const list = target.kind === 'cvm-groups' ? target : parentOf(target);
    if (!list || (target.kind !== 'cvm-group' && target.kind !== 'cvm-groups')) return undefined;
    const keys = (await childrenOf(list)).flatMap(({ entity }) => (entity ? [entity] : []));
    return { kind: 'setCvmGroups', cvm: first.cvm, groups: reorder(keys, node.entity, target.entity) };
  }
  if ((node.kind === 'group' || node.kind === 'cvm-group') && node.entity && targetCvm?.entity) {
    return { kind: 'attach', cvms: [targetCvm.entity], group: node.entity };
  }
  return undefined;
}

function moveRule(
  rule: RuleReference,
  target: TreeNode,
  parentOf: (node: TreeNode) => TreeNode | undefined,
): ModelChange | undefined {
  if (target.kind === 'rule' && target.rule) {
    const isSameList = target.rule.owner === rule.owner && target.rule.direction === rule.direction;
    return isSameList && target.rule.index !== rule.index
      ? { kind: 'moveRule', rule, before: target.rule.index }
      : undefined;
  }
  // Onto the list itself: to its end. A direction's own owner is the group above it.
  const owner = target.kind === 'direction' ? (target.entity ?? parentOf(target)?.entity) : undefined;
  const isSameDirection = target.rule === undefined || target.rule.direction === rule.direction;
  return owner === rule.owner && isSameDirection ? { kind: 'moveRule', rule } : undefined;
}

/** The key put before another one; at the end where that is none of the list. */
function reorder(keys: readonly string[], moved: string | undefined, before: string | undefined): readonly string[] {
  if (moved === undefined) return keys;
  const others = keys.filter((key) => key !== moved);
  const place = before === undefined ? -1 : others.indexOf(before);
  return place < 0 ? [...others, moved] : [...others.slice(0, place), moved, ...others.slice(place)];
}

function cvmAbove(node: TreeNode, parentOf: (node: TreeNode) => TreeNode | undefined): TreeNode | undefined {
  for (let each = parentOf(node); each; each = parentOf(each)) if (each.kind === 'cvm') return each;
  return undefined;
}
