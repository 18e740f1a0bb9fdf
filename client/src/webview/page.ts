import * as vscode from 'vscode';

interface PanelOptions {
  /** The name of its script and style sheet, and of its kind. */
  readonly bundle: string;
  readonly title: string;
  readonly column: vscode.ViewColumn | { readonly viewColumn: vscode.ViewColumn; readonly preserveFocus: boolean };
}

/** A panel whose page loads nothing but one script and one style sheet of the extension. */
export function webviewPanel(extension: vscode.Uri, { bundle, title, column }: PanelOptions): vscode.WebviewPanel {
  const dist = vscode.Uri.joinPath(extension, 'dist');
  const panel = vscode.window.createWebviewPanel(`secgroup.${bundle}`, title, column, {
    enableScripts: true,
    localResourceRoots: [dist],
    retainContextWhenHidden: true,
  });
  panel.iconPath = {
    light: vscode.Uri.joinPath(extension, 'media/language-light.svg'),
    dark: vscode.Uri.joinPath(extension, 'media/language-dark.svg'),
  };
  panel.webview.html = pageOf(panel.webview, dist, bundle);
  return panel;
}

function pageOf(webview: vscode.Webview, dist: vscode.Uri, bundle: string): string {
  const nonce = randomText();
  const script = webview.asWebviewUri(vscode.Uri.joinPath(dist, `${bundle}.js`));
  const style = webview.asWebviewUri(vscode.Uri.joinPath(dist, `${bundle}.css`));
  // Pictures are those that a page has drawn itself.
  const policy = `default-src 'none'; img-src data:; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${style}">
</head>
<body>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}

function randomText(): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  return Array.from({ length: 32 }, () => letters[Math.floor(Math.random() * letters.length)]).join('');
}
