import * as vscode from 'vscode';
import type { TreeNode, TreeNodeKind, TreeView as ViewName } from '#protocol/tree.ts';
import { fitting, fittingLabel } from './fitting.ts';
import { iconOf } from './icons.ts';
import { problemCount, rowUri } from './problems.ts';
import { isOpenAtFirst, type Row, type RowOrRoot } from './rows.ts';

export function treeItem(view: ViewName, row: Row): vscode.TreeItem {
  const { id, node } = row;
  const depth = depthBelow(row.parent);
  const label = node.kind === 'path' ? fittingLabel(node.label, depth) : node.label;
  const item = new vscode.TreeItem(label, collapsibleState(node));
  item.id = id;
  item.description = descriptionOf(node, label, depth);
  item.iconPath = iconOf(node);
  item.contextValue = contextValue(node);
  const said = tooltip(node);
  if (said !== undefined) item.tooltip = said;
  item.accessibilityInformation = { label: spoken(node) };
  item.resourceUri = rowUri(view, row);
  if (node.location && !node.hasChildren) {
    item.command = {
      command: 'secgroup.revealInFile',
      title: vscode.l10n.t('Reveal in File'),
      arguments: [row, 'click'],
    };
  }
  return item;
}

/** Rows whose description is never shortened: quotas, addresses and the ACL are what people look them up for. */
const whole: readonly TreeNodeKind[] = ['group', 'cvm', 'cvm-group', 'subnet'];

function descriptionOf(node: TreeNode, label: string, depth: number): string {
  const { description, kind, hasChildren, problems, live } = node;
  if (whole.includes(kind)) return description ?? '';
  // The view says of what: `46` for `46 groups`, `3/50` for `3/50 groups`.
  if (kind === 'region' || kind === 'project') return description?.split(' ')[0] ?? '';
  // The badge of a branch comes and goes while its words stay: they leave room for it.
  const hasBadge = hasChildren || problems !== undefined || live !== undefined;
  return fitting({ label, description, depth, hasBadge, isList: kind === 'path' });
}

const depthBelow = (parent: RowOrRoot): number => (parent ? 1 + depthBelow(parent.parent) : 0);

function collapsibleState(node: TreeNode): vscode.TreeItemCollapsibleState {
  if (!node.hasChildren) return vscode.TreeItemCollapsibleState.None;
  return isOpenAtFirst(node) ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
}

/**
 * The words that decide which menus a row has: its kind; `builtin` for what cannot be changed, else `own`; `differs` for what is not as it is
 * live; `id` and `address` for what can be copied; `located` for what is written in a file.
 */
function contextValue({ kind, builtin, ofAcl, live, cloudId, addresses, location }: TreeNode): string {
  const flags = [
    ofAcl && 'acl',
    live !== undefined && 'differs',
    cloudId && 'id',
    addresses && 'address',
    location && 'located',
  ];
  return [kind, builtin ? 'builtin' : 'own', ...flags].filter(Boolean).join(' ');
}

function tooltip(node: TreeNode): vscode.MarkdownString | string | undefined {
  if (node.tooltip !== undefined) return markdownOf(node.tooltip);
  // What a rule decides, or an address stands for, takes a while to find out: it is asked for when somebody points at the row.
  return node.kind === 'rule' || node.kind === 'item' ? undefined : wordsOf(node);
}

export const wordsOf = ({ label, whole = label, description }: TreeNode): string =>
  [whole, description].filter(Boolean).join(' — ');

/** Plain words, and Markdown that may come from files: its links run no commands, and its HTML is not shown. */
export function markdownOf(text: string, words = ''): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString().appendText(words).appendMarkdown(`\n\n${text}`);
  markdown.isTrusted = false;
  markdown.supportHtml = false;
  return markdown;
}

function spoken(node: TreeNode): string {
  const { label, whole = label, description, problems, live } = node;
  const parts = [whole, description, kindName(node), problems && problemText(problems), live];
  return parts.filter(Boolean).join(', ');
}

function problemText({ severity, count }: NonNullable<TreeNode['problems']>): string {
  switch (severity) {
    case 'error':
      return vscode.l10n.t('{0}, errors among them', problemCount(count));
    case 'warning':
      return vscode.l10n.t('{0}, warnings among them', problemCount(count));
    case 'information':
      return problemCount(count);
  }
}

export function kindName({ kind, action }: Pick<TreeNode, 'kind' | 'action'>): string {
  switch (kind) {
    case 'region':
      return vscode.l10n.t('region');
    case 'project':
      return vscode.l10n.t('project');
    case 'group':
    case 'cvm-group':
      return vscode.l10n.t('group');
    case 'rule':
      return action === 'deny' ? vscode.l10n.t('denying rule') : vscode.l10n.t('allowing rule');
    case 'vpc':
      return vscode.l10n.t('VPC');
    case 'subnet':
      return vscode.l10n.t('subnet');
    case 'cvm':
      return vscode.l10n.t('CVM');
    case 'reference':
      return vscode.l10n.t('reference');
    case 'addresses':
      return vscode.l10n.t('address list');
    case 'services':
      return vscode.l10n.t('service list');
    case 'acl':
      return vscode.l10n.t('ACL');
    case 'lists':
    case 'item':
    case 'folder':
    case 'builtin-groups':
    case 'direction':
    case 'members':
    case 'references':
    case 'cvm-groups':
    case 'reached-by':
    case 'reaches':
    case 'path':
      return '';
  }
}
