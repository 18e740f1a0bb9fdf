import { Option } from 'commander';
import type { NotPlanned } from '#answers/api.ts';
import { notPlanned, placeOfNote, planAnswer } from '#answers/plan.ts';
import { standing } from '#answers/standing.ts';
import type { Plan } from '#plan/plan.ts';
import { planBetween, planRegionFault } from '#questions/plan.ts';
import type { SourceFile } from '#workspace/folder.ts';
import { modelsOf } from '../accounts.ts';
import type { CommandModule } from '../command.ts';
import { put, sparing } from '../files.ts';
import { type LiveOptions, liveSide, wantedSide } from '../liveSide.ts';
import { offerFormat, offerFormats, offerFrom, SAY_REGION } from '../options.ts';
import { fileNames, shownFile, shownPlace } from '../paths.ts';
import { planMarkdown, planText } from '../reporters/plan.ts';
import { tccliScript } from '../reporters/tccli.ts';
import { EXIT, fail, type System, tell } from '../system.ts';

interface Options extends LiveOptions {
  readonly format: 'text' | 'json' | 'markdown';
  readonly as?: 'tccli';
  readonly delete?: boolean;
  readonly incremental?: boolean;
  readonly partial?: boolean;
  readonly output?: string;
  readonly color: boolean;
}

export const define: CommandModule['define'] = (command, run, system) => {
  offerFormats(offerFrom(offerFormat(command, ['text', 'json', 'markdown'])))
    .argument('[path...]', 'files and folders with what is wanted, this folder by default')
    .addOption(new Option('--as <form>', 'a shell script to review and run').choices(['tccli']))
    .option('--delete', 'delete the groups, lists and ACLs that the files do not have, default groups excepted')
    .option('--incremental', 'the fewest inserts, replaces and deletes of rules, instead of whole lists')
    .option('--partial', 'plan what can be planned, though the plan is not whole')
    .option('-o, --output <file>', 'write there instead of to standard output')
    .action((paths: string[], options: Options) => run(() => planFor(system, paths, options)));
};

async function planFor(system: System, paths: readonly string[], options: Options): Promise<number> {
  const refused = sparing(system, options.output, options.from === undefined ? paths : [options.from, ...paths]);
  if (refused !== undefined) return refused;
  if ((await modelsOf(system, paths)).length > 1)
    return fail(system, 'These folders are several accounts: plan one at a time, since each has its own keys.');
  const wanted = await wantedSide(system, paths, options);
  if ('error' in wanted) return fail(system, wanted.error);
  const { folder } = wanted;
  const live = await liveSide(system, folder, options);
  if ('error' in live) return fail(system, live.error);
  const sides = [live.folder, folder];
  const large = sides.flatMap(({ files }) => [...files.values()]).find(({ syntaxOnly }) => syntaxOnly);
  if (large !== undefined) return fail(system, `'${shownFile(system, large.uri)}' is too large to be planned with.`);
  const region = planRegionFault(options.region, live.folder, folder, SAY_REGION);
  if (region !== undefined) return fail(system, region);

  const files = new Map(sides.flatMap((side) => [...side.files]));
  const planned = planBetween(live.folder, folder, {
    ...options,
    say: (moments) => system.progress(() => `${moments} moments of the plan looked at`),
  });
  if ('unread' in planned) {
    const file = files.get(planned.unread.uri);
    const place = file === undefined ? '' : `${shownPlace(system, standing(file, planned.unread))}: `;
    return fail(system, `${place}${planned.unread.message} What is live must be read as a whole.`);
  }
  const made = planned.plan;
  for (const note of made.notes) tell(system, `${note.incomplete ? '' : 'note: '}${noteText(system, files, note)}`);
  const missing = notPlanned(fileNames(system), files, made);
  if (missing.length > 0 && options.partial !== true) {
    tell(system, 'The plan is not whole: mend this, or say --partial to plan the rest.');
    if (options.format === 'json') system.out(`${JSON.stringify(planAnswer({ ...made, steps: [] }, missing))}\n`);
    return EXIT.failed;
  }
  const exit = await put(system, written(system, made, missing, options), options.output);
  return exit ?? (made.steps.length === 0 ? EXIT.ok : EXIT.found);
}

function written(system: System, made: Plan, missing: readonly NotPlanned[], options: Options): string {
  if (options.as === 'tccli')
    return tccliScript({ from: options.from === undefined ? 'what is live' : `'${options.from}'`, ...made });
  switch (options.format) {
    case 'text':
      return planText(made, options.color && system.colours && options.output === undefined);
    case 'markdown':
      return planMarkdown(made);
    case 'json':
      return `${JSON.stringify(planAnswer(made, missing))}\n`;
  }
}

function noteText(system: System, files: ReadonlyMap<string, SourceFile>, note: Plan['notes'][number]): string {
  const stands = placeOfNote(files, note)?.at;
  return stands === undefined ? note.message : `${shownPlace(system, stands)}: ${note.message}`;
}
