// A window of VS Code with the extension in it, and what a user does there: for pictures.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installExtension, newPage, pageUrl, remoteUri, startServer } from './server.mjs';

/**
 * Opens a folder with the packaged extension. Returns the page and a function that ends everything.
 * `file`: opened at the start. `size`: of the window, in pixels. `settings`: on top of the quiet ones. `env`: of the extension. `locale` and
 * `fonts`: see newPage.
 */
export async function openWindow({
  vsix,
  folder,
  file,
  theme = 'Default Light Modern',
  size = [1400, 900],
  settings = {},
  env,
  locale,
  fonts,
}) {
  const extensionsDir = mkdtempSync(path.join(tmpdir(), 'sgw-'));
  let vscode;
  const stop = async () => {
    await vscode?.stop();
    rmSync(extensionsDir, { recursive: true, force: true });
  };
  try {
    installExtension(vsix, extensionsDir);
    const picture = {
      'workbench.colorTheme': theme,
      // biome-ignore lint/suspicious/noTemplateCurlyInString: these are VS Code's own variables.
      'window.title': '${activeEditorShort}${separator}${rootName}',
      'editor.minimap.enabled': false,
      'breadcrumbs.enabled': false,
    };
    vscode = await startServer({ extensionsDir, settings: { ...picture, ...settings }, env });
    const page = await newPage(vscode, { viewport: { width: size[0], height: size[1] }, locale, fonts });
    const payload = [
      ['skipWelcome', 'true'],
      ['skipReleaseNotes', 'true'],
      ...(file ? [['openFile', remoteUri(vscode, path.join(folder, file))]] : []),
    ];
    await page.goto(pageUrl(vscode, folder, payload));
    await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
    if (file) await page.locator('.editor-instance .view-line').first().waitFor({ timeout: 60_000 });
    return { page, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Opens a view container by its name in the activity bar. */
export async function openContainer(page, name) {
  const item = page.locator('.activitybar .action-item').filter({ has: page.locator(`[aria-label^="${name}"]`) });
  await item.first().click();
}

/** Puts the cursor on a line, counted from one, of the file in front. */
export async function goToLine(page, line) {
  await page.locator('.editor-instance .view-line').first().click();
  await page.keyboard.press('Control+G');
  const input = page.locator('.quick-input-widget input').first();
  await input.waitFor();
  await input.fill(`:${line}`);
  await page.keyboard.press('Enter');
}

/** Types rules at the beginning of a line, each on a line of its own: what is suggested meanwhile would take an Enter for itself. */
export async function typeRules(page, ...rules) {
  await page.keyboard.type('    ');
  for (const rule of rules) {
    await page.keyboard.type(rule);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
  }
}

/** Waits until the editor underlines a problem. */
export const untilUnderlined = (page) =>
  page.locator('.squiggly-error, .squiggly-warning').first().waitFor({ state: 'attached', timeout: 30_000 });

/** Waits until nothing moves: the same picture twice. Gives up after ten seconds, as some things never rest. */
export async function untilStill(page) {
  let last;
  for (let tries = 0; tries < 40; tries++) {
    const now = (await page.screenshot()).toString('base64');
    if (now === last) return;
    last = now;
    await page.waitForTimeout(250);
  }
}

/** Runs a command by its title in the palette. */
export async function runCommand(page, title) {
  await page.keyboard.press('F1');
  const input = page.locator('.quick-input-widget input').first();
  await input.waitFor();
  await input.fill(`>${title}`);
  await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: title }).first().click();
}

/** Changes the colours of the window by VS Code's own list of them. */
export async function chooseTheme(page, theme) {
  await runCommand(page, 'Preferences: Color Theme');
  const input = page.locator('.quick-input-widget input').first();
  const row = page.locator('.quick-input-list .monaco-list-row').filter({ hasText: theme }).first();
  await input.fill(theme);
  await row.click();
  await page.locator('.quick-input-widget').first().waitFor({ state: 'hidden' });
}

/** Opens the tree row that begins with this label. */
export async function expandRow(page, label) {
  const row = page.locator(`.sidebar .monaco-list-row[aria-label^="${label}"]`).first();
  await row.waitFor({ timeout: 15_000 });
  if ((await row.getAttribute('aria-expanded')) !== 'true') await row.locator('.monaco-tl-twistie').click();
}
