// Guards that the pages about commands, settings, requests and formats have each that there is: commands and settings in order, with title,
// default and description.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { main } from '#cli/main.ts';
import { writtenFormats } from '#formats/formats.ts';
import * as edits from '#protocol/edits.ts';
import * as files from '#protocol/files.ts';
import * as live from '#protocol/live.ts';
import * as packets from '#protocol/packets.ts';
import * as plan from '#protocol/plan.ts';
import * as tree from '#protocol/tree.ts';
import { runInMemory } from './cli/memorySystem.ts';
import { readPage } from './support/page.ts';

interface Setting {
  readonly default?: unknown;
  readonly description?: string;
  readonly markdownDescription?: string;
  readonly properties?: Readonly<Record<string, Setting>>;
}

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly menus: { readonly commandPalette: readonly { readonly command: string; readonly when: string }[] };
    readonly configuration: readonly { readonly properties: Readonly<Record<string, Setting>> }[];
  };
}

type Texts = Readonly<Record<string, string | { readonly message: string }>>;

const readJson = (name: string): unknown => JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8'));
const { contributes } = readJson('package.json') as Manifest;
const texts = readJson('package.nls.json') as Texts;

/** What a `%key%` of the manifest stands for. */
function textOf(key = ''): string {
  const text = texts[key.slice(1, -1)] ?? key;
  return typeof text === 'string' ? text : text.message;
}

/** The rows of a section's table, each by its cells. */
function rowsOf(section: string): readonly (readonly string[])[] {
  const lines = section.split('\n').filter((line) => line.startsWith('| '));
  return lines.slice(2).map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('\\|', '|')),
  );
}

const rowOf = ([name, { default: value, ...setting }]: readonly [string, Setting]): readonly string[] => [
  `\`${name}\``,
  value === undefined ? '–' : `\`${JSON.stringify(value)}\``,
  textOf(setting.markdownDescription ?? setting.description),
];

test('every command', () => {
  const hidden = contributes.menus.commandPalette.filter(({ when }) => when === 'false').map(({ command }) => command);
  const rows = rowsOf(readPage('commands.md'));
  expect(rows.map(([title, id]) => [title, id])).toEqual(
    contributes.commands.map(({ command, title }) => [
      `${textOf(title)}${hidden.includes(command) ? ' \\*' : ''}`,
      `\`${command}\``,
    ]),
  );
  expect(rows.filter(([, , what]) => !/^[A-Z].*\.$/.test(what ?? ''))).toEqual([]);
});

test('every setting', () => {
  const [, folder = '', editor = ''] = readPage('settings.md').split(/^## /m);
  const { properties = {} } = readJson('schemas/secgroup.schema.json') as Setting;
  const shared = Object.entries(properties).flatMap(([name, setting]): (readonly [string, Setting])[] => {
    if (name === '$schema') return [];
    if (name === 'severity' || setting.properties === undefined) return [[name, setting]];
    return Object.entries(setting.properties).map(([member, each]) => [`${name}.${member}`, each]);
  });
  expect(rowsOf(folder)).toEqual(shared.map(rowOf));
  expect(rowsOf(editor)).toEqual(
    contributes.configuration.flatMap((each) => Object.entries(each.properties)).map(rowOf),
  );
});

test('every request and notification, in the section of its file', () => {
  const [, , ...sections] = readPage('protocol.md').split(/^## /m);
  const documented = sections.map((section) =>
    [...section.matchAll(/^\| `(secgroup\/\w+)`/gm)].map(([, method]) => method).sort(),
  );
  const methods = [packets, edits, plan, live, tree, files].map((file) =>
    Object.values(file)
      .flatMap((each: object) => ('method' in each ? [each.method] : []))
      .sort(),
  );
  expect(documented).toEqual(methods);
});

test('every initialization option', () => {
  const [, section = ''] = readPage('protocol.md').split(/^## /m);
  const source = readFileSync(new URL('../../protocol/files.ts', import.meta.url), 'utf8');
  const [members = ''] = /interface InitializationOptions \{.*?^\}/ms.exec(source) ?? [];
  expect(rowsOf(section).map(([name]) => name)).toEqual(
    [...members.matchAll(/readonly (\w+)\?:/g)].map(([, name]) => `\`${name}\``),
  );
});

test('every format that can be written', () => {
  const [table = ''] = readPage('formats.md').split(/^## /m);
  expect(rowsOf(table).flatMap(([, as]) => as || [])).toEqual(writtenFormats.map(({ name }) => `\`${name}\``));
});

test('every command of the command line', async () => {
  const { stdout } = await runInMemory(new Map(), '', (system) => main(['--help'], system));
  const names = [...stdout.matchAll(/^ {2}([a-z-]+) \[/gm)].map(([, name = '']) => name);
  const page = readPage('commandLine.md');
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => !page.includes(`secgroup ${name}`))).toEqual([]);
});
