import { modelsOf, ofEachModel } from '../accounts.ts';
import type { CommandModule } from '../command.ts';
import { type DriftOptions, driftOfAccount } from '../drifting.ts';
import { offerFormat, offerFormats, offerFrom, offerPartial } from '../options.ts';
import { offerKeys } from '../pulling.ts';
import { type DriftPart, printedDrift } from '../reporters/drift.ts';
import { EXIT, fail, type System } from '../system.ts';

export const define: CommandModule['define'] = (command, run, system) => {
  offerFormats(offerPartial(offerFrom(offerFormat(command, ['text', 'json', 'markdown', 'sarif']))))
    .argument('[path...]', 'files and folders with what is wanted, this folder by default')
    .option('--pull', 'ask the cloud anew first, and write what is live into the files that say it')
    .option('--packets-only', 'leave out, and fail for nothing of, what changes no packet')
    .action((paths: string[], options: DriftOptions) =>
      run(() => system.interruptible((signal) => driftOf(system, paths, options, signal))),
    );
  offerKeys(command);
};

async function driftOf(
  system: System,
  paths: readonly string[],
  options: DriftOptions,
  signal: AbortSignal,
): Promise<number> {
  const { from, pull } = options;
  const models = await modelsOf(system, paths);
  if (models.length > 1 && (from !== undefined || pull === true))
    return fail(system, `${pull === true ? '--pull' : '--from'} is about one account: name one of the folders.`);
  if (pull === true && from !== undefined)
    return fail(system, '--pull asks the cloud, and --from names a file: say one of them.');
  const parts: DriftPart[] = [];
  const answers = ofEachModel(system, models, { command: 'drift', options }, (one, own) =>
    driftOfAccount(one, own, options, signal),
  );
  for await (const answer of answers) {
    if (answer.exit !== undefined) return answer.exit;
    if ('part' in answer && answer.part !== undefined) parts.push(answer.part);
  }
  system.out(await printedDrift(system, parts, options));
  return parts.some(({ differs }) => differs) ? EXIT.found : EXIT.ok;
}
