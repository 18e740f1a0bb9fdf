import * as vscode from 'vscode';
import type { ErrorHandler, LanguageClientOptions } from 'vscode-languageclient';
import type { InitializationOptions } from '#protocol/files.ts';
import { languageId } from '#protocol/requests.ts';

/**
 * What the server is told of: rule files, snapshots and `secgroup.json`, in the schemes where files live. Other schemes (`git:`, our own
 * documents) show copies of such files, which are not part of any model.
 */
export function documentSelector(): { language?: string; scheme: string; pattern?: string }[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const schemes = new Set(['file', 'untitled', 'vscode-remote', 'vscode-vfs', ...folders.map(({ uri }) => uri.scheme)]);
  return [...schemes].flatMap((scheme) => [
    { language: languageId, scheme },
    { scheme, pattern: '**/*.sg.json' },
    { scheme, pattern: '**/secgroup.json' },
  ]);
}

export function clientOptions(log: vscode.LogOutputChannel, errorHandler: ErrorHandler): LanguageClientOptions {
  return {
    documentSelector: documentSelector(),
    outputChannel: log,
    errorHandler,
    synchronize: { configurationSection: languageId },
    initializationOptions: (): InitializationOptions => ({ readsFiles: true, settings: settings() }),
    diagnosticPullOptions: { onChange: true, onTabs: true },
    // Names and descriptions come from files: no command link, HTML or script of theirs is to work.
    markdown: { isTrusted: false, supportHtml: false },
    // The trees and the status item show that the server does not start; a second message would say no more.
    initializationFailedHandler: () => false,
  };
}

/** As plain data: what VS Code hands out has functions too. */
function settings(): unknown {
  return JSON.parse(JSON.stringify(vscode.workspace.getConfiguration(languageId)));
}
