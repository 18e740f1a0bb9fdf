import * as vscode from 'vscode';
import { isObject } from '../commands/arguments.ts';

const type = 'secgroup';
const commands = ['check', 'test', 'format'];

/**
 * Tasks that call the command line, found by the shell: `npm install --global` or the project's own copy. Offered, never started by
 * the extension itself.
 */
export function provideTasks(): vscode.Disposable {
  return vscode.tasks.registerTaskProvider(type, {
    provideTasks() {
      const folders = vscode.workspace.isTrusted ? (vscode.workspace.workspaceFolders ?? []) : [];
      return folders.flatMap((folder) => commands.map((command) => task({ type, command }, folder, command, [])));
    },
    resolveTask({ definition, scope }) {
      const { command, paths = [] } = definition;
      if (typeof command !== 'string' || !commands.includes(command) || !Array.isArray(paths)) return undefined;
      const words = paths.filter((each) => typeof each === 'string');
      return task(definition, isFolder(scope) ? scope : vscode.TaskScope.Workspace, command, words);
    },
  });
}

function task(
  definition: vscode.TaskDefinition,
  scope: vscode.WorkspaceFolder | vscode.TaskScope.Workspace,
  command: string,
  paths: readonly string[],
): vscode.Task {
  const execution = new vscode.ShellExecution('secgroup', [command, ...paths]);
  const made = new vscode.Task(definition, scope, command, 'secgroup', execution, '$secgroup');
  if (command !== 'format') made.group = vscode.TaskGroup.Test;
  return made;
}

const isFolder = (scope: unknown): scope is vscode.WorkspaceFolder => isObject(scope) && 'uri' in scope;
