// Guards the names that people's key bindings, settings and scripts hold, and that the manifest is complete about each.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { defaultSettings } from '#protocol/settings.ts';

const root = path.join(import.meta.dirname, '../..');
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const { contributes } = manifest;

interface MenuItem {
  readonly command: string;
  readonly when?: string;
  readonly group?: string;
}

const commands: readonly string[] = contributes.commands.map(({ command }: { command: string }) => command);
const menus: readonly (readonly [string, readonly MenuItem[]])[] = Object.entries(contributes.menus);

test('the commands that others rely on are there', () => {
  const names =
    `testPacket newGroup deleteGroup cloneGroup renameGroup describeGroup addRule removeRule moveRuleUp moveRuleDown
    duplicateRule configureCvmGroups manageGroupCvms importRules exportRules exportTemplate comparePackets showReachability filterTree
    clearFilter groupBy revealInTree revealInFile runExpectations copyAsCommand planChanges compareWithLive adoptLive pullFromCloud restartServer showLog openSamples newFile
    reportIssue`.split(/\s+/);
  expect(commands).toEqual(expect.arrayContaining(names.map((name) => `secgroup.${name}`)));
});

test('npm builds the command line also where it installs from the repository, as pre-commit does', () => {
  // Of all scripts, npm runs only this one both there and before it packs.
  expect(manifest.scripts.prepare).toBe(manifest.scripts.build);
});

test('every command has a title and the category, and nothing else is named by menus and keys', () => {
  for (const { command, title, category } of contributes.commands) {
    expect(title, command).toBe(`%${command.replace('secgroup.', 'command.')}%`);
    expect(category, command).toBe('%category%');
  }
  const used = [...menus.flatMap(([, items]) => items), ...contributes.keybindings].map(({ command }) => command);
  expect(used.filter((command) => !commands.includes(command))).toEqual([]);
});

test('the container has three views, and one more while packets are compared', () => {
  const views: readonly { readonly id: string; readonly when?: string }[] = contributes.views.secgroup;
  const always = views.filter(({ when }) => when === undefined).map(({ id }) => id);
  expect(always).toEqual(['secgroup.groups', 'secgroup.cvms', 'secgroup.packets']);
  expect(views.filter(({ when }) => when !== undefined)).toMatchObject([
    { id: 'secgroup.comparison', when: 'secgroup.comparing' },
  ]);
  // Its own commands are offered only then, and those of its rows nowhere else.
  const palette: readonly MenuItem[] = contributes.menus.commandPalette;
  for (const name of ['refreshComparison', 'openComparison', 'closeComparison'])
    expect(palette.find(({ command }) => command === `secgroup.${name}`)?.when, name).toBe('secgroup.comparing');
  for (const name of ['openDecidingRule', 'openRuleBefore'])
    expect(palette.find(({ command }) => command === `secgroup.${name}`)?.when, name).toBe('false');
});

test('before the extension is there, a view has a text of its own, so that VS Code does not say that nobody provides its data', () => {
  const welcome: readonly { readonly view: string; readonly when?: string }[] = contributes.viewsWelcome;
  // All that is asked of the keys holds while none of them is set.
  const holdsAtFirst = (when: string): boolean =>
    when.split(' && ').every((part) => part.startsWith('!') || part.includes(' != '));
  for (const { id, when } of contributes.views.secgroup) {
    if (when) continue;
    expect(welcome.filter(({ view, when: own = '' }) => view === id && holdsAtFirst(own)).length, id).toBe(1);
  }
});

test('the title of a command that asks before it does anything ends in an ellipsis, in both languages', () => {
  const asking =
    `testPacket newGroup cloneGroup renameGroup describeGroup addRule configureCvmGroups manageGroupCvms importRules
    exportRules exportTemplate comparePackets filterTree groupBy planChanges adoptLive pullFromCloud openSamples`.split(
      /\s+/,
    );
  for (const file of ['package.nls.json', 'package.nls.zh-cn.json']) {
    const texts: Readonly<Record<string, string>> = JSON.parse(readFileSync(path.join(root, file), 'utf8'));
    for (const name of asking) expect(texts[`command.${name}`], name).toMatch(/…$/);
    for (const name of ['clearFilter', 'restartServer', 'showLog', 'moveRuleUp'])
      expect(texts[`command.${name}`], name).not.toMatch(/…$/);
  }
});

test('the title bar of a rule file leads to the packet test, the comparison and the map', () => {
  const items: readonly MenuItem[] = contributes.menus['editor/title'];
  expect(items.map(({ command }) => command.replace('secgroup.', ''))).toEqual([
    'testPacket',
    'comparePackets',
    'showReachability',
  ]);
});

test('context menus are in their groups, with two inline actions at most for each kind of row', () => {
  const items: readonly MenuItem[] = contributes.menus['view/item/context'];
  for (const { group = '', command } of items) {
    expect(group, command).toMatch(/^(1_open|2_test|3_edit|4_files|5_pin|9_copy|inline)@\d$/);
  }
  const kinds = [
    'group own located',
    'cvm own located',
    'direction own located',
    'rule own located',
    'members own',
    'cvm-groups own',
  ];
  for (const kind of kinds) {
    const inline = items.filter(({ group, when }) => group?.startsWith('inline') && matches(when, kind));
    expect(inline.length, kind).toBeLessThanOrEqual(2);
  }
});

/** Whether a menu's condition on `viewItem` takes this value. */
function matches(when: string | undefined, value: string): boolean {
  const pattern = /viewItem =~ \/(.*?)\/$/.exec(when ?? '')?.[1];
  return pattern !== undefined && when?.includes('groups|cvms') === true && new RegExp(pattern).test(value);
}

test('keys are bound only where one of our trees has the focus', () => {
  for (const { when, command } of contributes.keybindings)
    expect(when, command).toMatch(/^focusedView == secgroup\.(groups|cvms) && listFocus && !inputFocus$/);
});

test('the settings of the protocol are there with their defaults, each described, in order and scope', () => {
  const settings = Object.assign(
    {},
    ...contributes.configuration.map(({ properties }: { properties: object }) => properties),
  );
  for (const [section, values] of Object.entries(defaultSettings)) {
    for (const [name, value] of Object.entries(values)) {
      expect(settings[`secgroup.${section}.${name}`]?.default, `${section}.${name}`).toBe(value);
    }
  }
  for (const [name, setting] of Object.entries<Record<string, unknown>>(settings)) {
    expect(setting, name).toMatchObject({
      markdownDescription: expect.any(String),
      order: expect.any(Number),
      scope: expect.any(String),
    });
  }
});

test('files that the manifest names are there', () => {
  const named = JSON.stringify(contributes).match(/"(\.\/)?(media|syntaxes|schemas)\/[^"]+"/g) ?? [];
  expect(named.length).toBeGreaterThan(8);
  for (const file of named) expect(existsSync(path.join(root, JSON.parse(file))), file).toBe(true);
});
