import { modelsOf, ofEachModel } from '../accounts.ts';
import { writeBaseline } from '../baseline.ts';
import { type CheckOptions, checkAccount, entriesIn } from '../checking.ts';
import type { CommandModule } from '../command.ts';
import { write } from '../files.ts';
import { offerFormat, offerFormats } from '../options.ts';
import { shownFile, uriOf } from '../paths.ts';
import { findingsReport } from '../reporters/findings.ts';
import { type Page, pageOf } from '../reporters/page.ts';
import { visible } from '../reporters/visible.ts';
import { EXIT, fail, type System } from '../system.ts';

interface Options extends CheckOptions {
  readonly maxWarnings?: number;
  readonly writeBaseline?: string;
}

export const define: CommandModule['define'] = (command, run, system) => {
  offerFormats(offerFormat(command, ['text', 'json', 'sarif', 'github', 'markdown']))
    .argument('[path...]', 'files and folders, this folder by default')
    .option('--max-warnings <n>', 'fail where there are more warnings than this', wholeNumber)
    .option('--fix', 'apply every fix that changes the fate of no packet, and report what is left')
    .option('--dry-run', 'with --fix: change nothing, and print what would change')
    .option('--baseline <file>', 'leave out the findings that this file keeps')
    .option('--write-baseline <file>', 'keep all findings of now in this file')
    .action((paths: string[], options: Options) => run(() => check(system, paths, options)));
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
  const page = pageOf(report, dryRun === true ? () => {} : system.out);
  if (!isAlone) page.head();
  const failed = await checkAll(system, models, options, page);
  if (isAlone && failed !== undefined) return failed;
  // What was printed of other accounts is finished, so that it can be read.
  page.foot();
  if (failed !== undefined) return failed;
  const { error, warning } = page.totals();
  const tooMany = maxWarnings !== undefined && warning > maxWarnings;
  return error > 0 || tooMany ? EXIT.found : EXIT.ok;
}

/** Answers the exit code of a model that cannot be judged, which is the last one that is looked at. */
async function checkAll(
  system: System,
  models: readonly (readonly string[])[],
  options: CheckOptions,
  page: Page,
): Promise<number | undefined> {
  const isAlone = models.length === 1;
  const answers = ofEachModel(
    system,
    models,
    { command: 'check', options, helpers: options.fix !== true },
    async (one, paths) => ({
      exit: await checkAccount(one, paths, options, { page, isAlone }),
    }),
  );
  for await (const answer of answers) {
    if ('page' in answer) page.add(answer.page.totals, answer.page.kept, answer.page.chunks);
    if (answer.exit !== undefined) return answer.exit;
  }
  return undefined;
}

async function keep(system: System, paths: readonly string[], options: Options, file: string): Promise<number> {
  const entries = await entriesIn(system, paths, options);
  if ('exit' in entries) return entries.exit;
  const exit = await write(system, file, writeBaseline(entries));
  if (exit !== undefined) return exit;
  const name = visible(shownFile(system, uriOf(system, file)));
  system.out(`${entries.length} finding${entries.length === 1 ? '' : 's'} kept in ${name}\n`);
  return EXIT.ok;
}

function wholeNumber(text: string): number {
  return /^[0-9]{1,9}$/.test(text) ? Number(text) : Number.NaN;
}
