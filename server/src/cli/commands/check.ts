import path from 'node:path';
import { Option } from 'commander';
import { type Finding, filesOf, filesToCheck, findingsIn } from '#answers/check.ts';
import { decodeText } from '#text/decode.ts';
import type { PlacedDiagnostic, Snapshot, SourceFile } from '#workspace/snapshot.ts';
import { apartFrom, type Entry, readBaseline, writeBaseline } from '../baseline.ts';
import type { CommandModule } from '../command.ts';
import { differenceOf, fixed, tellNotEdited, writeFixed } from '../fixing.ts';
import { type FormatOptions, offerFormats } from '../foreign.ts';
import { type Gathered, gather, snapshotOf } from '../load.ts';
import { shownFile, uriOf } from '../paths.ts';
import { progressOf } from '../progress.ts';
import type { FindingsReport, Row, Totals } from '../reporters/finding.ts';
import { added, type FindingsFormat, findingsReport, totalsOf } from '../reporters/findings.ts';
import { visible } from '../reporters/visible.ts';
import { subjectOf } from '../subject.ts';
import { EXIT, fail, type System } from '../system.ts';

interface Options {
  readonly formats: FormatOptions;
  readonly format: FindingsFormat;
  readonly maxWarnings?: number;
  readonly fix?: boolean;
  readonly dryRun?: boolean;
  readonly baseline?: string;
  readonly writeBaseline?: string;
  readonly config?: string;
  readonly color: boolean;
}

export const define: CommandModule['define'] = (command, run, system) => {
  const formatsOf = offerFormats(command);
  command
    .argument('[path...]', 'files and folders, this folder by default')
    .addOption(
      new Option('--format <name>', 'how results are printed')
        .choices(['text', 'json', 'sarif', 'github', 'markdown'])
        .default('text'),
    )
    .option('--max-warnings <n>', 'fail where there are more warnings than this', wholeNumber)
    .option('--fix', 'apply every fix that changes the fate of no packet, and report what is left')
    .option('--dry-run', 'with --fix: change nothing, and print what would change')
    .option('--baseline <file>', 'leave out the findings that this file keeps')
    .option('--write-baseline <file>', 'keep all findings of now in this file')
    .action((paths: string[], options: Omit<Options, 'formats'> & FormatOptions) =>
      run(() => check(system, paths, { ...options, formats: formatsOf(options) })),
    );
};

async function check(system: System, paths: readonly string[], options: Options): Promise<number> {
  const { maxWarnings, fix, dryRun } = options;
  if (Number.isNaN(maxWarnings)) return fail(system, '--max-warnings takes a whole number from 0.');
  if (dryRun === true && fix !== true) return fail(system, '--dry-run goes with --fix.');
  const models = await modelsOf(system, paths);
  const isAlone = models.length === 1;
  if (!isAlone && (options.baseline !== undefined || options.writeBaseline !== undefined))
    return fail(system, "A baseline is one account's: name it in the secgroup.json of each.");
  const report = await findingsReport(system, options);
  let totals: Totals = totalsOf(0, []);
  const kept: Row[] = [];
  let printed = false;
  let failed: number | undefined;
  if (!isAlone && dryRun !== true) system.out(report.head());
  for (const own of models) {
    const judged = await judge(system, own, options, report);
    if ('exit' in judged) {
      failed = judged.exit;
      break;
    }
    totals = added(totals, judged.totals);
    if (dryRun === true) continue;
    if (isAlone) system.out(report.head(totals.files));
    if (report.isWhole === true) for (const row of judged.rows) kept.push(row);
    else printed = print(system, report, judged.rows, printed);
  }
  if (isAlone && failed !== undefined) return failed;
  // What was printed of other accounts is finished, so that it can be read.
  if (dryRun !== true) system.out(report.foot(totals, kept));
  if (failed !== undefined) return failed;
  const tooMany = maxWarnings !== undefined && totals.warning > maxWarnings;
  return totals.error > 0 || tooMany ? EXIT.found : EXIT.ok;
}

/** Of several paths each folder with settings of its own is an account, and so a model of its own; the other paths make one together. */
async function modelsOf(system: System, paths: readonly string[]): Promise<readonly (readonly string[])[]> {
  if (paths.length < 2) return [paths];
  const isAccount = await Promise.all(
    paths.map(async (each) => (await system.kindOf(path.join(each, 'secgroup.json'))) === 'file'),
  );
  const others = paths.filter((_, i) => !isAccount[i]);
  // The other paths come where the first of them was named.
  return paths.flatMap((each, i) => (isAccount[i] ? [[each]] : each === others[0] ? [others] : []));
}

interface Judged {
  readonly rows: readonly Row[];
  readonly totals: Totals;
}

/** One model; nothing of it is kept but what is printed. */
async function judge(
  system: System,
  paths: readonly string[],
  options: Options,
  report: FindingsReport,
): Promise<Judged | { readonly exit: number }> {
  const gathered = await gather(system, paths, options);
  if ('error' in gathered) return { exit: fail(system, gathered.error) };
  const made = await snapshotFor(system, gathered, options);
  if ('exit' in made) return made;
  const { snapshot } = made;
  const known = await baselineOf(system, snapshot, gathered, options);
  if (known !== undefined && 'error' in known) return { exit: fail(system, known.error) };
  const { files, found } = findingsOf(system, snapshot);
  for (const notice of [snapshot, ...snapshot.live].flatMap(({ notices }) => notices))
    system.complain(`secgroup: ${visible(notice)}\n`);
  if (options.writeBaseline !== undefined) return { exit: await keep(system, options.writeBaseline, found) };
  const { others, gone } = apartFrom(found, known?.entries ?? []);
  for (const { code, owner, text } of gone)
    system.complain(
      `secgroup: ${visible(`note: ${known?.file}: '${code}' no longer occurs (${owner === '' ? '' : `${owner}: `}${text}). --write-baseline takes it out.`)}\n`,
    );
  const rows = others.map((each) => ({ severity: each.diagnostic.severity, text: report.row(snapshot, each) }));
  return { rows, totals: totalsOf(files, others) };
}

/** With all fixes, where they are asked for: then the files are written, or what would change is printed. */
async function snapshotFor(
  system: System,
  gathered: Gathered,
  { fix, dryRun }: Options,
): Promise<{ readonly snapshot: Snapshot } | { readonly exit: number }> {
  if (fix !== true) return { snapshot: snapshotOf(system, gathered) };
  const result = fixed(system, gathered);
  tellNotEdited(system, result.snapshot);
  if (dryRun === true) system.out(differenceOf(system, result));
  const exit = dryRun === true ? undefined : await writeFixed(system, result);
  return exit === undefined ? { snapshot: result.snapshot } : { exit };
}

/** The file that is named, or that of the settings, which lies where they say from their folder. */
async function baselineOf(
  system: System,
  { settings }: Snapshot,
  { config }: Gathered,
  { baseline, writeBaseline: target }: Options,
): Promise<{ readonly file: string; readonly entries: readonly Entry[] } | { readonly error: string } | undefined> {
  if (target !== undefined) return undefined;
  const folder = config === undefined ? '.' : path.dirname(shownFile(system, config.uri));
  const file = baseline ?? (settings.baseline === null ? undefined : path.join(folder, settings.baseline));
  if (file === undefined) return undefined;
  const read = await system.readBytes(file);
  if ('error' in read) return { error: `'${file}' cannot be read. ${read.error}` };
  const entries = readBaseline(decodeText(read.bytes));
  if (entries !== undefined) return { file, entries };
  return { error: `'${file}' is no baseline: write one with 'secgroup check --write-baseline ${file}'.` };
}

async function keep(system: System, file: string, found: readonly Found[]): Promise<number> {
  const fault = await system.replaceFile(file, writeBaseline(found.map(({ entry }) => entry())));
  if (fault !== undefined) return fail(system, `'${file}' cannot be written: ${fault}.`);
  system.out(
    `${found.length} finding${found.length === 1 ? '' : 's'} kept in ${visible(shownFile(system, uriOf(system, file)))}\n`,
  );
  return EXIT.ok;
}

interface Found extends Finding {
  /** What the baseline calls it, made only where there is one. */
  readonly entry: () => Entry;
}

function findingsOf(system: System, snapshot: Snapshot): { readonly files: number; readonly found: readonly Found[] } {
  const progress = progressOf(system);
  const all = filesToCheck(snapshot);
  const found: Found[] = [];
  let files = 0;
  for (const { side, file } of all) {
    progress.say(() => `${files} of ${all.length} files checked`);
    files += filesOf(file);
    for (const each of findingsIn(side, file, withEntry(file))) found.push(each);
  }
  progress.end();
  return { files, found };
}

/** As a baseline keeps it. */
function withEntry(file: SourceFile) {
  return (finding: Finding, diagnostic: PlacedDiagnostic): Found => ({
    ...finding,
    entry: () => ({ code: diagnostic.code, ...subjectOf(file, diagnostic) }),
  });
}

const CHUNK = 65_536;

/** Answers whether anything has been printed by now. */
function print(system: System, { between }: FindingsReport, rows: readonly Row[], printed: boolean): boolean {
  let chunk = '';
  for (const [i, { text }] of rows.entries()) {
    chunk += `${i === 0 && !printed ? '' : between}${text}`;
    if (chunk.length < CHUNK) continue;
    system.out(chunk);
    chunk = '';
  }
  system.out(chunk);
  return printed || rows.length > 0;
}

function wholeNumber(text: string): number {
  return /^[0-9]{1,9}$/.test(text) ? Number(text) : Number.NaN;
}
