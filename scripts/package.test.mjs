// Guards the package: that it holds what it is meant to and nothing else, that it is small, and that the same sources give the same bytes.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { listFiles, PackageManager } from '@vscode/vsce';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build } from './lib/build.mjs';
import { packAsBuilt } from './lib/package.mjs';
import { dist, root } from './lib/paths.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'sgp-'));

beforeAll(async () => {
  if (!existsSync(dist)) await build();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the package holds bundles, and neither sources, tests, maps nor node_modules', async () => {
  const files = await listFiles({ cwd: root, packageManager: PackageManager.None });
  const kinds = files.map((file) => file.replace(/^samples\/.*/, 'samples/*'));
  expect([...new Set(kinds)].sort()).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'dist/ThirdPartyNotices.txt',
    'dist/extension.browser.js',
    'dist/extension.js',
    'dist/nodeHost.js',
    'dist/packet.css',
    'dist/packet.js',
    'dist/reachability.css',
    'dist/reachability.js',
    'dist/secgroup.schema.json',
    'dist/server.js',
    'dist/server.node.js',
    'dist/server.zh-cn.json',
    'dist/sg.schema.json',
    'dist/tree-sitter-hcl.wasm',
    'dist/web-tree-sitter.wasm',
    'docs/diagnostics.md',
    'docs/zh-cn/diagnostics.md',
    'l10n/bundle.l10n.json',
    'l10n/bundle.l10n.zh-cn.json',
    'media/container.svg',
    'media/icon.png',
    'media/language-dark.svg',
    'media/language-light.svg',
    'media/walkthrough/expectations.svg',
    'media/walkthrough/packet.svg',
    'media/walkthrough/problems.svg',
    'media/walkthrough/samples.svg',
    'media/walkthrough/trees.svg',
    'package.json',
    'package.nls.json',
    'package.nls.zh-cn.json',
    'samples/*',
    'schemas/secgroup.schema.json',
    'schemas/sg.schema.json',
    'syntaxes/language-configuration.json',
    'syntaxes/secgroup.comparison.tmLanguage.json',
    'syntaxes/secgroup.markdown.tmLanguage.json',
    'syntaxes/secgroup.snippets.json',
    'syntaxes/secgroup.tmLanguage.json',
  ]);
});

test('two packages of the same sources are the same, and under 1 MB', { timeout: 60_000 }, async () => {
  const [first, second] = [path.join(folder, '1.vsix'), path.join(folder, '2.vsix')];
  await packAsBuilt(first);
  await packAsBuilt(second);
  const bytes = readFileSync(first);
  expect(bytes.equals(readFileSync(second))).toBe(true);
  expect(bytes.length).toBeLessThan(1_000_000);
});
