import type * as vscode from 'vscode';
import { activateWhenNeeded } from './activation.ts';

export function activate(context: vscode.ExtensionContext): void {
  activateWhenNeeded(context, async () => {
    const { activateInNode } = await import('./languageClient/nodeHost.ts');
    return (views) => activateInNode(context, views);
  });
}
