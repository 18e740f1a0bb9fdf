import * as vscode from 'vscode';
import type { TreeNode } from '#protocol/tree.ts';
import type { Server } from '../languageClient/server.ts';
import { isPacketNode } from '../packet/packetTree.ts';
import type { ExpectationTests } from '../testing/expectationTests.ts';
import { clickedNode, modelOf, placeIn, treeNodes } from './arguments.ts';
import type { Command } from './command.ts';
import { activeRuleFile, chooseModel, regionOfNames } from './models.ts';
import { pick } from './questions.ts';

/** Expectations, and what the command line does with the same files. */
export function workspaceCommands(server: Server, tests: ExpectationTests): readonly Command[] {
  return [
    {
      id: 'secgroup.runExpectations',
      execute: async (...args) => {
        const [first] = args;
        const place = placeIn(first);
        if (place) return tests.run({ place });
        if (first instanceof vscode.Uri) return tests.run({ uri: first });
        return tests.run({});
      },
    },
    {
      id: 'secgroup.copyAsCommand',
      execute: async (...args) => {
        const command = (await commandOf(server, args)) ?? (await pickCommand());
        // The extension starts no program: what the command line does is handed over as a command to be pasted.
        await vscode.env.clipboard.writeText(command);
        void vscode.window.showInformationMessage(vscode.l10n.t('Copied: {0}', command));
      },
    },
  ];
}

async function commandOf(server: Server, args: readonly unknown[]): Promise<string | undefined> {
  const [first] = args;
  if (isPacketNode(first)) return first.record.answer.command;
  if (first instanceof vscode.Uri) return `secgroup check ${quote(vscode.workspace.asRelativePath(first, false))}`;
  const node = clickedNode(args);
  switch (node?.kind) {
    case 'cvm':
      return `secgroup reach --to ${quote(node.label)}${await regionOption(server, [node])}`;
    case 'region':
      return `secgroup check --region ${quote(node.label)}`;
    case 'group': {
      const groups = treeNodes(args).filter(({ kind }) => kind === 'group');
      return `secgroup export ${groups.map(({ label }) => quote(label)).join(' ')}${await regionOption(server, groups)}`;
    }
    default:
      return undefined;
  }
}

/** The command line asks for the region of a name that is known in several. */
async function regionOption(server: Server, nodes: readonly TreeNode[]): Promise<string> {
  const model = await chooseModel(server, title(), modelOf(nodes[0]));
  const region = regionOfNames(model, nodes);
  return region === undefined ? '' : ` --region ${quote(region)}`;
}

const title = (): string => vscode.l10n.t('Copy as Command');

async function pickCommand(): Promise<string> {
  const file = activeRuleFile();
  const path = file ? ` ${quote(vscode.workspace.asRelativePath(file, false))}` : '';
  const commands = [
    { value: 'secgroup check', description: vscode.l10n.t('every diagnostic') },
    { value: 'secgroup test', description: vscode.l10n.t('every expectation') },
    { value: `secgroup format${path}`, description: vscode.l10n.t('the canonical layout') },
    {
      value: `secgroup diff HEAD .`,
      description: vscode.l10n.t('packets that change their fate since the last commit'),
    },
  ];
  return pick(
    { title: title(), placeholder: vscode.l10n.t('Command to copy') },
    commands.map(({ value, description }) => ({ label: value, description, value })),
  );
}

/** Quotes a word for a shell, for names and paths come from files. */
function quote(word: string): string {
  return /^[\p{L}\p{N}_.:/@-]+$/u.test(word) && !word.startsWith('-') ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
