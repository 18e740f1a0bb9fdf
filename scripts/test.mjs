// "npm test": types, lint, dead code, unit tests, then the extension's tests in a real VS Code: those that every host can run from this
// folder and in the web worker host, all of them from the package. The last line is "N passed, N failed", over all of it. "npm test -- unit types" runs the named parts only.
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { build } from './lib/build.mjs';
import { buildTests, nodeTests } from './lib/buildTests.mjs';
import { makePackage, vsix } from './lib/package.mjs';
import { out, program, root } from './lib/paths.mjs';
import { runQuietly, runVisibly } from './lib/processes.mjs';
import { Problem, step } from './lib/step.mjs';
import { ensureHarness, harnessRuns } from './vscode/harness.mjs';

const desktop = process.env.VSCODE_TEST_VERSION !== undefined;
const total = { passed: 0, failed: 0 };

/** The parts in their order: the quick ones that find most come first. */
const parts = {
  types: () => check('Types', program('typescript/bin/tsc'), ['-b']),
  lint: () => check('Style and imports', program('@biomejs/biome/bin/biome'), ['check', '--error-on-warnings', '.']),
  unused: () => check('Unused code', program('knip/bin/knip.js'), []),
  unit: unitTests,
  extension: () => windowTests("The extension's tests in VS Code", 'development', { only: 'shared' }),
  states: async () => {
    await extensionTests("The extension's tests on folders that are not trusted, in Chinese", 'restricted');
    await extensionTests("The extension's tests without a folder", 'noFolder');
  },
  web: () => extensionTests("The extension's tests in the web worker host", 'web'),
  package: () => windowTests("The extension's tests on the package", 'package', { vsix }),
};

const named = process.argv.slice(2).filter((name) => !name.startsWith('-'));
const unknown = named.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) {
  console.error(`There is no part '${unknown[0]}' of the tests: choose from ${Object.keys(parts).join(', ')}.`);
  process.exit(1);
}
const chosen = named.length > 0 ? named : Object.keys(parts);

const needsWindow = (name) => ['extension', 'states', 'web', 'package'].includes(name);
const inWindow = chosen.some(needsWindow);
if (inWindow && !desktop) await attempt(ensureHarness);
const built = (inWindow || chosen.includes('unit')) && (await attempt(prepare));
for (const name of chosen) {
  // Without bundles there is nothing to open in VS Code, and the failure is counted already.
  if (built || !needsWindow(name)) await attempt(parts[name]);
}
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);

/** Does it, and returns whether it went through: what throws is shown and counts as one failure, and the rest goes on. */
async function attempt(work) {
  try {
    await work();
    return true;
  } catch (error) {
    console.log(error instanceof Problem ? error.message : error);
    count(0, 1);
    return false;
  }
}

/** Bundles, which some unit tests look at too, and what the tests in VS Code need. */
async function prepare() {
  await step('Building', () => (chosen.includes('package') ? makePackage() : build()));
  if (inWindow) await buildTests();
}

/** Counts as one test, which fails with what the tool said. */
async function check(title, file, args) {
  const { code, output } = await step(title, () => runQuietly(process.execPath, [file, ...args], { cwd: root }));
  if (code !== 0) console.log(output);
  count(code === 0 ? 1 : 0, code === 0 ? 0 : 1);
}

async function unitTests() {
  const report = path.join(out, 'unit.json');
  rmSync(report, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const args = [program('vitest/vitest.mjs'), 'run', ...reporters];
  const code = await step('Unit and property tests', () => runVisibly(process.execPath, args, { cwd: root }));
  let passed = 0;
  let failed = 0;
  try {
    const results = JSON.parse(readFileSync(report, 'utf8'));
    passed = results.numPassedTests;
    // A file that does not load has no tests: it counts as one that failed.
    failed =
      results.numFailedTests +
      results.testResults.filter(
        (file) => file.status === 'failed' && file.assertionResults.every((each) => each.status !== 'failed'),
      ).length;
  } catch {
    console.log('vitest left no report');
  }
  count(passed, failed === 0 && code !== 0 ? 1 : failed);
}

/**
 * Each file of tests in a VS Code of its own, a few at the same time: what one leaves behind, in trees, panes and the server's model, is
 * not in another's way. Those that TEST_GREP picks share one.
 */
async function windowTests(title, kind, { only = '', vsix: file }) {
  const args = file === undefined ? [] : [file];
  if (process.env.TEST_GREP) return extensionTests(title, kind, ...args);
  // The longest ones have the largest files: they begin.
  const size = (file) => statSync(path.join(nodeTests, file)).size;
  const files = readdirSync(nodeTests, { recursive: true }).filter(
    (name) => name.endsWith('.test.cjs') && name.startsWith(only),
  );
  const waiting = files.sort((a, b) => size(b) - size(a));
  const runAll = async () => {
    for (let test = waiting.shift(); test !== undefined; test = waiting.shift()) {
      let result = await runSuite(kind, args, test);
      // What prepares a test is not tried again by itself, and a window on a busy machine may fail at it: a new one is tried, once.
      if (result.failed > 0 && process.env.TEST_RETRIES !== '0') result = await runSuite(kind, args, test);
      count(result.passed, result.failed);
    }
  };
  needVsCode();
  // The windows of a desktop would take the focus from each other.
  const atOnce = desktop ? 1 : Math.min(3, Math.max(1, availableParallelism()));
  await step(title, () => Promise.all(Array.from({ length: atOnce }, runAll)));
}

async function extensionTests(title, kind, ...args) {
  needVsCode();
  if (desktop && (kind === 'web' || kind === 'restricted')) {
    // @vscode/test-electron trusts every folder, and a language needs its pack from the marketplace.
    console.log(`• ${title} are left out: they need the VS Code of npm packages (unset VSCODE_TEST_VERSION).`);
    return;
  }
  const { passed, failed } = await step(title, () => runSuite(kind, args));
  count(passed, failed);
}

function needVsCode() {
  if (!desktop && !harnessRuns)
    throw new Error('Set VSCODE_TEST_VERSION=stable: VS Code from npm packages is for Linux x64.');
}

/** A process of its own: whatever happens in it leaves the other ones alone. */
async function runSuite(kind, args, file = '') {
  const name = [kind, ...(file === '' ? [] : [path.basename(file, '.test.cjs')])].join('-');
  const picture = path.join(out, `failed-${name}.png`);
  rmSync(picture, { force: true });
  const env = { ...process.env, TEST_FILE: file, VSCODE_SHIM_SHOT: picture };
  const suite = path.join(root, 'scripts/vscode/runSuite.mjs');
  const { code, output } = await runQuietly(process.execPath, [suite, kind, ...args], { cwd: root, env });
  const [, passed = '0', failed = '0'] = /^\[counts\] (\d+) (\d+)/m.exec(output) ?? [];
  console.log(output.replace(/^(\[counts\].*|Exit code:.*)\n?/gm, '').trim());
  return { passed: Number(passed), failed: Number(failed) === 0 && code !== 0 ? 1 : Number(failed) };
}

function count(passed, failed) {
  total.passed += passed;
  total.failed += failed;
}
