// "npm run screenshots": makes docs/images/*.png from the packaged extension in a real VS Code. "npm run screenshots -- editor" makes one,
// "npm run screenshots -- --all" takes every view and state in all themes into a temporary folder instead.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { makePackage } from './lib/package.mjs';
import { root } from './lib/paths.mjs';
import { step } from './lib/step.mjs';
import { takeAll } from './pictures/all.mjs';
import { ensureHarness } from './vscode/harness.mjs';
import {
  expandRow,
  goToLine,
  openContainer,
  openWindow,
  runCommand,
  typeRules,
  untilStill,
  untilUnderlined,
} from './vscode/window.mjs';

/** Each picture: which file of samples/ is open, and what is done before it is taken. */
const pictures = {
  editor: {
    folder: path.join(root, 'samples/with-mistakes'),
    file: 'mistakes.sg',
    size: [1280, 800],
    async show(page) {
      await untilUnderlined(page);
      await openContainer(page, 'Security Groups');
      await goToLine(page, 23);
    },
  },
  packet: {
    folder: path.join(root, 'samples/shop'),
    file: 'shop.sg',
    size: [1280, 800],
    async show(page) {
      await openContainer(page, 'Security Groups');
      await untilTree(page);
      await runCommand(page, 'Security Group: Test Packet');
      await page.locator('.quick-input-widget input[placeholder*="tcp 22"]').first().waitFor();
      await page.keyboard.type('tcp 22 from 203.0.113.7 to db-1');
      await page.keyboard.press('Enter');
      await expandRow(page, 'denied: no rule of db');
    },
  },
  map: {
    folder: path.join(root, 'samples/shop'),
    file: 'shop.sg',
    size: [1440, 860],
    async show(page) {
      await openContainer(page, 'Security Groups');
      await untilTree(page);
      await runCommand(page, 'Security Group: Show Reachability Map');
      await page
        .frameLocator('iframe.webview')
        .frameLocator('iframe')
        .locator('svg.graph')
        .waitFor({ timeout: 15_000 });
    },
  },
  comparison: {
    folder: path.join(root, 'samples/shop'),
    file: 'shop.sg',
    size: [1280, 800],
    settings: { 'files.autoSave': 'off', 'secgroup.hints.enabled': false },
    async show(page) {
      await openContainer(page, 'Security Groups');
      await untilTree(page);
      await goToLine(page, 21);
      await page.keyboard.press('Control+X');
      await typeRules(page, 'allow ssh from 203.0.113.0/24, bastion', 'allow tcp 8080 from 10.0.0.0/8');
      await runCommand(page, 'Security Group: Compare Packets');
      await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'Saved File' }).first().click();
      await page.locator('.sidebar .monaco-list-row[aria-label^="Newly allowed"]').waitFor({ timeout: 15_000 });
    },
  },
  expectations: {
    folder: path.join(root, 'samples/shop'),
    file: 'expectations.sg',
    size: [1280, 720],
    async show(page) {
      await openContainer(page, 'Testing');
      await page.locator('.test-explorer .monaco-list-row').first().waitFor({ timeout: 30_000 });
      await runCommand(page, 'Test: Run All Tests with Coverage');
      await page.locator('.test-explorer .result-summary, .test-coverage-list').first().waitFor({ timeout: 15_000 });
    },
  },
};

/** The Groups view has been filled. */
const untilTree = (page) => page.locator('.sidebar .monaco-list-row').first().waitFor({ timeout: 30_000 });

const images = path.join(root, 'docs/images');
mkdirSync(images, { recursive: true });
await ensureHarness();
const vsix = await step('Packaging', () => makePackage());
const wanted = process.argv.slice(2).filter((name) => name !== '--all');
const takesAll = process.argv.includes('--all');
if (takesAll) await takeAll(vsix, wanted);
for (const [name, { show, ...options }] of Object.entries(takesAll ? {} : pictures)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  await step(`docs/images/${name}.png`, async () => {
    const { page, stop } = await openWindow({ vsix, folder: path.join(root, 'samples'), ...options });
    const file = path.join(images, `${name}.png`);
    try {
      await show(page);
      await untilStill(page);
      await page.screenshot({ path: file });
    } catch (error) {
      await page.screenshot({ path: file.replace('.png', '.failed.png') });
      throw error;
    } finally {
      await stop();
    }
  });
}
