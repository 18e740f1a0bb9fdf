import type * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { languageId } from '#protocol/requests.ts';
import * as extension from './extension.ts';

export function activate(context: vscode.ExtensionContext): Promise<void> {
  const module = context.asAbsolutePath('dist/server.js');
  const run = { module, transport: TransportKind.ipc };
  const options = { documentSelector: [{ language: languageId }, { pattern: '**/*.sg.json' }] };
  return extension.activate(context, new LanguageClient('secgroup', 'Security Groups', { run, debug: run }, options));
}
