import * as vscode from 'vscode';
import type { ErrorHandler, LanguageClientOptions, Middleware } from 'vscode-languageclient';
import type { InitializationOptions } from '#protocol/files.ts';
import { languageId } from '#protocol/requests.ts';
import type { Crashes } from './crashes.ts';
import { pulling } from './pulling.ts';

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

export function clientOptions(
  extensionUri: vscode.Uri,
  log: vscode.LogOutputChannel,
  crashes: Crashes,
  errorHandler: ErrorHandler,
  texts: () => Pick<InitializationOptions, 'texts'>,
): LanguageClientOptions {
  return {
    documentSelector: documentSelector(),
    outputChannel: log,
    errorHandler,
    synchronize: { configurationSection: languageId },
    initializationOptions: (): InitializationOptions => ({
      readsFiles: true,
      showsDocuments: true,
      hasGrammar: true,
      confirmsEdits: true,
      assets: vscode.Uri.joinPath(extensionUri, 'dist').toString(),
      settings: settings(),
      setAside: [...crashes.setAside],
      ...texts(),
    }),
    middleware: { ...leaveOut(crashes), ...pulling() },
    diagnosticPullOptions: { onChange: true, onTabs: true },
    // Names and descriptions come from files: no command link, HTML or script of theirs is to work.
    markdown: { isTrusted: false, supportHtml: false },
    // The trees and the status item show that the server does not start; a second message would say no more.
    initializationFailedHandler: () => false,
  };
}

/** The settings as plain data: the object that VS Code returns has functions too. */
function settings(): unknown {
  return JSON.parse(JSON.stringify(vscode.workspace.getConfiguration(languageId)));
}

/** Notes which document is opened in the server, and does not open those that made it end. */
function leaveOut({ setAside, touched }: Crashes): Middleware {
  const isOut = (document: vscode.TextDocument): boolean => setAside.has(document.uri.toString());
  return {
    didOpen: async (document, next) => {
      if (isOut(document)) return;
      touched(document.uri.toString());
      await next(document);
    },
    didChange: async (event, next) => {
      if (isOut(event.document)) return;
      touched(event.document.uri.toString());
      await next(event);
    },
    didClose: async (document, next) => {
      if (!isOut(document)) await next(document);
    },
  };
}
