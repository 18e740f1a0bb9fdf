import * as vscode from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import { languageId } from '#protocol/requests.ts';
import * as extension from './extension.ts';

export function activate(context: vscode.ExtensionContext): Promise<void> {
  const worker = new Worker(vscode.Uri.joinPath(context.extensionUri, 'dist/server.browser.js').toString(true));
  const options = { documentSelector: [{ language: languageId }, { pattern: '**/*.sg.json' }] };
  return extension.activate(context, new LanguageClient('secgroup', 'Security Groups', worker, options));
}
