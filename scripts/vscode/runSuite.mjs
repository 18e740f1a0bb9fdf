// Runs the extension's tests in a real VS Code: "node runSuite.mjs development|package|web|restricted|noFolder".
// package: its second argument is a folder of extensions in which it is installed, or, for a desktop VS Code, the .vsix.
// restricted: two folders that nobody trusts yet, in Chinese. noFolder: a window without a folder.
// VSCODE_TEST_VERSION=stable (or 1.100.0, insiders …) downloads that desktop VS Code; otherwise the VS Code of harness.mjs is taken.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath, runTests } from '@vscode/test-electron';
import { nodeTests, states, stateTests, webTests } from '../lib/buildTests.mjs';
import { root } from '../lib/paths.mjs';

const [kind, product] = process.argv.slice(2);
const shim = path.join(root, 'scripts/vscode/shim.mjs');
const version = process.env.VSCODE_TEST_VERSION;
const vscodeExecutablePath = version ? await downloadAndUnzipVSCode(version) : shim;
const folder = mkdtempSync(path.join(tmpdir(), 'sgt-'));
const workspace = path.join(folder, 'workspace');
const folders = [`--extensions-dir=${folder}/x`, `--user-data-dir=${folder}/u`];
cpSync(path.join(root, 'client/test/workspace'), workspace, { recursive: true });
const opened = { restricted: () => [manyFolders(), '--locale=zh-cn'], noFolder: () => [] };

try {
  await runTests({
    vscodeExecutablePath,
    extensionDevelopmentPath: kind === 'package' ? installPackage() : root,
    launchArgs: [
      ...(opened[kind]?.() ?? [workspace]),
      ...folders,
      // Or a copy that is installed would answer for the one under development.
      ...(kind === 'package' ? [] : ['--disable-extensions']),
      ...(kind === 'web' ? ['--extensionDevelopmentKind=web'] : []),
    ],
    extensionTestsPath: kind === 'web' ? webTests : path.join(root, 'scripts/vscode/mochaEntry.cjs'),
    extensionTestsEnv: {
      TEST_DIR: states.includes(kind) ? stateTests(kind) : nodeTests,
      TEST_FILES: process.env.TEST_FILES ?? '',
      TEST_KIND: kind,
      TEST_PICTURE: process.env.VSCODE_SHIM_SHOT ?? '',
      TEST_ROOT: root,
    },
  });
} catch (error) {
  console.error(String(error));
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** A workspace of two folders, and settings with which VS Code asks nobody whether to trust them. Returns the workspace file. */
function manyFolders() {
  const second = path.join(folder, 'beijing');
  mkdirSync(second);
  writeFileSync(path.join(second, 'store.sg'), 'region ap-beijing\n\ngroup store {\n  inbound {\n  }\n}\n');
  const file = path.join(folder, 'two.code-workspace');
  writeFileSync(file, JSON.stringify({ folders: [{ path: workspace }, { path: second }] }));
  const trust = { enabled: true, startupPrompt: 'never', banner: 'never' };
  const settings = Object.entries(trust).map(([name, value]) => [`security.workspace.trust.${name}`, value]);
  mkdirSync(path.join(folder, 'u/User'), { recursive: true });
  writeFileSync(path.join(folder, 'u/User/settings.json'), JSON.stringify(Object.fromEntries(settings)));
  return file;
}

/** Installs the packaged product, as users get it; the tests come with an empty extension. Returns that one's folder. */
function installPackage() {
  if (version) {
    const [cli, ...args] = resolveCliArgsFromVSCodeExecutablePath(vscodeExecutablePath, { reuseMachineInstall: true });
    execFileSync(cli, [...args, '--install-extension', product, ...folders], { stdio: 'inherit' });
  } else cpSync(product, path.join(folder, 'x'), { recursive: true });
  const stub = path.join(folder, 'stub');
  mkdirSync(stub);
  const manifest = { name: 'tests', publisher: 'secgroup-tests', version: '0.0.1', engines: { vscode: '^1.100.0' } };
  writeFileSync(path.join(stub, 'package.json'), JSON.stringify(manifest));
  return stub;
}
