import { modelsOf, ofEachModel } from '../accounts.ts';
import type { CommandModule } from '../command.ts';
import { offerFormat, offerFormats, offerPartial } from '../options.ts';
import { countsOf, printed, type TestPart } from '../reporters/tests.ts';
import { EXIT, type System, tell } from '../system.ts';
import { type TestOptions, testAccount } from '../testing.ts';

export const define: CommandModule['define'] = (command, run, system) => {
  offerFormats(offerPartial(offerFormat(command, ['text', 'json', 'sarif', 'github', 'junit'])))
    .argument('[path...]', 'files and folders, this folder by default')
    .option('--coverage', 'tell also the rules that no expectation speaks of')
    .option('--allow-empty', 'pass where there is no expectation, or one that speaks of no packet')
    .action((paths: string[], options: TestOptions) => run(() => test(system, paths, options)));
};

async function test(system: System, paths: readonly string[], options: TestOptions): Promise<number> {
  const models = await modelsOf(system, paths);
  const isAlone = models.length === 1;
  const parts: TestPart[] = [];
  let exit: number | undefined;
  const answers = ofEachModel(system, models, { command: 'test', options }, (one, own) =>
    testAccount(one, own, options, isAlone),
  );
  for await (const answer of answers) {
    if ('part' in answer && answer.part !== undefined) parts.push(answer.part);
    exit = answer.exit;
    if (exit !== undefined) break;
  }
  if (isAlone && exit !== undefined) return exit;
  system.out(await printed(system, parts, options));
  if (exit !== undefined) return exit;
  const { passed, failed, empty } = countsOf(parts);
  if (passed + failed + empty > 0)
    return failed > 0 || (empty > 0 && options.allowEmpty !== true) ? EXIT.found : EXIT.ok;
  if (options.allowEmpty === true) return EXIT.ok;
  tell(system, 'There is no expectation: write one, or say --allow-empty.');
  return EXIT.found;
}
