// Bundles the tests that run inside VS Code: one file each for the Node host, all shared ones in one file for the web host.
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { out, root } from './paths.mjs';

export const nodeTests = path.join(out, 'client-test');
/** Folders of tests that need a VS Code that was started for them. */
export const states = ['restricted', 'noFolder'];
export const stateTests = (state) => path.join(out, `client-test-${state}`);
export const webTests = path.join(out, 'client-test-web/tests.js');

export async function buildTests() {
  for (const folder of [nodeTests, ...states.map(stateTests)]) rmSync(folder, { recursive: true, force: true });
  const folder = path.join(root, 'client/test');
  const files = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith('.test.ts'));
  const shared = files.filter((file) => file.startsWith('shared'));
  const isOf = (state) => (file) => file.startsWith(`${state}${path.sep}`);
  const common = { absWorkingDir: root, bundle: true, sourcemap: 'inline', logLevel: 'warning', target: 'es2022' };
  await Promise.all([
    ...[
      [nodeTests, files.filter((file) => !states.some((state) => isOf(state)(file)))],
      ...states.map((state) => [stateTests(state), files.filter(isOf(state))]),
    ].map(([outdir, entries]) =>
      esbuild.build({
        ...common,
        platform: 'node',
        format: 'cjs',
        entryPoints: entries.map((file) => path.join(folder, file)),
        external: ['vscode', 'mocha'],
        outbase: folder,
        outdir,
        outExtension: { '.js': '.cjs' },
      }),
    ),
    esbuild.build({
      ...common,
      platform: 'browser',
      // Not cjs: mocha's browser build would overwrite module.exports.
      format: 'iife',
      globalName: 'tests',
      footer: { js: 'module.exports = tests;' },
      define: { 'process.env': '{}' },
      stdin: { contents: webEntry(shared), resolveDir: folder, loader: 'js' },
      external: ['vscode'],
      alias: { 'node:assert/strict': path.join(root, 'client/test/support/assert.ts') },
      outfile: webTests,
    }),
  ]);
}

const webEntry = (files) => `
import 'mocha/mocha';
mocha.setup({ ui: 'tdd', reporter: 'spec', color: false, timeout: 30000 });
export async function run() {
  await Promise.resolve();
${files.map((file) => `  require(${JSON.stringify(`./${file}`)});`).join('\n')}
  await new Promise((resolve, reject) => {
    const runner = mocha.run((failures) => {
      const { passes } = runner.stats;
      console.log('[counts] ' + passes + ' ' + failures);
      if (failures > 0 || passes === 0) reject(new Error(failures + ' failed, ' + passes + ' passed'));
      else resolve();
    });
  });
}
`;
