import * as vscode from 'vscode';
import { liveTarget } from '#protocol/live.ts';
import { Refused } from '../languageClient/faults.ts';
import type { Server } from '../languageClient/server.ts';
import { pullTask } from '../tasks/cliTasks.ts';
import type { Command } from './command.ts';
import { chooseModel } from './models.ts';
import { type Choice, pickOrType } from './questions.ts';

const title = (): string => vscode.l10n.t('Pull From Cloud');

/** The extension itself asks the cloud for nothing: the command line does, in a terminal, with the credentials that it finds there. */
export function pullFromCloud(server: Server): Command {
  return {
    id: 'secgroup.pullFromCloud',
    execute: async () => {
      if (!vscode.workspace.isTrusted)
        throw new Refused(vscode.l10n.t('This workspace is not trusted: programs are not run in it.'));
      const { uri, regions } = await chooseModel(server, title());
      const [first] = vscode.workspace.workspaceFolders ?? [];
      const folder = (uri && vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(uri, true))) || first;
      if (!folder) throw new Refused(vscode.l10n.t('What is live is written into a folder: open one first.'));
      const choices: readonly Choice<string>[] = [
        ...regions.filter(({ name }) => name !== 'default').map(({ name }) => ({ label: name, value: name })),
        { label: 'all', description: vscode.l10n.t('every region of the account'), value: 'all' },
      ];
      const region = await pickOrType(
        { title: title(), placeholder: vscode.l10n.t('Region to ask the cloud for') },
        choices,
      );
      const target = await server.ask(liveTarget, { uri, region });
      await vscode.tasks.executeTask(
        'error' in target
          ? pullTask(folder, region)
          : pullTask(folder, target.regions.join(), within(folder, target.uri)),
      );
    },
  };
}

/** The path of a file from the folder in which the task's terminal opens. */
function within(folder: vscode.WorkspaceFolder, uri: string): string {
  const file = vscode.Uri.parse(uri, true);
  const parent = `${folder.uri.path}/`;
  return file.path.startsWith(parent) ? file.path.slice(parent.length) : file.fsPath;
}
