import * as vscode from 'vscode';
import { Refused, showFault } from '../languageClient/faults.ts';
import { withoutRows } from './arguments.ts';

/** A command as it is registered. `registerCommands` shows its failures. */
export interface Command {
  readonly id: `secgroup.${string}`;
  /** The arguments depend on where the command is called: none, a tree node, a text. Each command finds out what it was given. */
  execute(...args: readonly unknown[]): unknown;
}

export function registerCommands(log: vscode.LogOutputChannel, commands: readonly Command[]): vscode.Disposable {
  return vscode.Disposable.from(
    ...commands.map(({ id, execute }) =>
      vscode.commands.registerCommand(id, async (...args: unknown[]) => {
        try {
          return await execute(...withoutRows(args));
        } catch (error) {
          if (error instanceof vscode.CancellationError) return undefined;
          logFault(log, id, error);
          showFault(error);
          return undefined;
        }
      }),
    ),
  );
}

/** A refusal is told to whoever asked, and is no error. What nobody expected is logged with its stack. */
function logFault(log: vscode.LogOutputChannel, id: string, error: unknown): void {
  if (error instanceof Refused) log.info(`${id}: ${error.message}`);
  else log.error(`${id}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
}
