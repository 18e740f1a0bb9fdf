import * as vscode from 'vscode';
import type { PacketNode } from './packet/packetTree.ts';
import { isRuleFile } from './ruleFiles.ts';
import type { Row } from './trees/rows.ts';
import { createSlot, type ViewSlot } from './trees/slot.ts';

const ruleFiles = '**/*.{sg,sg.json}';

/** The views that are always there. */
export interface Views {
  readonly groups: ViewSlot<Row>;
  readonly cvms: ViewSlot<Row>;
  readonly packets: ViewSlot<PacketNode>;
}

/**
 * Loads the extension when there is something for it to do: a rule file in the workspace or in an editor, a view that is opened, a command.
 * VS Code also activates the extension for any JSON file; until then it stays at this module, with its views empty and its commands as
 * stand-ins.
 */
export function activateWhenNeeded(
  context: vscode.ExtensionContext,
  load: () => Promise<(views: Views) => void>,
): void {
  const waiting: vscode.Disposable[] = [];
  let loaded: Promise<void> | undefined;

  const wake = (): Promise<void> => {
    loaded ??= load().then((activate) => {
      for (const each of waiting.splice(0)) each.dispose();
      activate(views);
    });
    return loaded;
  };
  const views: Views = {
    groups: createSlot('secgroup.groups', wake),
    cvms: createSlot('secgroup.cvms', wake),
    packets: createSlot('secgroup.packets', wake),
  };
  context.subscriptions.push(...Object.values(views).map(({ view }) => view));

  for (const id of commandIds(context)) {
    waiting.push(
      vscode.commands.registerCommand(id, async (...args: unknown[]) => {
        await wake();
        return vscode.commands.executeCommand(id, ...args);
      }),
    );
  }
  const watcher = vscode.workspace.createFileSystemWatcher(ruleFiles, false, true, true);
  waiting.push(
    watcher,
    watcher.onDidCreate(wake),
    vscode.workspace.onDidOpenTextDocument((document) => {
      if (isRuleFile(document)) void wake();
    }),
  );
  context.subscriptions.push({ dispose: () => vscode.Disposable.from(...waiting).dispose() });

  if (vscode.workspace.textDocuments.some(isRuleFile)) {
    void wake();
    return;
  }
  void vscode.workspace.findFiles(ruleFiles, undefined, 1).then((found) => {
    if (found.length > 0) void wake();
  });
}

function commandIds(context: vscode.ExtensionContext): readonly string[] {
  const { contributes } = context.extension.packageJSON as {
    readonly contributes: { readonly commands: readonly { readonly command: string }[] };
  };
  return contributes.commands.map(({ command }) => command);
}
