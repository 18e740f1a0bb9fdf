// Each view and state that is looked at before a release: which file of samples/ is open, and what is done until it is seen.
// `t` gives the title of a command and the texts of package.nls in the language of the window. `fleeting`: what is shown closes when the window
// or its colours change. `prepare`: makes what the copy of samples/ has not.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { goToLine, openContainer, runCommand, typeRules, untilStill, untilUnderlined } from '../vscode/window.mjs';

/** Folders of samples/. */
const [shop, samples] = ['shop', '.'];

export const scenes = {
  firstLook: {
    folder: samples,
    env: { SECGROUP_FIRST_LOOK: '1' },
    async show(page) {
      await page.locator('.editor-instance .view-line').first().waitFor({ timeout: 60_000 });
      await row(page, 1).waitFor({ timeout: 30_000 });
    },
  },
  welcome: {
    folder: 'nothing',
    prepare: (folder) => mkdirSync(path.join(folder, 'nothing')),
    async show(page, t) {
      await openContainer(page, t('container'));
      await page.locator('.sidebar .welcome-view-content .monaco-button').nth(2).waitFor({ timeout: 30_000 });
    },
  },
  groups: {
    folder: shop,
    file: 'shop.sg',
    async show(page, t) {
      await openTrees(page, t);
      await closePane(page, 2);
      await closePane(page, 1);
      await expandAll(page, 0, 12);
    },
  },
  cvms: {
    folder: shop,
    file: 'shop.sg',
    async show(page, t) {
      await openTrees(page, t);
      await closePane(page, 2);
      await closePane(page, 0);
      await expandAll(page, 1, 8);
    },
  },
  testPacket: {
    folder: shop,
    file: 'shop.sg',
    fleeting: true,
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
  stages: {
    folder: shop,
    file: 'shop.sg',
    show: (page, t) => testPacket(page, t, 'tcp 3306 from web-1 to db-1'),
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
  /** A list as an end, machines of several interfaces and ACLs on the way: as long as a packet's page gets. */
  longWay: {
    folder: 'long',
    file: 'long.sg',
    prepare: (folder) => makeLong(path.join(folder, 'long')),
    show: (page, t) => testPacket(page, t, 'tcp 5432 from headquarters-and-branches to warehouse-reporting-primary'),
  },
  restricted: {
    folder: shop,
    file: 'shop.sg',
    settings: {
      'security.workspace.trust.enabled': true,
      'security.workspace.trust.startupPrompt': 'never',
      'security.workspace.trust.banner': 'always',
    },
    async show(page, t) {
      await openTrees(page, t);
      await runCommand(page, t.command('comparePackets'));
      await question(page, t.text('What to compare with'));
    },
    fleeting: true,
  },
  map: { folder: shop, file: 'shop.sg', show: openMap },
  mapDetails: {
    folder: shop,
    file: 'shop.sg',
    async show(page, t) {
      const map = await openMap(page, t);
      await map.locator('svg.graph .node').filter({ hasText: 'web' }).first().click();
    },
  },
  matrix: { folder: 'region', file: 'beijing.sg', show: openMap },
  mapSearch: {
    folder: 'region',
    file: 'beijing.sg',
    async show(page, t) {
      const map = await openMap(page, t);
      await map.locator('input[type=search]').fill('cart');
      await map.locator('svg.graph').waitFor();
    },
  },
  mapLarge: {
    folder: 'large',
    file: 'large.sg',
    prepare: (folder) => makeLarge(path.join(folder, 'large')),
    show: openMap,
  },
  comparison: {
    folder: shop,
    file: 'shop.sg',
    settings: { 'files.autoSave': 'off' },
    async show(page, t) {
      await openTrees(page, t);
      await goToLine(page, 21);
      await page.keyboard.press('Control+X');
      await typeRules(page, 'allow ssh from 203.0.113.0/24, bastion', 'allow tcp 8080 from 10.0.0.0/8');
      await runCommand(page, t.command('comparePackets'));
      await pick(page, t.text('Saved File'));
      await untilCompared(page);
    },
  },
  importPreview: {
    folder: samples,
    file: 'shop/shop.sg',
    fleeting: true,
    async show(page, t) {
      await openTrees(page, t);
      await runCommand(page, t.command('importRules'));
      await question(page, t.text('Group to import rules into'));
      await page.keyboard.type('bastion');
      await page.keyboard.press('Enter');
      await question(page, t.text('Where the rules come from'));
      await page.keyboard.type('policies.json');
      await pick(page, 'policies.json');
      await question(page, t.text("What becomes of the rules of '{0}'").replace('{0}', 'bastion'));
    },
  },
  importConfirm: {
    folder: samples,
    file: 'shop/shop.sg',
    fleeting: true,
    async show(page, t) {
      await scenes.importPreview.show(page, t);
      await page.keyboard.press('Enter');
      await question(
        page,
        t.text("Import '{0}' into '{1}'?").replace('{0}', 'policies.json').replace('{1}', 'bastion'),
      );
      await untilCompared(page);
    },
  },
  exportFormat: {
    folder: shop,
    file: 'shop.sg',
    fleeting: true,
    async show(page, t) {
      await openTrees(page, t);
      await runCommand(page, t.command('exportRules'));
      await question(page, t.text('Group to export'));
      await page.keyboard.type('web');
      await page.keyboard.press('Enter');
      await question(page, t.text('Format of the export'));
    },
  },
  fixMenu: {
    folder: samples,
    file: 'with-mistakes/mistakes.sg',
    fleeting: true,
    async show(page) {
      await untilUnderlined(page);
      // Lenses that come later move the lines, and findings that come later are asked for their fixes: either closes the menu.
      await page.locator('.codelens-decoration').first().waitFor({ timeout: 30_000 });
      await goToLine(page, '27:25');
      await untilStill(page);
      await page.keyboard.press('Control+.');
      await page.locator('.action-widget .monaco-list-row').first().waitFor({ timeout: 15_000 });
    },
  },
  fix: {
    folder: samples,
    file: 'with-mistakes/mistakes.sg',
    fleeting: true,
    async show(page, t) {
      await scenes.fixMenu.show(page);
      await untilStill(page);
      await page.locator('.action-widget .monaco-list-row.action').first().click();
      await question(page, t.text('Enter makes the whole change, and one undo takes it back'));
    },
  },
  detach: {
    folder: shop,
    file: 'shop.sg',
    fleeting: true,
    async show(page, t) {
      await openTrees(page, t);
      await runCommand(page, t.command('deleteGroup'));
      await question(page, t.text('Group to delete'));
      await page.keyboard.type('web');
      await page.keyboard.press('Enter');
      // The quiet settings keep messages in the list of them, which is empty until this one has come.
      await page
        .locator('.statusbar-item[id="status.notifications"] [class*="bell"][class*="dot"]')
        .waitFor({ timeout: 15_000 });
      await runCommand(page, 'Notifications: Show Notifications');
      await page.locator('.notification-list-item .monaco-button').first().waitFor({ timeout: 15_000 });
    },
  },
  references: {
    folder: shop,
    file: 'shop.sg',
    fleeting: true,
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
  failing: {
    folder: 'with-mistakes',
    file: 'mistakes.sg',
    async show(page) {
      await openContainer(page, 'Testing');
      await page.locator('.test-explorer .monaco-list-row').first().waitFor({ timeout: 30_000 });
      await runCommand(page, 'Test: Run All Tests');
      await page.locator('.test-explorer .result-summary').first().waitFor({ timeout: 15_000 });
      const rows = page.locator('.test-explorer .monaco-list-row');
      await rows.first().locator('.monaco-tl-twistie').click();
      await rows.nth(1).click();
      await runCommand(page, 'Test: Peek Output');
      await page.locator('.zone-widget').first().waitFor({ timeout: 15_000 });
    },
  },
  problems: {
    folder: 'with-mistakes',
    file: 'mistakes.sg',
    async show(page) {
      await untilUnderlined(page);
      await page.keyboard.press('Control+Shift+M');
      await page.locator('.markers-panel .monaco-list-row').nth(3).waitFor();
    },
  },
  hover: {
    folder: 'with-mistakes',
    file: 'mistakes.sg',
    fleeting: true,
    show: (page) => hoverAt(page, '23:10'),
  },
  hoverRule: {
    folder: shop,
    file: 'shop.sg',
    fleeting: true,
    show: (page) => hoverAt(page, '21:10'),
  },
  walkthrough: {
    folder: shop,
    async show(page, t) {
      await runCommand(page, 'Welcome: Open Walkthrough');
      await pick(page, t('walkthrough.title'));
      await page.locator('.getting-started-step').first().waitFor({ timeout: 15_000 });
    },
  },
  live: {
    folder: samples,
    file: 'shop/shop.sg',
    async show(page, t) {
      await openTrees(page, t);
      await runCommand(page, t.command('compareWithLive'));
      await untilCompared(page);
    },
  },
  plan: {
    folder: samples,
    file: 'shop/shop.sg',
    async show(page, t) {
      await openTrees(page, t);
      await runCommand(page, t.command('planChanges'));
      await page.locator('.tab.active', { hasText: 'Untitled' }).waitFor({ timeout: 15_000 });
    },
  },
};

const pane = (page, place) => page.locator('.sidebar .pane').nth(place);
const row = (page, place) => pane(page, place).locator('.monaco-list-row').first();

/** Their comparison is a fourth view, above the others. */
async function untilCompared(page) {
  await pane(page, 3).waitFor({ timeout: 15_000 });
  await row(page, 0).waitFor({ timeout: 15_000 });
}

/** Waits until this is asked. */
const question = (page, placeholder) =>
  page.locator(`.quick-input-widget input[placeholder="${placeholder}"]`).waitFor({ timeout: 15_000 });

/** Takes the choice with this text. */
const pick = (page, text) =>
  page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first().click({ timeout: 15_000 });

async function hoverAt(page, place) {
  await page.locator('.codelens-decoration').first().waitFor({ timeout: 30_000 });
  await goToLine(page, place);
  // Once more moves the focus into it: else it closes when the mouse is moved away.
  for (const locator of ['.monaco-hover-content', '.monaco-hover:focus-within']) {
    await page.keyboard.press('Control+K');
    await page.keyboard.press('Control+I');
    await page.locator(locator).first().waitFor({ timeout: 15_000 });
  }
}

/** A region of 2,000 machines in forty groups, which form ten services of four tiers. */
function makeLarge(folder) {
  const tiers = ['front', 'api', 'worker', 'store'];
  const groups = Array.from({ length: 40 }, (_, i) => ({
    name: `${tiers[i % 4]}-${i >> 2}`,
    tier: i % 4,
    from: i - 1,
  }));
  const peer = ({ tier, from }) => (tier === 0 ? 'any' : groups[from].name);
  const text = groups.flatMap((group, i) => [
    `group ${group.name} {`,
    '  inbound {',
    `    allow tcp ${8000 + i} from ${peer(group)}`,
    '  }',
    '  outbound {',
    '    allow tcp 8000-8999 to 10.0.0.0/8',
    '  }',
    '}',
    ...Array.from(
      { length: 50 },
      (_, j) => `cvm ${group.name}-${j} { private-ip 10.0.${i}.${j + 10} groups ${group.name} }`,
    ),
  ]);
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'large.sg'), `region ap-nanjing\n${text.join('\n')}\n`);
}

function makeLong(folder) {
  mkdirSync(folder);
  writeFileSync(
    path.join(folder, 'long.sg'),
    `region ap-guangzhou

addresses headquarters-and-branches {
  203.0.113.0/26   "Shenzhen, building 3"
  203.0.113.128/26 "Chengdu"
  198.51.100.16/28 "Wuhan, leased until 2027"
}

acl edge {
  inbound {
    deny  tcp 445,3389 from any
    allow tcp 1-65535  from 203.0.113.0/24
    allow tcp 1-65535  from 198.51.100.0/24
    allow all          from 10.0.0.0/8
  }
  outbound {
    allow tcp 1024-65535 to 203.0.113.0/25
    allow all            to 10.0.0.0/8
  }
}

group warehouse-analytics-readers "Analysts and their dashboards" {
  inbound {
    deny  tcp 5432 from 203.0.113.200
    allow tcp 5432 from 10.20.0.0/16
    allow tcp 6432 from headquarters-and-branches
    allow tcp 8443 from headquarters-and-branches
  }
}

group warehouse-storage-nodes "Storage, replication and nightly backups" {
  inbound {
    allow tcp 5432 from self
    allow tcp 5432 from headquarters-and-branches until 2031-12-31 "ticket 4711: until the gateway is there"
    deny  all      from any
  }
  outbound {
    allow tcp 443 to any
  }
}

subnet warehouse-reporting {
  vpc  vpc-main
  cidr 10.20.4.0/24
  acl  edge
}

cvm warehouse-reporting-primary {
  private-ip 10.20.4.17
  public-ip  203.0.114.17
  subnet     warehouse-reporting
  groups     warehouse-analytics-readers, warehouse-storage-nodes
}
`,
  );
}

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
