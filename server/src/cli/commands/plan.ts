import { Option } from 'commander';
import type { NotPlanned } from '#answers/api.ts';
import { notPlanned, placeOfNote, planAnswer } from '#answers/plan.ts';
import { type Standing, standing } from '#answers/standing.ts';
import type { Plan } from '#plan/plan.ts';
import { planBetween, planRegionFault } from '#questions/plan.ts';
import { positionAt } from '#text/lineIndex.ts';
import type { SourceFile } from '#workspace/folder.ts';
import { modelsOf } from '../accounts.ts';
import type { CommandModule } from '../command.ts';
import { type FormatOptions, offerFormats } from '../foreign.ts';
import { liveSide } from '../liveSide.ts';
import { load } from '../load.ts';
import { fileNames, shownFile, uriOf } from '../paths.ts';
import { planMarkdown, planText } from '../reporters/plan.ts';
import { tccliScript } from '../reporters/tccli.ts';
import { visible } from '../reporters/visible.ts';
import { EXIT, fail, type System } from '../system.ts';

interface Options {
  readonly formats: FormatOptions;
  readonly from?: string;
  readonly format: 'text' | 'json' | 'markdown';
  readonly as?: 'tccli';
  readonly delete?: boolean;
  readonly incremental?: boolean;
  readonly partial?: boolean;
  readonly output?: string;
  readonly region?: string;
  readonly config?: string;
  readonly color: boolean;
}

export const define: CommandModule['define'] = (command, run, system) => {
  const formatsOf = offerFormats(command);
  command
    .argument('[path...]', 'files and folders with what is wanted, this folder by default')
    .option(
      '--from <file>',
      "what is live: a snapshot, or any file that can be imported; by default the files that 'live' of secgroup.json matches",
    )
    .addOption(
      new Option('--format <name>', 'how results are printed').choices(['text', 'json', 'markdown']).default('text'),
    )
    .addOption(new Option('--as <form>', 'a shell script to review and run').choices(['tccli']))
    .option('--delete', 'delete the groups, lists and acls that the files do not have, default groups excepted')
    .option('--incremental', 'the fewest inserts, replaces and deletes of rules, instead of whole lists')
    .option('--partial', 'plan what can be planned, though the plan is not whole')
    .option('-o, --output <file>', 'write there instead of to standard output')
    .action((paths: string[], options: Omit<Options, 'formats'> & FormatOptions) =>
      run(() => planFor(system, paths, { ...options, formats: formatsOf(options) })),
    );
};

async function planFor(system: System, paths: readonly string[], options: Options): Promise<number> {
  const { from } = options;
  if ((await modelsOf(system, paths)).length > 1)
    return fail(system, 'These folders are several accounts: plan one at a time, since each has its own keys.');
  const isWanted = from === undefined || paths.some((path) => uriOf(system, path) === uriOf(system, from));
  const wanted = await load(system, paths, isWanted ? options : { ...options, except: uriOf(system, from) });
  if (wanted.error !== undefined) return fail(system, wanted.error);
  const { folder } = wanted;
  if ([...folder.files.values()].every(({ language }) => language === 'config')) {
    return fail(system, 'There are no rule files to plan for: name files or folders with what is wanted.');
  }
  const live = await liveSide(system, folder, options);
  if ('error' in live) return fail(system, live.error);
  const sides = [live.folder, folder];
  const large = sides.flatMap(({ files }) => [...files.values()]).find(({ syntaxOnly }) => syntaxOnly);
  if (large !== undefined) return fail(system, `'${shownFile(system, large.uri)}' is too large to be planned with.`);
  const region = planRegionFault(options.region, live.folder, folder, 'say which with --region');
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
  tell(system, files, made);
  const missing = notPlanned(fileNames(system), files, made);
  const isHeld = missing.length > 0 && options.partial !== true;
  if (isHeld) {
    system.complain('secgroup: The plan is not whole: mend this, or say --partial to plan the rest.\n');
    if (options.format === 'json') system.out(`${JSON.stringify(planAnswer({ ...made, steps: [] }, missing))}\n`);
    return EXIT.failed;
  }
  const text = written(system, made, missing, options);
  if (options.output === undefined) system.out(text);
  else {
    const error = await system.replaceFile(options.output, text);
    if (error !== undefined) return fail(system, `'${options.output}' cannot be written: ${error}.`);
  }
  return made.steps.length === 0 ? EXIT.ok : EXIT.found;
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

/** Says all notes on standard error. */
function tell(system: System, files: ReadonlyMap<string, SourceFile>, { notes }: Plan): void {
  for (const note of notes) {
    const stands = placeOfNote(files, note)?.at;
    const place = stands === undefined ? '' : `${shownPlace(system, stands)}: `;
    system.complain(`${visible(`secgroup: ${note.incomplete ? '' : 'note: '}${place}${note.message}`)}\n`);
  }
}

function shownPlace(system: System, { file, range }: Standing): string {
  const { line, character } = positionAt(file.lineIndex, range.start);
  return `${shownFile(system, file.uri)}:${line + 1}:${character + 1}`;
}
