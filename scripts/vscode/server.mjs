// Starts the VS Code of harness.mjs on 127.0.0.1, and a headless browser for it.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { harnessDir, harnessFacts, serverMain, serverNode } from './harness.mjs';

const quietSettings = {
  'chat.disableAIFeatures': true,
  'workbench.startupEditor': 'none',
  'telemetry.telemetryLevel': 'off',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'update.mode': 'none',
  'security.workspace.trust.enabled': false,
};

/** What makes two runs look the same. */
const stillSettings = {
  'workbench.commandPalette.history': 0,
  'workbench.reduceMotion': 'on',
  'window.commandCenter': false,
  'editor.cursorBlinking': 'solid',
};

/**
 * Starts a server. `userDataDir`: its User folder is copied, never written. `token`: the connection token of a server that a person
 * uses; without one the server is for tests and lets anybody on this machine in. `settings`: user settings on top of ours.
 * What is returned has to be stopped with `stop()`, which leaves no process and no file behind.
 */
export async function startServer({ settings = {}, userDataDir, extensionsDir, env = {}, token } = {}) {
  const port = await freePort();
  // A short name: the paths of Unix sockets are limited.
  const folder = mkdtempSync(path.join(tmpdir(), 'vsc-'));
  const written = writeSettings(path.join(folder, 'd/User'), userDataDir, {
    ...(token ? {} : stillSettings),
    ...settings,
  });
  const server = spawn(
    serverNode,
    [
      '--require',
      writePreload(folder),
      serverMain,
      ...['--host', '127.0.0.1', '--port', String(port)],
      // Without the driver no extension under development starts; an installed one does, so a person's server goes without.
      ...(token ? ['--connection-token', token] : ['--without-connection-token', '--enable-smoke-test-driver']),
      ...['--accept-server-license-terms', '--disable-telemetry', '--disable-experiments'],
      ...(written['security.workspace.trust.enabled'] ? [] : ['--disable-workspace-trust']),
      ...['--disable-getting-started-override', '--force-disable-user-env'],
      ...['--user-data-dir', `${folder}/d`, '--server-data-dir', `${folder}/s`],
      ...['--extensions-dir', extensionsDir ?? `${folder}/x`],
    ],
    // A group of its own, so that it can be ended with all that it starts, and Ctrl-C reaches us alone.
    {
      stdio: 'pipe',
      detached: true,
      env: { ...process.env, HOME: folder, TMPDIR: folder, EXTENSIONS_GALLERY: '{}', ...env },
    },
  );
  const vscode = { port, folder, base: `http://127.0.0.1:${port}`, token, log: '', browser: undefined };
  for (const stream of [server.stdout, server.stderr]) {
    stream.on('data', (data) => {
      vscode.log += data;
    });
  }
  vscode.stop = async () => {
    await vscode.browser?.close().catch(() => undefined);
    await endGroup(server);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  await untilReady(vscode, server);
  return vscode;
}

/** The address of a file for the window of this server. */
export const remoteUri = (vscode, file) => `vscode-remote://127.0.0.1:${vscode.port}${encodeURI(file)}`;

/** The page that shows a folder, a workspace file or nothing. `payload`: pairs, what "code --key=value" is on the desktop. */
export function pageUrl(vscode, open, payload = []) {
  const kind = open?.endsWith('.code-workspace') ? 'workspace' : 'folder';
  const query = [
    ...(vscode.token ? [`tkn=${vscode.token}`] : []),
    open ? `${kind}=${encodeURIComponent(open)}` : 'ew=true',
    ...(payload.length > 0 ? [`payload=${encodeURIComponent(JSON.stringify(payload))}`] : []),
  ];
  return `${vscode.base}/?${query.join('&')}`;
}

/**
 * A page of the headless browser, which is started at the first call and ends with the server. `locale`: the display language. `fonts`: a
 * folder of fonts beside those of the harness, for the first page of a server.
 */
export async function newPage(vscode, { viewport = { width: 1400, height: 900 }, locale, fonts, ...options } = {}) {
  vscode.browser ??= await launchBrowser(vscode.folder, fonts);
  const page = await vscode.browser.newPage({ viewport, ...options });
  if (locale) await page.addInitScript(speak, locale);
  return page;
}

/** In the page: the display language as extensions see it. VS Code's own texts stay English, for there is no language pack. */
function speak(language) {
  Object.defineProperty(globalThis, '_VSCODE_NLS_LANGUAGE', { get: () => language, set: () => undefined });
}

/** Installs a packaged extension into a folder of extensions. */
export function installExtension(vsix, extensionsDir) {
  const data = mkdtempSync(path.join(tmpdir(), 'vsd-'));
  try {
    const folders = ['--extensions-dir', extensionsDir, '--user-data-dir', data, '--server-data-dir', data];
    const env = { ...process.env, EXTENSIONS_GALLERY: '{}' };
    const args = [serverMain, '--install-extension', path.resolve(vsix), ...folders];
    const { status, stdout, stderr } = spawnSync(serverNode, args, { encoding: 'utf8', env });
    if (status !== 0) throw new Error(`${vsix} could not be installed:\n${stdout}${stderr}`);
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

async function launchBrowser(folder, fonts) {
  const { chromium } = createRequire(path.join(harnessDir, 'package.json'))('playwright-core');
  const facts = harnessFacts();
  const own = process.env.CHROMIUM;
  return chromium.launch({
    executablePath: own ?? path.resolve(harnessDir, facts.browser),
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
      ...['--disable-component-update', '--disable-sync', '--font-render-hinting=none'],
      '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
    ],
    env: {
      ...process.env,
      HOME: folder,
      XDG_CACHE_HOME: `${folder}/c`,
      FONTCONFIG_FILE: fonts ? withFonts(folder, fonts) : path.join(harnessDir, 'fonts.conf'),
      ...(facts.libs && !own ? { LD_LIBRARY_PATH: path.join(harnessDir, facts.libs) } : {}),
    },
  });
}

/** A configuration of fonts that has those of the harness and those of a folder. */
function withFonts(folder, fonts) {
  const file = path.join(folder, 'fonts.conf');
  const own = path.join(harnessDir, 'fonts.conf');
  writeFileSync(
    file,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><include>${own}</include><dir>${fonts}</dir></fontconfig>`,
  );
  return file;
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** Returns what was written. */
function writeSettings(user, userDataDir, settings) {
  mkdirSync(user, { recursive: true });
  const given = userDataDir && path.join(userDataDir, 'User');
  if (given && existsSync(given)) cpSync(given, user, { recursive: true });
  const file = path.join(user, 'settings.json');
  const own = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const all = { ...quietSettings, ...own, ...settings };
  writeFileSync(file, JSON.stringify(all, null, 1));
  return all;
}

/** The server holds our end of a pipe as its input and ends when it closes: even when we are killed hard, nothing stays behind. */
function writePreload(folder) {
  const file = path.join(folder, 'preload.cjs');
  writeFileSync(
    file,
    `if (process.argv[1] === ${JSON.stringify(serverMain)}) process.stdin.on('end', () => process.kill(0, 'SIGKILL')).resume().unref?.();`,
  );
  return file;
}

async function untilReady(vscode, server) {
  const answers = () =>
    fetch(`${vscode.base}/version`).then(
      (response) => response.ok,
      () => false,
    );
  for (let tries = 0; !(await answers()); tries++) {
    if (tries > 300 || server.exitCode !== null) {
      const { log } = vscode;
      await vscode.stop();
      throw new Error(`The VS Code server did not start.\n${log}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function endGroup(server) {
  const signal = (name) => {
    try {
      process.kill(-server.pid, name);
    } catch {
      // Nobody of the group is left.
    }
  };
  const ended = server.exitCode !== null || server.signalCode !== null;
  const gone = ended ? Promise.resolve() : new Promise((resolve) => server.once('exit', resolve));
  signal('SIGTERM');
  const hard = setTimeout(() => signal('SIGKILL'), 3000);
  await gone;
  clearTimeout(hard);
  signal('SIGKILL');
}
