import * as vscode from 'vscode';
import { isObject } from '../commands/isObject.ts';

const type = 'secgroup';
const commands = ['check', 'test', 'format'];

/**
 * Tasks that call the command line, found by the shell: `npm install --global` or the project's own copy. Offered; the
 * extension itself starts none but the one that people ask for by Pull From Cloud.
 */
export function provideTasks(): vscode.Disposable {
  return vscode.tasks.registerTaskProvider(type, {
    provideTasks() {
      const folders = vscode.workspace.isTrusted ? (vscode.workspace.workspaceFolders ?? []) : [];
      return folders.flatMap((folder) => commands.map((command) => task({ type, command }, folder, command, [])));
    },
    resolveTask({ definition, scope }) {
      const { command, paths = [], region, output } = definition;
      if (command === 'pull' && typeof region === 'string' && isFolder(scope))
        return pullTask(scope, region, typeof output === 'string' ? output : undefined);
      if (typeof command !== 'string' || !commands.includes(command) || !Array.isArray(paths)) return undefined;
      const words = paths.filter((each) => typeof each === 'string');
      return task(definition, isFolder(scope) ? scope : vscode.TaskScope.Workspace, command, words);
    },
  });
}

/** Asks the cloud for what is live. Regions and folder are typed by people: the shell makes nothing of them. */
export function pullTask(folder: vscode.WorkspaceFolder, region: string, output = 'live/'): vscode.Task {
  const quoted = (value: string): vscode.ShellQuotedString => ({ value, quoting: vscode.ShellQuoting.Strong });
  const definition = { type, command: 'pull', region, output };
  return task(definition, folder, 'pull', ['--region', quoted(region), '-o', quoted(output)]);
}

function task(
  definition: vscode.TaskDefinition,
  scope: vscode.WorkspaceFolder | vscode.TaskScope.Workspace,
  command: string,
  words: readonly (string | vscode.ShellQuotedString)[],
): vscode.Task {
  const execution = new vscode.ShellExecution('secgroup', [command, ...words]);
  const made = new vscode.Task(definition, scope, command, 'secgroup', execution, '$secgroup');
  if (command === 'check' || command === 'test') made.group = vscode.TaskGroup.Test;
  return made;
}

const isFolder = (scope: unknown): scope is vscode.WorkspaceFolder => isObject(scope) && 'uri' in scope;
