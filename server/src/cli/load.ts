// The files and folders that a command is given, as one model.

import path from 'node:path';
import type { ReadAs } from '#text/decode.ts';
import { memoOf } from '#util/memo.ts';
import type { Folder } from '#workspace/folder.ts';
import { commandLimits } from '#workspace/limits.ts';
import { type Foreign, loadFiles } from '#workspace/loadFiles.ts';
import { cannotRead, readDecoded } from './files.ts';
import type { FormatOptions } from './options.ts';
import { shownFile, uriOf } from './paths.ts';
import { counting } from './progress.ts';
import { type System, tell } from './system.ts';
import { configurationFiles } from './terraform.ts';

export interface LoadOptions {
  readonly config?: string;
  /** A file, or a folder with its files, that is left out though a folder holds it. */
  readonly except?: string;
  /** A file of a folder that cannot be read is no error then: the model lacks it and says so. */
  readonly unread?: 'tell';
  /** How files of other formats are read, for commands that only ask. Without it such files are an error. */
  readonly formats?: FormatOptions;
  /** Leaves out what `files.exclude` names even where it is a path itself, as hooks give every file that changed. */
  readonly excludesNamed?: true;
}

export type Loaded = { readonly folder: Folder } | { readonly error: string };

/** All rule files and snapshots of the paths as one model. A path that is not there is an error; that there are no files is said. */
export async function load(system: System, paths: readonly string[], options: LoadOptions): Promise<Loaded> {
  const found = await gather(system, paths, options);
  if ('error' in found) return found;
  const folder = folderOf(system, found);
  if (isEmpty(folder) && found.unread.size === 0) tell(system, `note: ${noRuleFiles(paths, found)}.`);
  return { folder };
}

/** Whether there is nothing but settings. */
export function isEmpty({ files }: Folder): boolean {
  return [...files.values()].every(({ language }) => language === 'config');
}

/** A folder that was misspelt into an empty one must not look like one without faults. */
export function noRuleFiles(paths: readonly string[], { texts }: Pick<Gathered, 'texts'>): string {
  const where = paths.length === 0 ? 'this folder' : paths.map((each) => `'${each}'`).join(', ');
  return texts.size === 0
    ? `${where} has no rule files (.sg or .sg.json)`
    : `'files.exclude' in secgroup.json leaves out every rule file of ${where}`;
}

/** The texts of the files, before they are read as rules. */
export interface Gathered {
  /** By URI. */
  readonly texts: ReadonlyMap<string, string>;
  readonly readAs: ReadonlyMap<string, ReadAs>;
  /** Files of the paths that could not be read, with the reason. */
  readonly unread: ReadonlyMap<string, string>;
  /** The URIs of the paths that are looked at even where `files.exclude` leaves them out. */
  readonly named: readonly string[];
  readonly config: ConfigText | undefined;
  /** What the files of other formats say. */
  readonly foreign: Foreign | undefined;
}

interface ConfigText {
  readonly uri: string;
  readonly text: string;
}

export function folderOf(system: System, { texts, readAs, unread, named, config, foreign }: Gathered): Folder {
  return loadFiles({
    root: rootOf(texts, config) ?? uriOf(system, system.cwd),
    texts,
    readAs,
    unread,
    named,
    config,
    today: system.today,
    limits: commandLimits,
    foreign,
    say: counting(system, 'files read'),
  });
}

/** The folder from which the patterns of the settings count: that of the settings, if all files are in it. */
function rootOf(texts: Gathered['texts'], config: ConfigText | undefined): string | undefined {
  const folder = config?.uri.slice(0, config.uri.lastIndexOf('/'));
  return [...texts.keys()].every((uri) => uri.startsWith(`${folder}/`)) ? folder : undefined;
}

export async function gather(
  system: System,
  paths: readonly string[],
  options: LoadOptions,
): Promise<Gathered | { readonly error: string }> {
  const given = paths.length > 0 ? paths : ['.'];
  // A file counts once, even if several links and spellings of its path are given.
  const identity = (uri: string): string => system.host.resolve?.(uri) ?? uri;
  const except = options.except === undefined ? undefined : identity(options.except);
  const seen = new Set<string>();
  const texts = new Map<string, string>();
  const configs = new Map<string, string>();
  const readAs = new Map<string, ReadAs>();
  const unread = new Map<string, string>();
  const foreign: string[] = [];
  const named = options.excludesNamed === true ? [] : paths.map((each) => uriOf(system, each));
  for (const each of given) {
    const found = await filesAt(system, each, options);
    if ('error' in found) return found;
    if (found.foreign === true) foreign.push(each);
    for (const [uri, error] of found.unread) unread.set(uri, error);
    for (const uri of found.uris) {
      const file = identity(uri);
      if (seen.has(file) || file === except || file.startsWith(`${except}/`)) continue;
      seen.add(file);
      system.progress(() => `${seen.size} files opened`);
      const read = await (found.named ? readDecoded(system, each) : system.host.read(uri));
      if ('text' in read) {
        (isConfig(uri) ? configs : texts).set(uri, read.text);
        if (read.readAs !== undefined) readAs.set(uri, read.readAs);
      } else if (found.named) return read;
      else unread.set(uri, read.error);
    }
  }
  const [first] = options.unread === 'tell' ? [] : unread;
  if (first !== undefined) return { error: cannotRead(shownFile(system, first[0]), first[1]) };
  const config = await findConfig(system, given[0] ?? '.', configs, options);
  if (config !== undefined && 'error' in config) return config;
  if (foreign.length === 0) return { texts, readAs, unread, named, config, foreign: undefined };
  const { readForeign } = await import('./readForeign.ts');
  const read = await readForeign(system, foreign, options.formats ?? {});
  if ('error' in read) return read;
  for (const [uri, text] of read.texts) texts.set(uri, text);
  for (const note of read.notes) tell(system, `note: ${note}`);
  return { texts, readAs, unread, named, config, foreign: read.foreign };
}

const NONE: ReadonlyMap<string, string> = new Map();

interface FilesAt {
  readonly uris: readonly string[];
  readonly unread: ReadonlyMap<string, string>;
  readonly named: boolean;
  /** The path is a file of another format, or the folder of a Terraform configuration. */
  readonly foreign?: boolean;
}

async function filesAt(
  system: System,
  each: string,
  { formats }: LoadOptions,
): Promise<FilesAt | { readonly error: string }> {
  const uri = uriOf(system, each);
  switch (await system.kindOf(each)) {
    case 'folder': {
      const { uris, complete, unread = NONE } = await system.host.list(uri);
      const isForeign = formats !== undefined && uris.every(isConfig);
      const foreign = isForeign && (await configurationFiles(system, each)).length > 0;
      if (complete) return { uris, unread, named: false, foreign };
      const limit = commandLimits.files.toLocaleString('en');
      return { error: `'${each}' holds more than ${limit} files: name fewer folders.` };
    }
    case 'file':
      if (/\.sg(\.json)?$/.test(each) || isConfig(uri)) return { uris: [uri], unread: NONE, named: true };
      if (formats !== undefined) return { uris: [], unread: NONE, named: true, foreign: true };
      return { error: `'${each}' is not a rule file: name files that end in .sg or .sg.json, or import it first.` };
    case 'other':
      return { error: `'${each}' is neither a file nor a folder.` };
    case undefined:
      if (each === '-') return { error: "Only format and import read standard input ('-'): name a file." };
      return { error: `'${each}' does not exist.` };
  }
}

/** The settings: those of `--config`, else the nearest `secgroup.json` from the first path up to the working folder. */
export async function findConfig(
  system: System,
  first: string,
  found: ReadonlyMap<string, string>,
  { config }: LoadOptions,
): Promise<ConfigText | { readonly error: string } | undefined> {
  if (config !== undefined) {
    const read = await readDecoded(system, config);
    return 'error' in read ? read : { uri: uriOf(system, config), text: read.text };
  }
  const start = path.resolve(system.cwd, first);
  const folders = [start];
  for (let at = start; at.startsWith(`${system.cwd}${path.sep}`); ) {
    at = path.dirname(at);
    folders.push(at);
  }
  for (const folder of folders) {
    const file = path.join(folder, 'secgroup.json');
    const uri = uriOf(system, file);
    const text = found.get(uri);
    if (text !== undefined) return { uri, text };
    const read = await system.host.read(uri);
    if ('text' in read) return { uri, text: read.text };
    // A link, or no file at all: it is left out as rule files are, but settings must not go without a word.
    if ((await system.kindOf(file)) === undefined) continue;
    const why = cannotRead(shownFile(system, uri), read.error);
    const told = toldOf(system);
    if (!told.has(uri)) tell(system, `note: no settings are used. ${why} --config names settings that lie elsewhere.`);
    told.add(uri);
    return undefined;
  }
  return undefined;
}

/** The settings of which it was told that they are not used: two versions that are compared have the same ones. */
const toldOf = memoOf((_: System) => new Set<string>());

function isConfig(uri: string): boolean {
  return uri.endsWith('/secgroup.json');
}
