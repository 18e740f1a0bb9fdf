import { Option } from 'commander';
import { helpersWorth, modelsOf, within } from '../accounts.ts';
import type { CommandModule } from '../command.ts';
import { type FormatOptions, offerFormats } from '../foreign.ts';
import type { TestAnswer, TestQuestion } from '../helper.ts';
import { offerPartial } from '../incomplete.ts';
import { counting } from '../progress.ts';
import { countsOf, printed, type TestPart } from '../reporters/tests.ts';
import { sideBySide } from '../sideBySide.ts';
import { EXIT, fail, type System } from '../system.ts';
import { type TestOptions, testAccount } from '../testing.ts';

export const define: CommandModule['define'] = (command, run, system) => {
  const formatsOf = offerFormats(command);
  offerPartial(command)
    .argument('[path...]', 'files and folders, this folder by default')
    .option('--coverage', 'tell also the rules that no expectation speaks of')
    .option('--allow-empty', 'pass where there is no expectation, or one that speaks of no packet')
    .addOption(
      new Option('--format <name>', 'how results are printed')
        .choices(['text', 'json', 'sarif', 'github', 'junit'])
        .default('text'),
    )
    .action((paths: string[], options: Omit<TestOptions, 'formats'> & FormatOptions) =>
      run(() => test(system, paths, { ...options, formats: formatsOf(options) })),
    );
};

async function test(system: System, paths: readonly string[], options: TestOptions): Promise<number> {
  const models = await modelsOf(system, paths);
  const helpers = await helpersWorth(system, models);
  const parts: TestPart[] = [];
  const exit = await (helpers === 0
    ? testHere(system, models, options, parts)
    : testSideBySide(system, helpers, models, options, parts));
  if (models.length === 1 && exit !== undefined) return exit;
  system.out(await printed(system, parts, options));
  if (exit !== undefined) return exit;
  const { passed, failed, empty } = countsOf(parts);
  if (passed + failed + empty > 0)
    return failed > 0 || (empty > 0 && options.allowEmpty !== true) ? EXIT.found : EXIT.ok;
  if (options.allowEmpty === true) return EXIT.ok;
  system.complain('secgroup: There is no expectation: write one, or say --allow-empty.\n');
  return EXIT.found;
}

/** Judges one model after the other. Answers the exit code of one that could not be judged, which is the last. */
async function testHere(
  system: System,
  models: readonly (readonly string[])[],
  options: TestOptions,
  parts: TestPart[],
): Promise<number | undefined> {
  for (const [i, paths] of models.entries()) {
    const one = within(system, i, models.length, 'tested');
    const { part, exit } = await testAccount(one, paths, options, models.length === 1);
    if (part !== undefined) parts.push(part);
    if (exit !== undefined) return exit;
  }
  return undefined;
}

/** The same, with helpers. */
async function testSideBySide(
  system: System,
  count: number,
  models: readonly (readonly string[])[],
  options: TestOptions,
  parts: TestPart[],
): Promise<number | undefined> {
  const { colours, today } = system;
  const questions = models.map((paths): TestQuestion => ({ command: 'test', paths, options, colours, today }));
  const say = counting(system, 'folders tested');
  let done = 0;
  if (system.helpers === undefined) return undefined;
  for await (const outcome of sideBySide(system.helpers, count, questions)) {
    if ('died' in outcome) return fail(system, `'${models[done]?.join(' ')}' could not be judged: ${outcome.died}`);
    const { complaints, tested } = outcome.answer as TestAnswer;
    if (complaints !== '') system.complain(complaints);
    if (tested.part !== undefined) parts.push(tested.part);
    if (tested.exit !== undefined) return tested.exit;
    done++;
    say(done, models.length);
  }
  return undefined;
}
