import * as vscode from 'vscode';

const ruleFiles = '**/*.{sg,sg.json}';
/** How long the search for rule files may take before the views stand in for what it may find. */
const searchMs = 2000;
const views = ['secgroup.groups', 'secgroup.cvms', 'secgroup.packets'];

/**
 * Loads the extension when there is something for it to do: a rule file in the workspace or in an editor, a view that is opened, a command.
 * VS Code also activates the extension for any JSON file; until then it stays at this module, with its commands and views as stand-ins.
 */
export function activateWhenNeeded(context: vscode.ExtensionContext, load: () => Promise<() => void>): void {
  const waiting: vscode.Disposable[] = [];
  const standIns: vscode.TreeView<never>[] = [];
  let loaded: Promise<void> | undefined;

  const wake = (): Promise<void> => {
    loaded ??= load().then(async (activate) => {
      // A view that is made while its stand-in is still on its way out would go with it. Their end is a promise, whatever the type says.
      await Promise.all(standIns.map((view) => view.dispose()));
      for (const each of waiting.splice(0)) each.dispose();
      activate();
    });
    return loaded;
  };

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
  /** Only once it is known that nothing is to be loaded now: a view that takes another one's place may come up empty. */
  const standIn = (): void => {
    if (loaded || standIns.length > 0) return;
    standIns.push(...views.map((id) => vscode.window.createTreeView(id, { treeDataProvider: wakesOnSight(wake) })));
  };
  void vscode.workspace
    .findFiles(ruleFiles, undefined, 1)
    .then((found) => (found.length > 0 ? wake() : standIn()), standIn);
  // Where a folder has no search, there is no answer.
  const patience = setTimeout(standIn, searchMs);
  waiting.push({ dispose: () => clearTimeout(patience) });
}

function commandIds(context: vscode.ExtensionContext): readonly string[] {
  const { contributes } = context.extension.packageJSON as {
    readonly contributes: { readonly commands: readonly { readonly command: string }[] };
  };
  return contributes.commands.map(({ command }) => command);
}

/** Children are asked for only once the view can be seen. */
function wakesOnSight(wake: () => Promise<void>): vscode.TreeDataProvider<never> {
  return {
    getTreeItem: (node) => node,
    getChildren: () => {
      void wake();
      return [];
    },
  };
}

function isRuleFile(document: vscode.TextDocument): boolean {
  return document.languageId === 'secgroup' || document.uri.path.endsWith('.sg.json');
}
