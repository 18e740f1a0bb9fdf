import { readFileSync } from 'node:fs';
import path from 'node:path';

const types = {
  '.js': 'text/javascript',
  '.cjs': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.html': 'text/html',
};

/**
 * Makes a page run the extensions of `folders`, and the tests of `testFile`, in the browser's web worker host, as vscode.dev does.
 * They have to come from an http: address: with a vscode-remote: one VS Code takes the Node host whatever is asked for, and the tests run
 * in the host of the extension whose folder they are in. So they are served below /dev-ext/ through the page.
 */
export async function serveWebExtensions(page, vscode, folders, testFile) {
  await page.route(`${vscode.base}/dev-ext/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    const [, index, rest] = /^\/dev-ext\/(\d+)\/(.*)$/.exec(decodeURIComponent(pathname)) ?? [];
    const file = rest === '.tests/run.js' ? testFile : path.join(folders[index] ?? '/nowhere', rest ?? '');
    try {
      const contentType = types[path.extname(file)] ?? 'application/octet-stream';
      return route.fulfill({ body: readFileSync(file), contentType });
    } catch {
      return route.fulfill({ status: 404 });
    }
  });
  const uri = (file) => ({ scheme: 'http', authority: `127.0.0.1:${vscode.port}`, path: `/dev-ext/${file}` });
  const development = {
    extensions: folders.map((_, index) => uri(index)),
    ...(testFile ? { extensionTestsPath: uri('0/.tests/run.js') } : {}),
  };
  // The workbench reads its options from an attribute of a meta element.
  await page.addInitScript((added) => {
    const original = Element.prototype.getAttribute;
    Element.prototype.getAttribute = function (name) {
      const value = original.call(this, name);
      if (this.id !== 'vscode-workbench-web-configuration' || name !== 'data-settings') return value;
      const options = JSON.parse(value);
      return JSON.stringify({ ...options, developmentOptions: { ...options.developmentOptions, ...added } });
    };
  }, development);
}
