import path from 'node:path';
import { Option } from 'commander';
import { decodeText } from '#text/decode.ts';
import { diagnosticsOf, type Snapshot, type SourceFile } from '#workspace/snapshot.ts';
import { apartFrom, type Entry, readBaseline, writeBaseline } from '../baseline.ts';
import type { CommandModule } from '../command.ts';
import { differenceOf, fixed, tellNotEdited, writeFixed } from '../fixing.ts';
import { type FormatOptions, offerFormats } from '../foreign.ts';
import { type Gathered, gather, snapshotOf } from '../load.ts';
import { shownFile, uriOf } from '../paths.ts';
import { progressOf } from '../progress.ts';
import type { Finding, FindingsReport, Totals } from '../reporters/finding.ts';
import { type FindingsFormat, findingsReport, totalsOf } from '../reporters/findings.ts';
import { visible } from '../reporters/visible.ts';
import { standing, standingOf } from '../standing.ts';
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
  const gathered = await gather(system, paths, options);
  if ('error' in gathered) return fail(system, gathered.error);
  const made = await snapshotFor(system, gathered, options);
  if ('exit' in made) return made.exit;
  const { snapshot } = made;
  const known = await baselineOf(system, snapshot, gathered, options);
  if (known !== undefined && 'error' in known) return fail(system, known.error);
  const { files, found } = findingsOf(system, snapshot);
  for (const notice of [snapshot, ...snapshot.live].flatMap(({ notices }) => notices))
    system.complain(`secgroup: ${visible(notice)}\n`);
  if (options.writeBaseline !== undefined) return keep(system, options.writeBaseline, found);
  const { others, gone } = apartFrom(found, known?.entries ?? []);
  for (const { code, owner, text } of gone)
    system.complain(
      `secgroup: ${visible(`note: ${known?.file}: '${code}' no longer occurs (${owner === '' ? '' : `${owner}: `}${text}). --write-baseline takes it out.`)}\n`,
    );
  const totals = totalsOf(files, others);
  if (dryRun !== true) print(system, await findingsReport(system, options), snapshot, others, totals);
  const tooMany = maxWarnings !== undefined && totals.warning > maxWarnings;
  return totals.error > 0 || tooMany ? EXIT.found : EXIT.ok;
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
  const fault = await system.replaceFile(file, writeBaseline(found.map(({ entry }) => entry)));
  if (fault !== undefined) return fail(system, `'${file}' cannot be written: ${fault}.`);
  system.out(
    `${found.length} finding${found.length === 1 ? '' : 's'} kept in ${visible(shownFile(system, uriOf(system, file)))}\n`,
  );
  return EXIT.ok;
}

interface Found extends Finding {
  readonly entry: Entry;
}

function findingsOf(system: System, snapshot: Snapshot): { readonly files: number; readonly found: readonly Found[] } {
  const progress = progressOf(system);
  const all = [snapshot, ...snapshot.live].flatMap((side) => [...side.files.values()].map((file) => ({ side, file })));
  const found: Found[] = [];
  let files = 0;
  for (const { side, file } of all) {
    progress.say(() => `${files} of ${all.length} files checked`);
    if (file.language !== 'config') files += file.parts?.length ?? 1;
    for (const each of findingsIn(side, file)) found.push(each);
  }
  progress.end();
  return { files, found };
}

/** What is said of one place of a file of another format for several things that are made from it is said once. */
function findingsIn(side: Snapshot, file: SourceFile): readonly Found[] {
  const all = diagnosticsOf(side, file.uri).map((diagnostic) => {
    const at = standing(file, diagnostic);
    const related = diagnostic.related.map((each) => standingOf(side, each));
    const entry = { code: diagnostic.code, ...subjectOf(file, diagnostic) };
    return { file: at.file, diagnostic: { ...at.range, related }, entry };
  });
  if (file.parts === undefined) return all;
  return [
    ...new Map(
      all.map((each) => {
        const { code, start, end, message } = each.diagnostic;
        return [JSON.stringify([each.file.uri, code, start, end, message]), each] as const;
      }),
    ).values(),
  ];
}

const CHUNK = 65_536;

function print(
  system: System,
  { head, row, between, foot }: FindingsReport,
  snapshot: Snapshot,
  findings: readonly Finding[],
  totals: Totals,
): void {
  let chunk = head(totals.files);
  for (const [i, finding] of findings.entries()) {
    chunk += `${i === 0 ? '' : between}${row(snapshot, finding)}`;
    if (chunk.length < CHUNK) continue;
    system.out(chunk);
    chunk = '';
  }
  system.out(`${chunk}${foot(totals)}`);
}

function wholeNumber(text: string): number {
  return /^[0-9]{1,9}$/.test(text) ? Number(text) : Number.NaN;
}
