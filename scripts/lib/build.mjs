// Bundles: the extension and the server, each for Node and for the browser; the command line; and files that are copied as they are.
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { writeNotices } from './notices.mjs';
import { dist, root } from './paths.mjs';
import { Problem } from './step.mjs';

/** VS Code 1.100 runs Node 20, and so may the users of the command line. */
// jsonc-parser's main file is of a kind (UMD) that no bundler can follow.
const node = { platform: 'node', target: 'node20', mainFields: ['module', 'main'] };
const browser = { platform: 'browser', target: 'es2022', mainFields: ['browser', 'module', 'main'] };

/** Builds dist/ anew. It takes about a second, so nothing is kept from the last time. */
export async function build() {
  try {
    await bundle();
  } catch (error) {
    // esbuild has shown its errors with their places.
    throw error.errors
      ? new Problem(`The bundles could not be built: ${error.errors.length} errors, see above.`)
      : error;
  }
}

async function bundle() {
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const common = {
    absWorkingDir: root,
    bundle: true,
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
    outdir: 'dist',
    define: { __VERSION__: JSON.stringify(manifest.version) },
  };
  const client = 'client/src';
  const server = 'server/src';
  const onDemandFiles = [];
  const results = await Promise.all([
    esbuild.build({
      ...common,
      ...node,
      format: 'cjs',
      external: ['vscode'],
      entryPoints: { extension: `${client}/extension.node.ts` },
      plugins: [onDemand({ ...common, ...node, format: 'cjs', external: ['vscode'] }, onDemandFiles)],
    }),
    esbuild.build({
      ...common,
      ...browser,
      format: 'cjs',
      external: ['vscode'],
      entryPoints: { 'extension.browser': `${client}/extension.browser.ts` },
    }),
    esbuild.build({
      ...common,
      ...node,
      format: 'cjs',
      entryPoints: { server: `${server}/node.ts` },
      // A package that asks where it is (import.meta.url) means the file it is bundled into.
      define: { ...common.define, 'import.meta.url': '__moduleUrl' },
      banner: { js: 'const __moduleUrl = require("node:url").pathToFileURL(__filename).href;' },
    }),
    esbuild.build({
      ...common,
      ...browser,
      format: 'iife',
      entryPoints: { 'server.browser': `${server}/browser.ts` },
      define: { ...common.define, 'import.meta.url': 'self.location.href' },
      external: ['fs/promises', 'module', 'node:*'],
    }),
    // Split, so that a command loads what it needs and nothing else: a cold process spends most of its time compiling.
    esbuild.build({
      ...common,
      ...node,
      format: 'esm',
      splitting: true,
      entryPoints: { cli: `${server}/cli.ts` },
      outExtension: { '.js': '.mjs' },
      chunkNames: 'cli/[name]-[hash]',
      banner: {
        js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
      },
    }),
  ]);
  copyFileSync(
    path.join(root, 'node_modules/web-tree-sitter/web-tree-sitter.wasm'),
    path.join(dist, 'web-tree-sitter.wasm'),
  );
  copyFileSync(
    path.join(root, 'node_modules/@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-hcl.wasm'),
    path.join(dist, 'tree-sitter-hcl.wasm'),
  );
  chmodSync(path.join(dist, 'cli.mjs'), 0o755);
  writeNotices([...onDemandFiles, ...results.map((result) => result.metafile)]);
}

/**
 * Makes each `import('./file.ts')` of the Node extension a bundle of its own that is loaded when it is reached: esbuild splits only
 * ES modules. Their metafiles are added to `metafiles`. What two bundles share is in both of them, so a module with state has to be behind one `import()` only.
 */
function onDemand(options, metafiles) {
  return {
    name: 'on-demand',
    setup(bundler) {
      bundler.onResolve({ filter: /^\.\.?\// }, async ({ kind, path: request, resolveDir }) => {
        if (kind !== 'dynamic-import') return undefined;
        const file = path.resolve(resolveDir, request);
        const name = path.basename(file).replace(/\.ts$/, '');
        metafiles.push((await esbuild.build({ ...options, entryPoints: { [name]: file } })).metafile);
        return { path: `./${name}.js`, external: true };
      });
    },
  };
}
