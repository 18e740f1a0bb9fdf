// What `check` says of one model. Nothing of a file is kept once its rows are printed.

import path from 'node:path';
import { type Finding, filesOf, filesToCheck, findingsIn } from '#answers/check.ts';
import { decodeText } from '#text/decode.ts';
import type { Folder, PlacedDiagnostic, SourceFile } from '#workspace/folder.ts';
import { type Entry, openBaseline, readBaseline } from './baseline.ts';
import { differenceOf, fixed, tellNotEdited, writeFixed } from './fixing.ts';
import type { FormatOptions } from './foreign.ts';
import { folderOf, type Gathered, gather } from './load.ts';
import { shownFile } from './paths.ts';
import { counting } from './progress.ts';
import type { FindingsReport, Row } from './reporters/finding.ts';
import { visible } from './reporters/visible.ts';
import { subjectOf } from './subject.ts';
import { fail, type System } from './system.ts';

export interface AccountOptions {
  readonly formats: FormatOptions;
  readonly config?: string;
  readonly fix?: boolean;
  readonly dryRun?: boolean;
  readonly baseline?: string;
  readonly writeBaseline?: string;
}

export interface Account {
  readonly folder: Folder;
  /** How many files of the disk are looked at. */
  readonly files: number;
  readonly baseline: Baseline | undefined;
}

interface Baseline {
  readonly file: string;
  readonly entries: readonly Entry[];
}

/** Reads one model, and mends it where that is asked for. */
export async function openAccount(
  system: System,
  paths: readonly string[],
  options: AccountOptions,
): Promise<Account | { readonly exit: number }> {
  const gathered = await gather(system, paths, options);
  if ('error' in gathered) return { exit: fail(system, gathered.error) };
  const made = await folderFor(system, gathered, options);
  if ('exit' in made) return made;
  const { folder } = made;
  const baseline = await baselineOf(system, folder, gathered, options);
  if (baseline !== undefined && 'error' in baseline) return { exit: fail(system, baseline.error) };
  const files = filesToCheck(folder).reduce((count, { file }) => count + filesOf(file), 0);
  // A folder that was misspelt into an empty one must not look like one without faults.
  if (files === 0) {
    const where = paths.length === 0 ? 'this folder' : paths.map((each) => `'${each}'`).join(', ');
    system.complain(
      `secgroup: ${visible(`note: ${where} has no rule files (.sg or .sg.json): nothing was checked.`)}\n`,
    );
  }
  return { folder, files, baseline };
}

/** What is printed of each file; what else there is to say of the account is complained about behind the last. */
export function* rowsOf(
  system: System,
  { folder, baseline }: Account,
  report: FindingsReport,
): Generator<readonly Row[]> {
  const known = openBaseline(baseline?.entries ?? []);
  for (const found of findingsOf(system, folder)) {
    yield known.without(found).map((each) => ({ severity: each.diagnostic.severity, text: report.row(folder, each) }));
  }
  for (const notice of [folder, ...folder.live].flatMap(({ notices }) => notices))
    system.complain(`secgroup: ${visible(notice)}\n`);
  for (const { code, owner, text } of known.left())
    system.complain(
      `secgroup: ${visible(`note: ${baseline?.file}: '${code}' no longer occurs (${owner === '' ? '' : `${owner}: `}${text}). --write-baseline takes it out.`)}\n`,
    );
}

/** All that is found, as a baseline keeps it. */
export function entriesOf(system: System, { folder }: Account): readonly Entry[] {
  return [...findingsOf(system, folder)].flatMap((found) => found.map(({ entry }) => entry()));
}

function* findingsOf(system: System, folder: Folder): Generator<readonly Found[]> {
  const say = counting(system, 'files checked');
  const all = filesToCheck(folder);
  for (const [i, { side, file }] of all.entries()) {
    say(i, all.length);
    yield findingsIn(side, file, withEntry(file));
  }
}

interface Found extends Finding {
  /** What the baseline calls it, made only where there is one. */
  readonly entry: () => Entry;
}

/** As a baseline keeps it. */
function withEntry(file: SourceFile) {
  return (finding: Finding, diagnostic: PlacedDiagnostic): Found => ({
    ...finding,
    entry: () => ({ code: diagnostic.code, ...subjectOf(file, diagnostic) }),
  });
}

/** With all fixes, where they are asked for: then the files are written, or what would change is printed. */
async function folderFor(
  system: System,
  gathered: Gathered,
  { fix, dryRun }: AccountOptions,
): Promise<{ readonly folder: Folder } | { readonly exit: number }> {
  if (fix !== true) return { folder: folderOf(system, gathered) };
  const result = fixed(system, gathered);
  tellNotEdited(system, result.folder);
  if (dryRun === true) system.out(differenceOf(system, result));
  const exit = dryRun === true ? undefined : await writeFixed(system, result);
  return exit === undefined ? { folder: result.folder } : { exit };
}

/** The file that is named, or that of the settings, which lies where they say from their folder. */
async function baselineOf(
  system: System,
  { settings }: Folder,
  { config }: Gathered,
  { baseline, writeBaseline: target }: AccountOptions,
): Promise<Baseline | { readonly error: string } | undefined> {
  if (target !== undefined) return undefined;
  const folder = config === undefined ? '.' : path.dirname(shownFile(system, config.uri));
  const file = baseline ?? (settings.baseline === null ? undefined : path.join(folder, settings.baseline));
  if (file === undefined) return undefined;
  const read = await system.readBytes(file);
  if ('error' in read) return { error: `'${file}' cannot be read. ${read.error}` };
  const entries = readBaseline(decodeText(read.bytes));
  if (entries !== undefined) return { file, entries };
  return { error: `'${file}' is not a baseline: write one with 'secgroup check --write-baseline ${file}'.` };
}
