import * as vscode from 'vscode';
import type { InitializationOptions } from '#protocol/files.ts';

/** The server's texts in the language of VS Code, for a server in a worker, which cannot read the file that ships with it. */
export async function readServerTexts(extensionUri: vscode.Uri): Promise<Pick<InitializationOptions, 'texts'>> {
  if (vscode.env.language !== 'zh-cn') return {};
  try {
    const file = vscode.Uri.joinPath(extensionUri, 'dist/server.zh-cn.json');
    return { texts: JSON.parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(file))) };
  } catch {
    // It speaks English then.
    return {};
  }
}
