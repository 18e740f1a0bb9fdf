// "npm start": opens samples/ in VS Code with the packaged extension in it. A desktop "code" on PATH is taken where there is one;
// otherwise (or with "npm start -- --browser") the VS Code of npm packages serves it on a loopback address for a browser.
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makePackage } from './lib/package.mjs';
import { out, root } from './lib/paths.mjs';
import { runQuietly, runVisibly, stopRequested } from './lib/processes.mjs';
import { Problem, step } from './lib/step.mjs';
import { ensureHarness, onPath } from './vscode/harness.mjs';

const samples = path.join(root, 'samples');
/** Has the extension begin with a rule file, the trees beside it and the walkthrough in the tab behind. */
const env = { SECGROUP_FIRST_LOOK: '1' };
const stop = stopRequested();
const code = process.argv.includes('--browser') || !hasScreen() ? undefined : onPath('code');
if (!code) await ensureHarness();
const vsix = await step('Building and packaging the extension', () => makePackage());
process.exit(code ? await openOnDesktop(code, vsix) : await serve(vsix));

/** Whether a window can be opened: on Linux only with a display, or from a terminal inside VS Code, where "code" reaches the window. */
function hasScreen() {
  const { DISPLAY, WAYLAND_DISPLAY, VSCODE_IPC_HOOK_CLI } = process.env;
  return process.platform !== 'linux' || [DISPLAY, WAYLAND_DISPLAY, VSCODE_IPC_HOOK_CLI].some(Boolean);
}

/** In a profile of its own, so that the user's settings and extensions stay as they are. */
async function openOnDesktop(code, vsix) {
  const profile = path.join(out, 'profile');
  const folders = ['--user-data-dir', path.join(profile, 'data'), '--extensions-dir', path.join(profile, 'extensions')];
  mkdirSync(profile, { recursive: true });
  const install = await runQuietly(code, [...folders, '--install-extension', vsix, '--force']);
  if (install.code !== 0) throw new Problem(`${code} could not install the extension:\n${install.output}`);
  console.log(`Opening samples/ in ${code}. It ends when you close the window.`);
  const result = await Promise.race([
    runVisibly(code, [...folders, '--new-window', '--wait', samples], { env: { ...process.env, ...env } }),
    stop,
  ]);
  return typeof result === 'number' ? result : 0;
}

async function serve(vsix) {
  const { installExtension, pageUrl, startServer } = await import('./vscode/server.mjs');
  const extensionsDir = mkdtempSync(path.join(tmpdir(), 'sgx-'));
  let vscode;
  try {
    installExtension(vsix, extensionsDir);
    const token = randomBytes(16).toString('hex');
    vscode = await step('Starting VS Code', () => startServer({ extensionsDir, token, env }));
    console.log(
      `\nReady. Open this address in a browser on this machine; Ctrl-C ends it.\n\n  ${pageUrl(vscode, samples)}\n`,
    );
    await stop;
    console.log('Ending VS Code …');
    return 0;
  } finally {
    await vscode?.stop();
    rmSync(extensionsDir, { recursive: true, force: true });
  }
}
