// "npm test": types, lint, dead code, unit tests, then the extension's tests in a real VS Code: on the package, on folders that are not
// trusted, without a folder, and in the web worker host. The last line is "N passed, N failed", over all of it. "npm test -- unit types"
// runs the named parts only; "extension", the tests that every host can run, from this folder, is run only when it is named.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { build } from './lib/build.mjs';
import { buildTests, nodeTests, states } from './lib/buildTests.mjs';
import { makePackage, vsix } from './lib/package.mjs';
import { out, program, root } from './lib/paths.mjs';
import { runQuietly, runVisibly } from './lib/processes.mjs';
import { Problem, step } from './lib/step.mjs';
import { ensureHarness, harnessRuns } from './vscode/harness.mjs';
import { installExtension } from './vscode/server.mjs';

const desktop = process.env.VSCODE_TEST_VERSION !== undefined;
const total = { passed: 0, failed: 0 };

const checks = {
  types: () => check('Types', program('typescript/bin/tsc'), ['-b']),
  lint: () => check('Style and imports', program('@biomejs/biome/bin/biome'), ['check', '--error-on-warnings', '.']),
  unused: () => check('Unused code', program('knip/bin/knip.js'), []),
};

/** What each part starts a VS Code for: a kind of `runSuite.mjs`, and the files of tests where not all of a folder are meant. */
const suites = {
  extension: () => shareOut(testFiles('shared'), 1).map((files) => ({ kind: 'development', files })),
  states: () => states.map((kind) => ({ kind })),
  web: () => [{ kind: 'web' }],
  package: () => shareOut(testFiles(''), 6).map((files) => ({ kind: 'package', files })),
};

const parts = [...Object.keys(checks), 'unit', ...Object.keys(suites)];
const named = process.argv.slice(2).filter((name) => !name.startsWith('-'));
const unknown = named.filter((name) => !parts.includes(name));
if (unknown.length > 0) {
  console.error(`There is no part '${unknown[0]}' of the tests: choose from ${parts.join(', ')}.`);
  process.exit(1);
}
const chosen = named.length > 0 ? named : parts.filter((name) => name !== 'extension');
const inWindows = chosen.some((name) => Object.hasOwn(suites, name));

// VS Code is mostly waited for, so that the rest goes on meanwhile.
const harness = inWindows && !desktop ? attempt(ensureHarness) : undefined;
await Promise.all(chosen.map((name) => Object.hasOwn(checks, name) && attempt(checks[name])));
const built = (inWindows || chosen.includes('unit')) && (await attempt(prepare));
if (chosen.includes('unit')) await attempt(unitTests);
// Without bundles or a VS Code there is nothing to open, and the failure is counted already.
if (inWindows && built && (await harness) !== false) await attempt(windowTests);
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
  if (inWindows) await buildTests();
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

function testFiles(folder) {
  return readdirSync(nodeTests, { recursive: true }).filter(
    (name) => name.endsWith('.test.cjs') && name.startsWith(folder),
  );
}

/**
 * Parts files of tests among so many windows, so that each has about as much to do. TEST_GREP picks few tests: they share one. A window
 * takes nearly ten seconds of a processor before its first test.
 */
function shareOut(files, count) {
  const size = (file) => statSync(path.join(nodeTests, file)).size;
  const windows = Array.from({ length: process.env.TEST_GREP ? 1 : count }, () => ({ files: [], size: 0 }));
  for (const file of files.toSorted((a, b) => size(b) - size(a))) {
    const [least] = windows.toSorted((a, b) => a.size - b.size);
    least.files.push(file);
    least.size += size(file);
  }
  return windows.map((each) => each.files);
}

/** A few windows at the same time. */
async function windowTests() {
  if (!desktop && !harnessRuns)
    throw new Error('Set VSCODE_TEST_VERSION=stable: VS Code from npm packages is for Linux x64.');
  const waiting = chosen.flatMap((name) => suites[name]?.() ?? []).filter(canRun);
  const installed = mkdtempSync(path.join(tmpdir(), 'sgi-'));
  if (chosen.includes('package') && !desktop) installExtension(vsix, installed);
  const runAll = async () => {
    for (let suite = waiting.shift(); suite !== undefined; suite = waiting.shift()) {
      const args = suite.kind === 'package' ? [desktop ? vsix : installed] : [];
      const results = await runSuite(suite, args);
      // What prepares a test is not tried again by itself, and a window on a busy machine may fail at it: a new one is tried, once.
      const failed = [...results].filter(([, result]) => result.failed > 0).map(([file]) => file);
      if (failed.length > 0 && process.env.TEST_RETRIES !== '0')
        for (const [file, result] of await runSuite({ ...suite, files: failed }, args)) results.set(file, result);
      for (const result of results.values()) count(result.passed, result.failed);
    }
  };
  // The windows of a desktop would take the focus from each other.
  const atOnce = desktop ? 1 : Math.min(3, Math.max(1, availableParallelism()));
  try {
    await step("The extension's tests in VS Code", () => Promise.all(Array.from({ length: atOnce }, runAll)));
  } finally {
    rmSync(installed, { recursive: true, force: true });
  }
}

/** @vscode/test-electron trusts every folder, and a language needs its pack from the marketplace. */
function canRun({ kind }) {
  if (!desktop || (kind !== 'web' && kind !== 'restricted')) return true;
  console.log(`• '${kind}' is left out: it needs the VS Code of npm packages (unset VSCODE_TEST_VERSION).`);
  return false;
}

/** A process of its own: whatever happens in it leaves the other ones alone. Returns what passed and failed, by file. */
async function runSuite({ kind, files = [] }, args) {
  const name = [kind, ...files.slice(0, 1).map((file) => path.basename(file, '.test.cjs'))].join('-');
  const picture = path.join(out, `failed-${name}.png`);
  rmSync(picture, { force: true });
  const env = { ...process.env, TEST_FILES: files.join(), VSCODE_SHIM_SHOT: picture };
  const suite = path.join(root, 'scripts/vscode/runSuite.mjs');
  const { code, output } = await runQuietly(process.execPath, [suite, kind, ...args], { cwd: root, env });
  console.log(`${name}\n${output.replace(/^(\[counts\].*|Exit code:.*)\n?/gm, '').trim()}`);
  const results = new Map(
    [...output.matchAll(/^\[counts\] (\d+) (\d+) ?(.*)$/gm)].map(([, passed, failed, file]) => [
      file,
      { passed: Number(passed), failed: Number(failed) },
    ]),
  );
  // A window that ends too early has not told of all its files.
  if (code !== 0 && [...results.values()].every(({ failed }) => failed === 0))
    for (const file of files.length > 0 ? files.filter((each) => !results.has(each)) : [''])
      results.set(file, { passed: 0, failed: 1 });
  return results;
}

function count(passed, failed) {
  total.passed += passed;
  total.failed += failed;
}
