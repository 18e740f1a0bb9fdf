import path from 'node:path';
import { makePackage } from './lib/package.mjs';
import { root } from './lib/paths.mjs';
import { ensureHarness } from './vscode/harness.mjs';
import { openContainer, openWindow, runCommand, untilStill } from './vscode/window.mjs';

await ensureHarness();
const vsix = await makePackage();
const which = process.argv.slice(2);
const shots = {
  denied: { size: [1440, 900], line: 'tcp 22 from 203.0.113.7 to db-1' },
  allowed: { size: [900, 600], line: 'tcp 3306 from web-1 to db-1' },
  light: {
    size: [1440, 900],
    line: 'tcp 22 from 198.51.100.200 to web-1',
    settings: { 'workbench.colorTheme': 'Default Light Modern' },
  },
  hc: {
    size: [1440, 900],
    line: 'tcp 22 from office to web-1',
    settings: { 'workbench.colorTheme': 'Default High Contrast' },
  },
};
for (const [name, { line, ...options }] of Object.entries(shots)) {
  if (which.length && !which.includes(name)) continue;
  const { page, stop } = await openWindow({
    vsix,
    folder: path.join(root, 'samples/shop'),
    file: 'shop.sg',
    ...options,
  });
  try {
    await openContainer(page, 'Security Groups');
    await page.locator('.sidebar .monaco-list-row').first().waitFor({ timeout: 30_000 });
    await runCommand(page, 'Security Group: Test Packet');
    await page.locator('.quick-input-widget').first().waitFor();
    await new Promise((r) => setTimeout(r, 500));
    await page.keyboard.type(line);
    await page.keyboard.press('Enter');
    await page.frameLocator('iframe.webview').frameLocator('iframe').locator('h1').waitFor({ timeout: 15000 });
    await untilStill(page);
    await page.screenshot({ path: `/tmp/w/shot-${name}.png` });
  } catch (e) {
    console.error(name, e.message);
    await page.screenshot({ path: `/tmp/w/shot-${name}.png` });
  } finally {
    await stop();
  }
}
