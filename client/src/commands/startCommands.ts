import * as vscode from 'vscode';
import { showUntitled } from '../languageClient/places.ts';
import type { Server } from '../languageClient/server.ts';
import type { Command } from './command.ts';
import { firstLook, rememberOpened } from './firstLook.ts';
import { type Choice, chooseFile, pick } from './questions.ts';

/** Open the samples, begin a rule file, report an issue. */
export function startCommands(context: vscode.ExtensionContext, server: Server): readonly Command[] {
  return [
    { id: 'secgroup.openSamples', execute: () => openSamples(context) },
    { id: 'secgroup.newFile', execute: newFile },
    { id: 'secgroup.reportIssue', execute: () => reportIssue(context, server) },
  ];
}

/** Opens a copy of the samples: they are meant to be edited. */
async function openSamples(context: vscode.ExtensionContext): Promise<void> {
  const samples = vscode.Uri.joinPath(context.extensionUri, 'samples');
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const here: Choice<'here' | 'elsewhere'>[] = folder
    ? [{ label: vscode.l10n.t('Into this Workspace'), description: 'secgroup-samples/', value: 'here' }]
    : [];
  const where = await pick(
    { title: vscode.l10n.t('Open Samples'), placeholder: vscode.l10n.t('Where to copy the samples') },
    [
      ...here,
      {
        label: vscode.l10n.t('Into another Folder…'),
        description: vscode.l10n.t('opened in a new window'),
        value: 'elsewhere' as const,
      },
    ],
  );
  if (folder && where === 'here') {
    const target = vscode.Uri.joinPath(folder, 'secgroup-samples');
    await copySamples(samples, target);
    await firstLook(target);
    return;
  }
  const openLabel = vscode.l10n.t('Copy Samples Here');
  const chosen = await chooseFile({ canSelectFiles: false, canSelectFolders: true, openLabel });
  const target = vscode.Uri.joinPath(chosen, 'secgroup-samples');
  await copySamples(samples, target);
  await rememberOpened(context, target);
  await vscode.commands.executeCommand('vscode.openFolder', target, { forceNewWindow: folder !== undefined });
}

/** Copies the samples, unless there is a copy already: somebody may have edited it. */
async function copySamples(from: vscode.Uri, to: vscode.Uri): Promise<void> {
  try {
    await vscode.workspace.fs.stat(to);
  } catch {
    await copyFolder(from, to);
  }
}

/** File by file, because the extension's folder and the workspace may be of different file systems. */
async function copyFolder(from: vscode.Uri, to: vscode.Uri): Promise<void> {
  await vscode.workspace.fs.createDirectory(to);
  for (const [name, type] of await vscode.workspace.fs.readDirectory(from)) {
    const [source, target] = [vscode.Uri.joinPath(from, name), vscode.Uri.joinPath(to, name)];
    if (type === vscode.FileType.Directory) await copyFolder(source, target);
    else await vscode.workspace.fs.writeFile(target, await vscode.workspace.fs.readFile(source));
  }
}

const firstFile = `region \${1:ap-guangzhou}

group \${2:web} "\${3:Front end}" {
  inbound {
    allow https from any
    allow ssh   from \${4:10.0.0.0/8}
  }
  outbound {
    allow all to any
  }
}
$0`;

async function newFile(): Promise<void> {
  const editor = await showUntitled('', 'secgroup');
  await editor.insertSnippet(new vscode.SnippetString(firstFile));
}

async function reportIssue({ extension }: vscode.ExtensionContext, { status, state }: Server): Promise<void> {
  const { version } = extension.packageJSON as { readonly version: string };
  const model = status
    ? `${status.files} files, ${status.groups} groups, ${status.cvms} CVMs, ${status.rules} rules`
    : 'no model';
  const data = [
    `Extension: ${version}`,
    `VS Code: ${vscode.version}, ${vscode.env.appName}, ${vscode.env.uiKind === vscode.UIKind.Web ? 'web' : 'desktop'}`,
    `Remote: ${vscode.env.remoteName ?? 'none'}`,
    `Language server: ${state}, ${model}`,
  ].join('\n');
  const options = { extensionId: extension.id, issueBody: `\n\n\n${data}\n`, extensionData: data };
  try {
    await vscode.commands.executeCommand('workbench.action.openIssueReporter', options);
  } catch {
    // Not every window has a reporter: then what belongs into a report is shown.
    await showUntitled(data, 'plaintext');
  }
}
