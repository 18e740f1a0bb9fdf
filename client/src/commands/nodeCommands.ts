import * as vscode from 'vscode';
import type { TreeNode } from '#protocol/tree.ts';
import { Refused } from '../languageClient/faults.ts';
import { openPlace } from '../languageClient/places.ts';
import { treeNodes } from './arguments.ts';
import type { Command } from './command.ts';
import type { Places } from './targets.ts';

/** Delete, rename and copy what is selected in a tree. */
export function nodeCommands({ groups, cvms }: Places): readonly Command[] {
  /** The nodes that were clicked. A key binding names the focused view instead: then the nodes that are selected there. */
  function meant(args: readonly unknown[]): readonly TreeNode[] {
    const clicked = treeNodes(args);
    if (clicked.length > 0) return clicked;
    return (args[0] === 'cvms' ? cvms : groups).selected();
  }

  async function copy(args: readonly unknown[], textsOf: (node: TreeNode) => readonly string[]): Promise<void> {
    const texts = meant(args).flatMap(textsOf);
    if (texts.length === 0)
      throw new Refused(vscode.l10n.t('There is nothing to copy: select a node of a tree that has it.'));
    await vscode.env.clipboard.writeText(texts.join('\n'));
    vscode.window.setStatusBarMessage(vscode.l10n.t('Copied: {0}', texts.join(', ')), 5000);
  }

  return [
    { id: 'secgroup.copyId', execute: (...args) => copy(args, ({ cloudId }) => (cloudId ? [cloudId] : [])) },
    { id: 'secgroup.copyAddress', execute: (...args) => copy(args, ({ addresses }) => addresses ?? []) },
    {
      id: 'secgroup.deleteSelected',
      execute: async (...args) => {
        const nodes = meant(args);
        const [node] = nodes;
        const builtin = nodes.find((each) => each.builtin);
        if (builtin) throw new Refused(vscode.l10n.t("'{0}' is built in: it cannot be changed.", builtin.label));
        const areRules = nodes.every(({ kind }) => kind === 'rule');
        if (node && areRules) await vscode.commands.executeCommand('secgroup.removeRule', node, nodes);
        else if (node?.kind === 'group' && nodes.length === 1)
          await vscode.commands.executeCommand('secgroup.deleteGroup', node);
        else throw new Refused(vscode.l10n.t('Select one group, or rules, in the tree to delete them.'));
      },
    },
    {
      id: 'secgroup.renameSelected',
      execute: async (...args) => {
        const nodes = meant(args);
        if (nodes.length > 1) throw new Refused(vscode.l10n.t('Select one row of the tree to rename it.'));
        const [node] = nodes;
        if (node?.builtin) throw new Refused(vscode.l10n.t("'{0}' is built in: it cannot be changed.", node.label));
        if (node?.kind === 'group' || node?.kind === 'cvm-group') {
          await vscode.commands.executeCommand('secgroup.renameGroup', node);
        } else if (node?.location && renamed.has(node.kind)) {
          await openPlace(node.location);
          await vscode.commands.executeCommand('editor.action.rename');
        } else {
          throw new Refused(vscode.l10n.t('Select something that has a name in the tree to rename it.'));
        }
      },
    },
  ];
}

/** Kinds that the editor renames where they are declared, with all their uses. */
const renamed: ReadonlySet<TreeNode['kind']> = new Set(['cvm', 'subnet', 'addresses', 'services', 'acl']);
