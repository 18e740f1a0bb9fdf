// Brings node_modules in line with package-lock.json, and Node 24 into it. Runs on any Node from 20 on, before any package is there.
import { spawnSync } from 'node:child_process';
import { existsSync, linkSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { node24, out, root } from './paths.mjs';
import { runQuietly } from './processes.mjs';
import { Problem, step } from './step.mjs';

export async function ensureDependencies() {
  const [major] = process.versions.node.split('.').map(Number);
  if (major < 20)
    throw new Problem(`Node ${process.version} is too old: install Node 20 or newer (https://nodejs.org).`);
  if (!isInstalled()) await step('Installing npm packages (about a minute, once)', install);
  linkNode();
  if (!nodeWorks()) await step('Installing Node 24 for the scripts (once)', installNode);
}

/** Whether each package of the lock file is installed in its version. Optional ones, which are for other platforms, may be missing. */
function isInstalled() {
  const read = (file) => {
    try {
      return JSON.parse(readFileSync(path.join(root, file), 'utf8')).packages;
    } catch {
      return undefined;
    }
  };
  const wanted = read('package-lock.json');
  const installed = read('node_modules/.package-lock.json');
  if (!wanted)
    throw new Problem('package-lock.json is missing or broken: restore it with "git checkout package-lock.json".');
  if (!installed) return false;
  return Object.entries(wanted).every(
    ([folder, { version, optional, devOptional, peer }]) =>
      folder === '' || optional || devOptional || peer || installed[folder]?.version === version,
  );
}

/**
 * The packages' own install scripts stay off: none is needed but that of `node`, which is run by name below. Where `npm install -g` of this
 * repository started us, its `-g` is not for these packages.
 */
async function install() {
  const quiet = ['--global=false', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const putBack = keepRunningNode();
  try {
    await npm(['ci', ...quiet], root);
  } catch (error) {
    // The lock file and package.json have parted (somebody is in the middle of a change): the nearest that can be had.
    if (!error.message.includes('EUSAGE')) throw error;
    await npm(['install', '--no-save', ...quiet], root);
  } finally {
    putBack();
  }
}

/**
 * npm takes away the very Node that runs this, where it is that of the packages, and what follows could not be started. It is kept beside
 * and put back. On Windows a program that runs cannot be taken away.
 */
function keepRunningNode() {
  if (process.platform === 'win32' || !existsSync(node24) || realpathSync(process.execPath) !== realpathSync(node24)) {
    return () => {};
  }
  const kept = path.join(out, `node-${process.pid}`);
  mkdirSync(out, { recursive: true });
  linkSync(node24, kept);
  return () => {
    if (!existsSync(node24)) {
      mkdirSync(path.dirname(node24), { recursive: true });
      renameSync(kept, node24);
    }
    rmSync(kept, { force: true });
  };
}

async function installNode() {
  const folder = path.join(root, 'node_modules/node');
  const { code, output } = await runQuietly(process.execPath, ['installArchSpecificPackage.js'], { cwd: folder });
  linkNode();
  if (code !== 0 || !nodeWorks()) throw new Problem(`Node 24 could not be installed from the npm registry.\n${output}`);
}

/** npm makes no link to a program that its package brings later; with it, `npm run` and `npx` find Node 24 first. */
function linkNode() {
  const link = path.join(root, 'node_modules/.bin/node');
  if (process.platform === 'win32' || !existsSync(node24) || existsSync(link)) return;
  mkdirSync(path.dirname(link), { recursive: true });
  rmSync(link, { force: true });
  symlinkSync('../node/bin/node', link);
}

function nodeWorks() {
  if (!existsSync(node24)) return false;
  const { stdout } = spawnSync(node24, ['--version'], { encoding: 'utf8' });
  return stdout?.startsWith('v24.') ?? false;
}

/** Runs npm, the one that started us where there is one. */
export async function npm(args, cwd) {
  const own = process.env.npm_execpath?.endsWith('.js') ? process.env.npm_execpath : undefined;
  const windows = process.platform === 'win32';
  const [file, before] = own ? [process.execPath, [own]] : [windows ? 'npm.cmd' : 'npm', []];
  const result = await runQuietly(file, [...before, ...args], { cwd, shell: windows && !own }).catch((error) => {
    throw new Problem(
      `npm could not be started (${error.code}): it comes with Node (https://nodejs.org) and has to be on PATH.`,
    );
  });
  if (result.code !== 0)
    throw new Problem(`"npm ${args.join(' ')}" failed: is the npm registry reachable?\n${result.output}`);
}
