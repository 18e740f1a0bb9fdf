import path from 'node:path';
import { Option } from 'commander';
import type { ExportedText } from '#formats/exportGroups.ts';
import type { WrittenFormat } from '#formats/format.ts';
import { writtenFormat, writtenFormats } from '#formats/formats.ts';
import type { Group } from '#model/model.ts';
import { exported as exportedFrom } from '#questions/export.ts';
import { regionFault } from '#questions/region.ts';
import type { Folder } from '#workspace/folder.ts';
import type { CommandModule } from '../command.ts';
import { sparing, write } from '../files.ts';
import { failOn, holdBack } from '../incomplete.ts';
import { load } from '../load.ts';
import { offerPartial, offerVariables, type PartialOption, type Variables } from '../options.ts';
import { shownPlace } from '../paths.ts';
import { EXIT, fail, type System, tell } from '../system.ts';

interface Options extends PartialOption {
  readonly as: string;
  readonly direction?: 'inbound' | 'outbound';
  readonly all?: boolean;
  readonly expand?: boolean;
  readonly output?: string;
  readonly region?: string;
  readonly config?: string;
  readonly variables?: Variables;
}

export const define: CommandModule['define'] = (command, run, system) => {
  offerVariables(offerPartial(command))
    .argument('[group-or-path...]', 'groups by name or id, then files and folders, this folder by default')
    .addOption(new Option('--as <format>').choices(writtenFormats.map(({ name }) => name)).default('policies'))
    .option('--all', 'everything that is declared, of --region alone where one is named')
    .addOption(new Option('--direction <which>', `of a table (${TABLES.join(', ')})`).choices(['inbound', 'outbound']))
    .option('--expand', 'plain policies in the place of address and service lists')
    .option(
      '-o, --output <file>',
      'write there instead of to standard output; a file a direction or group where there are several',
    )
    .action((words: string[], options: Options) => run(() => exportTo(system, words, options)));
};

const TABLES = writtenFormats.filter(({ writer }) => writer.holds === 'direction').map(({ name }) => name);

async function exportTo(system: System, words: readonly string[], options: Options): Promise<number> {
  const { names, paths } = await sort(system, words, options.all === true);
  if (names.length === 0 && options.all !== true)
    return fail(system, "Name the groups to export, or say --all: 'secgroup export web'.");
  const loaded = await load(system, paths, {
    config: options.config,
    formats: { region: options.region, variables: options.variables },
    unread: 'tell',
  });
  if ('error' in loaded) return fail(system, loaded.error);
  const { folder } = loaded;
  const { region } = options;
  const fault = regionFault(region, [folder.model]);
  if (fault !== undefined) return failOn(system, [folder], fault);
  const groups: Group[] = [];
  for (const name of names) {
    const found = findGroup(folder, name, region);
    if (typeof found === 'string' && (await system.kindOf(name)) === 'folder')
      return fail(system, `'${name}' is a folder: name the groups before it, 'secgroup export web ${name}'.`);
    if (typeof found === 'string') return failOn(system, [folder], found);
    groups.push(found);
  }
  system.progress(() => `Writing ${options.all === true ? 'everything' : names.join(', ')}`);
  const { exported, incomplete } = exportedFrom(folder, {
    groups: options.all === true ? undefined : groups,
    region,
    // `--as` takes no other names.
    format: writtenFormat(options.as) as WrittenFormat,
    options: { expand: options.expand === true, direction: options.direction },
  });
  const held = holdBack(system, [{ folder, gaps: incomplete }], { partial: options.partial });
  if (held !== undefined) return held;
  const exit =
    options.output === undefined
      ? print(system, exported.texts, options)
      : await writeAll(system, exported.texts, options.output, paths);
  if (exit !== undefined) return exit;
  for (const { uri, start, message } of exported.report) {
    const file = folder.files.get(uri);
    const where = file === undefined ? '' : `${shownPlace(system, { file, range: { start, end: start } })}: `;
    tell(system, `note: ${where}${message}`);
  }
  return EXIT.ok;
}

/** Tells groups from paths: a word that is a file by its name or a folder is a path. The first word is always a group, unless all are exported. */
async function sort(system: System, words: readonly string[], all: boolean) {
  const names: string[] = [];
  const paths: string[] = [];
  for (const word of words) {
    const kind = await system.kindOf(word);
    const leads = kind !== undefined && (kind === 'folder' || /\.(?:sg|json|tf|tfstate|csv|txt)$/i.test(word));
    const isName = !all && (names.length === 0 || !leads);
    (isName ? names : paths).push(word);
  }
  return { names, paths };
}

function findGroup({ model }: Folder, name: string, region: string | undefined): Group | string {
  const own = model.groups.filter(
    (group) => (group.name === name || group.id === name) && (region === undefined || group.region === region),
  );
  const declared = own.filter(({ builtin }) => !builtin);
  const groups = declared.length > 0 ? declared : own.slice(0, 1);
  const [group] = groups;
  if (group === undefined)
    return `There is no group '${name}'${region === undefined ? '' : ` in the region '${region}'`}.`;
  if (groups.length === 1) return group;
  const regions = [...new Set(groups.map((each) => each.region))];
  return regions.length > 1
    ? `'${name}' is a group of the regions ${regions.join(', ')}: say which with --region.`
    : `There are ${groups.length} groups '${name}': name one by its id.`;
}

/** Answers the exit code where several texts cannot be printed as one. */
function print(system: System, texts: readonly ExportedText[], options: Options): number | undefined {
  const [text] = texts;
  if (texts.length > 1) {
    return fail(
      system,
      text?.direction !== undefined && options.direction === undefined
        ? 'A table holds one direction: say --direction inbound or outbound, or write files with -o.'
        : 'There is a file for each group: name one group, or write files with -o.',
    );
  }
  system.out(text?.text ?? '');
  return undefined;
}

/** Several texts become several files: `rules.csv` becomes `rules-inbound.csv` and `rules-outbound.csv`, with names of groups if needed. */
async function writeAll(
  system: System,
  texts: readonly ExportedText[],
  output: string,
  inputs: readonly string[],
): Promise<number | undefined> {
  const severalGroups = new Set(texts.map(({ group }) => group)).size > 1;
  const { dir, name, ext } = path.parse(output);
  const files = texts.map(({ fileName, direction }) => {
    const group = severalGroups ? `-${path.parse(fileName).name.replace(/-(inbound|outbound)$/, '')}` : '';
    const parts = `${group}${direction === undefined ? '' : `-${direction}`}`;
    return texts.length === 1 ? output : path.join(dir, `${name}${parts}${ext}`);
  });
  for (const file of files) {
    const exit = sparing(system, file, inputs);
    if (exit !== undefined) return exit;
  }
  for (const [i, { text }] of texts.entries()) {
    const exit = await write(system, files[i] ?? output, text);
    if (exit !== undefined) return exit;
  }
  return undefined;
}
