// Bundles: the extension and the server, each for Node and for the browser; the command line; and files that are copied as they are.
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { builtinModules, createRequire } from 'node:module';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { writeNotices } from './notices.mjs';
import { dist, out, root } from './paths.mjs';
import { runQuietly } from './processes.mjs';
import { Problem } from './step.mjs';

/**
 * VS Code 1.100 runs Node 20, and so may the users of the command line. ES modules are taken first: jsonc-parser's main file is of a kind
 * (UMD) that no bundler can follow.
 */
const node = {
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'],
  // Node has the Buffer that the browser's build brings along.
  alias: { 'csv-parse/browser/esm/sync': 'csv-parse/sync' },
};
const browser = { platform: 'browser', target: 'es2022', mainFields: ['browser', 'module', 'main'] };

/**
 * Brings dist/ up to date. All is bundled anew, which takes about a second, beside its place; files that came out as they were stay
 * untouched, so that a program that runs from dist/ meanwhile is not disturbed.
 */
export async function build() {
  const staging = path.join(out, `build-${process.pid}`);
  try {
    mkdirSync(staging, { recursive: true });
    await bundle(staging);
    replaceFolder(staging, dist);
  } catch (error) {
    // esbuild has shown its errors with their places.
    throw error.errors
      ? new Problem(`The bundles could not be built: ${error.errors.length} errors, see above.`)
      : error;
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** Makes `target` what `source` is: new and changed files first, then what is left over goes. */
function replaceFolder(source, target) {
  const files = (folder) =>
    readdirSync(folder, { recursive: true }).filter((file) => statSync(path.join(folder, file)).isFile());
  const wanted = files(source);
  mkdirSync(target, { recursive: true });
  // Deep ones first: the entries, at the top, name the files below.
  for (const file of wanted.sort((a, b) => b.split(path.sep).length - a.split(path.sep).length)) {
    const [from, to] = [path.join(source, file), path.join(target, file)];
    if (existsSync(to) && readFileSync(from).equals(readFileSync(to))) continue;
    mkdirSync(path.dirname(to), { recursive: true });
    renameSync(from, to);
  }
  const kept = new Set(wanted);
  for (const file of files(target)) if (!kept.has(file)) rmSync(path.join(target, file));
}

async function bundle(folder) {
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const common = {
    absWorkingDir: root,
    bundle: true,
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
    outdir: path.relative(root, folder),
    define: { __VERSION__: JSON.stringify(manifest.version) },
  };
  const onDemandFiles = [];
  const all = [...clientBundles(common, onDemandFiles), ...serverBundles(common)];
  const results = await Promise.all(all.map((options) => esbuild.build(options)));
  await addFiles(folder);
  writeNotices(folder, [...onDemandFiles, ...results.map((result) => result.metafile)]);
}

const client = 'client/src';
const server = 'server/src';

/** The extension for both hosts, and what its webviews load. */
function clientBundles(common, onDemandFiles) {
  const host = { ...common, format: 'cjs', external: ['vscode'] };
  return [
    {
      ...host,
      ...node,
      entryPoints: { extension: `${client}/extension.node.ts` },
      plugins: [onDemand({ ...host, ...node, plugins: [sharedWithBrowser] }, onDemandFiles)],
    },
    { ...host, ...browser, entryPoints: { 'extension.browser': `${client}/extension.browser.ts` } },
    {
      ...common,
      ...browser,
      format: 'iife',
      entryPoints: { packet: `${client}/packet/view/main.ts`, reachability: `${client}/reachability/view/main.ts` },
    },
  ];
}

function serverBundles(common) {
  return [
    // The server of the extension: one bundle, which is a worker on the web and a process elsewhere, so that it is in the package once.
    {
      ...common,
      ...browser,
      format: 'iife',
      stdin: {
        contents: "if (typeof importScripts === 'function') import('./browser.ts'); else import('./nodeServer.ts');",
        resolveDir: path.join(root, server),
      },
      entryNames: 'server',
      plugins: [librariesForNode],
      define: { ...common.define, 'import.meta.url': '__here' },
      banner: {
        js: "var __here=typeof importScripts==='function'?location.href:require('node:url').pathToFileURL(__filename).href;",
      },
      external: ['node:*', ...builtinModules],
    },
    // What its process begins with.
    {
      ...common,
      ...node,
      format: 'cjs',
      entryPoints: { 'server.node': `${server}/node.ts` },
      plugins: [theServersBundle],
    },
    // Split, so that a command loads what it needs and nothing else: a cold process spends most of its time compiling.
    {
      ...common,
      ...node,
      format: 'esm',
      splitting: true,
      entryPoints: { cli: `${server}/cli.ts`, server: `${server}/node.ts`, index: `${server}/library.ts` },
      outExtension: { '.js': '.mjs' },
      chunkNames: 'node/[name]-[hash]',
      banner: {
        js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
      },
    },
  ];
}

/** What stands beside the bundles: the parser of HCL, the library's types, the server's Chinese texts, VS Code's schemas, the man page. */
async function addFiles(folder) {
  for (const file of [
    'web-tree-sitter/web-tree-sitter.wasm',
    '@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-hcl.wasm',
  ])
    copyFileSync(path.join(root, 'node_modules', file), path.join(folder, path.basename(file)));
  copyFileSync(path.join(root, server, 'answers/api.ts'), path.join(folder, 'index.d.mts'));
  // Not in the bundles: both servers take it from here, and it is large.
  const texts = JSON.parse(readFileSync(path.join(root, server, 'lsp/zh-cn.json'), 'utf8'));
  writeFileSync(path.join(folder, 'server.zh-cn.json'), JSON.stringify(texts));
  for (const name of ['secgroup.schema.json', 'sg.schema.json']) {
    const schema = readFileSync(path.join(root, 'schemas', name), 'utf8');
    writeFileSync(path.join(folder, name), JSON.stringify(JSON.parse(schema, withoutConstraint)));
  }
  chmodSync(path.join(folder, 'cli.mjs'), 0o755);
  const manual = await runQuietly(process.execPath, [path.join(folder, 'cli.mjs'), 'man'], { cwd: root });
  writeFileSync(path.join(folder, 'secgroup.1'), manual.output);
}

const constraints = new Set([
  ...['type', 'const', 'pattern', 'required', 'additionalProperties'],
  ...['minimum', 'maximum', 'minLength', 'maxLength', 'maxItems'],
]);

/** VS Code completes and explains by a schema. What is wrong the server says, with fixes, and VS Code would say it a second time. */
function withoutConstraint(keyword, value) {
  if (constraints.has(keyword)) return undefined;
  return value?.enum ? { anyOf: [value, {}] } : value;
}

/** Where a library has files for Node and files for browsers, a bundler for browsers finds the latter only. */
const librariesForNode = {
  name: 'libraries-for-node',
  setup(bundler) {
    bundler.onResolve({ filter: /^vscode-[a-z-]+\/node$/ }, ({ path: request, resolveDir }) => ({
      path: createRequire(path.join(resolveDir, 'resolve.js')).resolve(request),
    }));
  },
};

/** The small file that a process begins with loads the server, which is in the package already. */
const theServersBundle = {
  name: 'the-servers-bundle',
  setup(bundler) {
    bundler.onResolve({ filter: /\/nodeServer\.ts$/ }, () => ({ path: './server.js', external: true }));
  },
};

/** What the Node extension takes from the browser's bundle is loaded from there: the same code twice would be a tenth of the package. */
const sharedWithBrowser = {
  name: 'shared-with-browser',
  setup(bundler) {
    bundler.onResolve({ filter: /\/extension\.browser\.ts$/ }, () => ({
      path: './extension.browser.js',
      external: true,
    }));
  },
};

/**
 * Makes each `import('./file.ts')` of the Node extension a bundle of its own that is loaded when it is reached: esbuild splits only
 * ES modules. Their metafiles are added to `metafiles`. What two bundles share is in both of them, so a module with state has to be
 * behind one `import()` only.
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
