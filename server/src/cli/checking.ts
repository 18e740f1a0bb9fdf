// What `check` finds in one model. Nothing of a file is kept once its rows are printed.

import path from 'node:path';
import { type Finding, filesOf, filesToCheck, findingsIn } from '#answers/check.ts';
import type { Folder, SourceFile } from '#workspace/folder.ts';
import type { PlacedDiagnostic } from '#workspace/folderDiagnostics.ts';
import { type Entry, openBaseline, readBaseline } from './baseline.ts';
import { readText } from './files.ts';
import { differenceOf, fixed, tellNotEdited, writeFixed } from './fixing.ts';
import { folderOf, type Gathered, gather, noRuleFiles } from './load.ts';
import type { FormatOptions } from './options.ts';
import { shownFile } from './paths.ts';
import { counting } from './progress.ts';
import { type FindingsFormat, findingsReport, totalsOf } from './reporters/findings.ts';
import { type Page, pageOf } from './reporters/page.ts';
import { subjectOf } from './subject.ts';
import { fail, type System, tell } from './system.ts';

export interface CheckOptions extends FormatOptions {
  readonly format: FindingsFormat;
  readonly config?: string;
  readonly fix?: boolean;
  readonly dryRun?: boolean;
  readonly baseline?: string;
  readonly color: boolean;
}

/** Prints what is found, `isAlone` with the head that says how many files it is. Answers the exit code of a model that cannot be judged. */
export async function checkAccount(
  system: System,
  paths: readonly string[],
  options: CheckOptions,
  { page, isAlone }: { readonly page: Page; readonly isAlone: boolean },
): Promise<number | undefined> {
  const account = await openAccount(system, paths, options);
  if ('exit' in account) return account.exit;
  const { folder, files } = account;
  const baseline = await baselineOf(system, account, options);
  if (baseline !== undefined && 'error' in baseline) return fail(system, baseline.error);
  if (isAlone) page.head(files);
  page.add(totalsOf(files, []));
  const known = openBaseline(baseline?.entries ?? []);
  for (const found of findingsOf(system, folder)) {
    const rows = known.without(found).map((each) => ({
      severity: each.diagnostic.severity,
      text: page.report.row(folder, each),
    }));
    page.add(totalsOf(0, rows), rows);
  }
  for (const notice of [folder, ...folder.live].flatMap(({ notices }) => notices)) tell(system, notice);
  for (const { code, owner, text } of known.left()) {
    const what = owner === '' ? text : `${owner}: ${text}`;
    tell(system, `note: ${baseline?.file}: '${code}' no longer occurs (${what}). --write-baseline takes it out.`);
  }
  return undefined;
}

/** What a thread answers of an account: what is printed, as text. */
export interface Checked {
  readonly exit: number | undefined;
  readonly page: Pick<Page, 'kept'> & {
    readonly totals: ReturnType<Page['totals']>;
    readonly chunks: readonly string[];
  };
}

/** The same, with what is to be printed as the answer. */
export async function checkedAccount(
  system: System,
  paths: readonly string[],
  options: CheckOptions,
): Promise<Checked> {
  const chunks: string[] = [];
  const page = pageOf(await findingsReport(system, options), (text) => void chunks.push(text));
  const exit = await checkAccount(system, paths, options, { page, isAlone: false });
  return { exit, page: { kept: page.kept, totals: page.totals(), chunks } };
}

interface Account {
  readonly folder: Folder;
  /** How many files of the disk are looked at. */
  readonly files: number;
  readonly config: Gathered['config'];
}

interface Baseline {
  readonly file: string;
  readonly entries: readonly Entry[];
}

/** Reads one model, and mends it where that is asked for. */
async function openAccount(
  system: System,
  paths: readonly string[],
  options: CheckOptions,
): Promise<Account | { readonly exit: number }> {
  const gathered = await gather(system, paths, { config: options.config, formats: options });
  if ('error' in gathered) return { exit: fail(system, gathered.error) };
  const made = await folderFor(system, gathered, options);
  if ('exit' in made) return made;
  const { folder } = made;
  const files = filesToCheck(folder).reduce((count, { file }) => count + filesOf(file), 0);
  if (files === 0) tell(system, `note: ${noRuleFiles(paths, gathered)}: nothing was checked.`);
  return { folder, files, config: gathered.config };
}

/** All that is found in one model, as a baseline keeps it. */
export async function entriesIn(
  system: System,
  paths: readonly string[],
  options: CheckOptions,
): Promise<readonly Entry[] | { readonly exit: number }> {
  const account = await openAccount(system, paths, options);
  if ('exit' in account) return account;
  return [...findingsOf(system, account.folder)].flatMap((found) => found.map(({ entry }) => entry()));
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
  { fix, dryRun }: CheckOptions,
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
  { folder: { settings }, config }: Account,
  { baseline }: CheckOptions,
): Promise<Baseline | { readonly error: string } | undefined> {
  const folder = config === undefined ? '.' : path.dirname(shownFile(system, config.uri));
  const file = baseline ?? (settings.baseline === null ? undefined : path.join(folder, settings.baseline));
  if (file === undefined) return undefined;
  const read = await readText(system, file);
  if ('error' in read) return read;
  const entries = readBaseline(read.text);
  if (entries !== undefined) return { file, entries };
  return { error: `'${file}' is not a baseline: write one with 'secgroup check --write-baseline ${file}'.` };
}
