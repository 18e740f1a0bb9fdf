// Each view and state that is looked at before a release: which file of samples/ is open, and what is done until it is seen.
// `t` gives the title of a command and the texts of package.nls in the language of the window.
import { goToLine, openContainer, runCommand, untilUnderlined } from '../vscode/window.mjs';

/** Folders of samples/. */
const [shop, samples] = ['shop', '.'];

export const scenes = {
  groups: {
    folder: shop,
    file: 'shop.sg',
    async show(page, t) {
      await openTrees(page, t);
      await expandAll(page, 0, 12);
    },
  },
  cvms: {
    folder: shop,
    file: 'shop.sg',
    async show(page, t) {
      await openTrees(page, t);
      await closePane(page, 0);
      await expandAll(page, 1, 8);
    },
  },
  testPacket: {
    folder: shop,
    file: 'shop.sg',
    async show(page, t) {
      await openTrees(page, t);
      await runCommand(page, t.command('testPacket'));
      await page.locator('.quick-input-widget input').first().waitFor();
      await page.keyboard.type('tcp 22 from we');
    },
  },
  denied: {
    folder: shop,
    file: 'shop.sg',
    show: (page, t) => testPacket(page, t, 'tcp 22 from 203.0.113.7 to db-1'),
  },
  allowed: {
    folder: shop,
    file: 'shop.sg',
    show: (page, t) => testPacket(page, t, 'tcp 22 from office to web-1'),
  },
  packets: {
    folder: shop,
    file: 'shop.sg',
    async show(page, t) {
      await testPacket(page, t, 'tcp 3306 from web-1 to db-1');
      await askPacket(page, t, 'tcp 22 from 203.0.113.7 to db-1');
      await closePane(page, 0);
      await closePane(page, 1);
      await expandAll(page, 2, 4);
    },
  },
  map: {
    folder: shop,
    file: 'shop.sg',
    async show(page, t) {
      const map = await openMap(page, t);
      await map.locator('svg.graph .node').filter({ hasText: 'web' }).first().click();
    },
  },
  matrix: { folder: 'region', file: 'beijing.sg', show: openMap },
  comparison: {
    folder: shop,
    file: 'shop.sg',
    settings: { 'files.autoSave': 'off' },
    async show(page, t) {
      await openTrees(page, t);
      await goToLine(page, 21);
      await page.keyboard.press('Control+X');
      await page.keyboard.type('    allow ssh from 203.0.113.0/24, bastion\n    allow tcp 8080 from 10.0.0.0/8\n');
      await runCommand(page, t.command('comparePackets'));
      await page.locator('.quick-input-list .monaco-list-row').first().click();
      await row(page, 3).waitFor({ timeout: 15_000 });
    },
  },
  importPreview: {
    folder: samples,
    file: 'shop/shop.sg',
    async show(page, t) {
      await openTrees(page, t);
      await runCommand(page, t.command('importRules'));
      await page.locator('.quick-input-list .monaco-list-row').first().waitFor();
      const input = page.locator('.quick-input-widget input');
      await page.keyboard.type('bastion');
      await page.keyboard.press('Enter');
      const choices = page.locator('.quick-input-list .monaco-list-row');
      const policies = choices.filter({ hasText: 'policies.json' }).first();
      await policies.waitFor();
      const source = await input.getAttribute('placeholder');
      await policies.click();
      // The later questions have a default each, until the packets are shown.
      for (let last = source, ticks = 0; ticks < 60 && (await row(page, 3).count()) === 0; ticks++) {
        const asked = await input.getAttribute('placeholder');
        if (asked !== last && (await choices.first().isVisible())) {
          last = asked;
          await page.keyboard.press('Enter');
        }
        await page.waitForTimeout(250);
      }
      await row(page, 3).waitFor({ timeout: 15_000 });
    },
  },
  references: {
    folder: shop,
    file: 'shop.sg',
    async show(page, t) {
      await openTrees(page, t);
      // The second lens of a group.
      await page.locator('.codelens-decoration:has(a:nth-of-type(2)) a:nth-of-type(2)').first().click();
      await page.locator('.zone-widget .ref-tree .monaco-list-row').first().waitFor({ timeout: 15_000 });
    },
  },
  explorer: {
    folder: shop,
    file: 'expectations.sg',
    async show(page) {
      await openContainer(page, 'Testing');
      await page.locator('.test-explorer .monaco-list-row').first().waitFor({ timeout: 30_000 });
      await runCommand(page, 'Test: Run All Tests with Coverage');
      await page.locator('.test-explorer .result-summary, .test-coverage-list').first().waitFor({ timeout: 15_000 });
    },
  },
  hover: {
    folder: samples,
    file: 'mistakes/mistakes.sg',
    async show(page) {
      await untilUnderlined(page);
      await goToLine(page, '23:10');
      await page.keyboard.press('Control+K');
      await page.keyboard.press('Control+I');
      await page.locator('.monaco-hover-content').first().waitFor({ timeout: 15_000 });
    },
  },
  walkthrough: {
    folder: shop,
    async show(page, t) {
      await runCommand(page, 'Welcome: Open Walkthrough');
      await page
        .locator('.quick-input-list .monaco-list-row')
        .filter({ hasText: t('walkthrough.title') })
        .first()
        .click();
      await page.locator('.getting-started-step').first().waitFor({ timeout: 15_000 });
    },
  },
  live: {
    folder: samples,
    file: 'shop/shop.sg',
    async show(page, t) {
      await openTrees(page, t);
      await runCommand(page, t.command('compareWithLive'));
      await row(page, 3).waitFor({ timeout: 15_000 });
    },
  },
};

const pane = (page, place) => page.locator('.sidebar .pane').nth(place);
const row = (page, place) => pane(page, place).locator('.monaco-list-row').first();

async function openTrees(page, t) {
  await openContainer(page, t('container'));
  await row(page, 0).waitFor({ timeout: 30_000 });
}

async function closePane(page, place) {
  const header = pane(page, place).locator('.pane-header');
  if ((await header.getAttribute('aria-expanded')) === 'true') await header.click({ position: { x: 60, y: 8 } });
}

/** Opens what is closed in a view, from the top, at most so many rows. */
async function expandAll(page, place, most) {
  await row(page, place).waitFor({ timeout: 15_000 });
  for (let opened = 0; opened < most; opened++) {
    const closed = pane(page, place).locator('.monaco-list-row[aria-expanded="false"] .monaco-tl-twistie').first();
    if ((await closed.count()) === 0) return;
    await closed.click({ timeout: 3000 }).catch(() => undefined);
    await page.waitForTimeout(150);
  }
}

async function testPacket(page, t, line) {
  await openTrees(page, t);
  await askPacket(page, t, line);
}

async function askPacket(page, t, line) {
  await runCommand(page, t.command('testPacket'));
  await page.locator('.quick-input-widget input[placeholder*="tcp 22"]').first().waitFor();
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
  await page
    .frameLocator('iframe.webview')
    .frameLocator('iframe')
    .locator('h1')
    .filter({ hasText: line.slice(line.indexOf(' to ')) })
    .waitFor({ timeout: 15_000 });
}

async function openMap(page, t) {
  await openTrees(page, t);
  await runCommand(page, t.command('showReachability'));
  const map = page.frameLocator('iframe.webview').frameLocator('iframe');
  await map.locator('svg.graph, table.matrix, table').first().waitFor({ timeout: 20_000 });
  return map;
}
