import { Option } from 'commander';
import { type AccountOptions, entriesOf, openAccount, rowsOf } from '../account.ts';
import { helpersWorth, modelsOf, within } from '../accounts.ts';
import { writeBaseline } from '../baseline.ts';
import type { CommandModule } from '../command.ts';
import { type FormatOptions, offerFormats } from '../foreign.ts';
import type { CheckAnswer, CheckQuestion } from '../helper.ts';
import { shownFile, uriOf } from '../paths.ts';
import { counting } from '../progress.ts';
import type { FindingsReport, Row, Totals } from '../reporters/finding.ts';
import { added, type FindingsFormat, findingsReport, inChunks, totalsOf } from '../reporters/findings.ts';
import { visible } from '../reporters/visible.ts';
import { sideBySide } from '../sideBySide.ts';
import { EXIT, fail, type System } from '../system.ts';

interface Options extends AccountOptions {
  readonly format: FindingsFormat;
  readonly maxWarnings?: number;
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
  if (options.writeBaseline !== undefined) return keep(system, paths, options, options.writeBaseline);
  const report = await findingsReport(system, options);
  const page = pageOf(system, report, dryRun !== true);
  if (!isAlone) page.head();
  const helpers = fix === true ? 0 : await helpersWorth(system, models);
  const failed =
    helpers === 0
      ? await judgeHere(system, models, options, { report, page })
      : await judgeSideBySide(system, helpers, models, options, page);
  if (isAlone && failed !== undefined) return failed;
  // What was printed of other accounts is finished, so that it can be read.
  const totals = page.foot();
  if (failed !== undefined) return failed;
  const tooMany = maxWarnings !== undefined && totals.warning > maxWarnings;
  return totals.error > 0 || tooMany ? EXIT.found : EXIT.ok;
}

interface Output {
  readonly report: FindingsReport;
  readonly page: Page;
}

/** Judges one model after the other. Answers the exit code of one that could not be judged, which is the last. */
async function judgeHere(
  system: System,
  models: readonly (readonly string[])[],
  options: Options,
  { report, page }: Output,
): Promise<number | undefined> {
  for (const [i, paths] of models.entries()) {
    const one = within(system, i, models.length, 'checked');
    const account = await openAccount(one, paths, options);
    if ('exit' in account) return account.exit;
    if (models.length === 1) page.head(account.files);
    page.add(totalsOf(account.files, []));
    for (const rows of rowsOf(one, account, report)) page.add(totalsOf(0, rows), rows);
  }
  return undefined;
}

/** The same, with helpers. What is printed is the same, too. */
async function judgeSideBySide(
  system: System,
  count: number,
  models: readonly (readonly string[])[],
  options: Options,
  page: Page,
): Promise<number | undefined> {
  const { colours, today } = system;
  const questions = models.map((paths): CheckQuestion => ({ command: 'check', paths, options, colours, today }));
  const say = counting(system, 'folders checked');
  let done = 0;
  if (system.helpers === undefined) return undefined;
  for await (const outcome of sideBySide(system.helpers, count, questions)) {
    if ('died' in outcome) return fail(system, `'${models[done]?.join(' ')}' could not be judged: ${outcome.died}`);
    const { complaints, checked } = outcome.answer as CheckAnswer;
    if (complaints !== '') system.complain(complaints);
    if ('exit' in checked) return checked.exit;
    page.add(checked.totals, checked.rows, checked.chunks);
    done++;
    say(done, models.length);
  }
  return undefined;
}

interface Page {
  readonly head: (files?: number) => void;
  /** `chunks` are the rows as they are printed, where somebody else put them together. */
  readonly add: (totals: Totals, rows?: readonly Row[], chunks?: readonly string[]) => void;
  readonly foot: () => Totals;
}

/** Prints rows as they come, or all at the end where the format wants it so. */
function pageOf(system: System, report: FindingsReport, isPrinted: boolean): Page {
  let totals = totalsOf(0, []);
  let printed = false;
  const kept: Row[] = [];
  const out = (text: string): void => {
    if (isPrinted && text !== '') system.out(text);
  };
  return {
    head: (files) => out(report.head(files)),
    add: (more, rows = [], chunks = inChunks(report, rows)) => {
      totals = added(totals, more);
      if (report.isWhole === true) for (const row of rows) kept.push(row);
      for (const [i, chunk] of chunks.entries()) out(i === 0 && printed ? `${report.between}${chunk}` : chunk);
      if (chunks.length > 0) printed = true;
    },
    foot: () => {
      out(report.foot(totals, kept));
      return totals;
    },
  };
}

async function keep(system: System, paths: readonly string[], options: Options, file: string): Promise<number> {
  const account = await openAccount(system, paths, options);
  if ('exit' in account) return account.exit;
  const entries = entriesOf(system, account);
  const fault = await system.replaceFile(file, writeBaseline(entries));
  if (fault !== undefined) return fail(system, `'${file}' cannot be written: ${fault}.`);
  system.out(
    `${entries.length} finding${entries.length === 1 ? '' : 's'} kept in ${visible(shownFile(system, uriOf(system, file)))}\n`,
  );
  return EXIT.ok;
}

function wholeNumber(text: string): number {
  return /^[0-9]{1,9}$/.test(text) ? Number(text) : Number.NaN;
}
