import * as vscode from 'vscode';
import type { TreeNode, TreeNodeKind } from '#protocol/tree.ts';
import { directionOf } from '../commands/arguments.ts';

const icons: Readonly<Record<TreeNodeKind, string>> = {
  folder: 'root-folder',
  region: 'globe',
  project: 'project',
  'builtin-groups': 'library',
  group: 'shield',
  direction: 'arrow-both',
  rule: 'pass',
  members: 'server-environment',
  references: 'references',
  lists: 'folder-library',
  addresses: 'list-unordered',
  services: 'plug',
  item: 'symbol-constant',
  acl: 'law',
  reference: 'link',
  vpc: 'cloud',
  subnet: 'type-hierarchy',
  cvm: 'vm',
  'cvm-groups': 'list-ordered',
  'cvm-group': 'shield',
  'reached-by': 'call-incoming',
  reaches: 'call-outgoing',
  path: 'arrow-small-right',
};

/** The icon of a node's kind. Rules have that of their action; built-in groups and groups without a machine have their own. */
export function iconOf(node: TreeNode): vscode.ThemeIcon {
  if (node.action) return actionIcon(node.action);
  if (node.kind === 'direction') {
    return new vscode.ThemeIcon(directionOf(node) === 'outbound' ? 'sign-out' : 'sign-in');
  }
  if (node.kind === 'group' && node.builtin) return new vscode.ThemeIcon('lock');
  if (node.kind === 'group' && node.attached === false) {
    return new vscode.ThemeIcon('shield', new vscode.ThemeColor('disabledForeground'));
  }
  return new vscode.ThemeIcon(icons[node.kind]);
}

export function actionIcon(action: 'allow' | 'deny'): vscode.ThemeIcon {
  return action === 'allow'
    ? new vscode.ThemeIcon('pass', new vscode.ThemeColor('secgroup.allowed'))
    : new vscode.ThemeIcon('circle-slash', new vscode.ThemeColor('secgroup.denied'));
}
