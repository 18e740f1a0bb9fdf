import { Option } from 'commander';
import type { Plan } from '#plan/plan.ts';
import { planBetween } from '#questions/plan.ts';
import { positionAt } from '#text/lineIndex.ts';
import type { Snapshot, SourceFile } from '#workspace/snapshot.ts';
import type { CommandModule } from '../command.ts';
import { type FormatOptions, offerFormats } from '../foreign.ts';
import { liveSide } from '../liveSide.ts';
import { load } from '../load.ts';
import { shownFile, uriOf } from '../paths.ts';
import { type JsonRange, jsonRange } from '../places.ts';
import { planMarkdown, planText } from '../reporters/plan.ts';
import { tccliScript } from '../reporters/tccli.ts';
import { visible } from '../reporters/visible.ts';
import { standing } from '../standing.ts';
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
  const isWanted = from === undefined || paths.some((path) => uriOf(system, path) === uriOf(system, from));
  const wanted = await load(system, paths, isWanted ? options : { ...options, except: uriOf(system, from) });
  if (wanted.error !== undefined) return fail(system, wanted.error);
  const { snapshot } = wanted;
  if ([...snapshot.files.values()].every(({ language }) => language === 'config')) {
    return fail(system, 'There are no rule files to plan for: name files or folders with what is wanted.');
  }
  const live = await liveSide(system, snapshot, options);
  if ('error' in live) return fail(system, live.error);
  const sides = [live.snapshot, snapshot];
  const large = sides.flatMap(({ files }) => [...files.values()]).find(({ syntaxOnly }) => syntaxOnly);
  if (large !== undefined) return fail(system, `'${shownFile(system, large.uri)}' is too large to be planned with.`);
  const region = regionFault(options.region, live.snapshot, snapshot);
  if (region !== undefined) return fail(system, region);

  const files = new Map(sides.flatMap((side) => [...side.files]));
  const planned = planBetween(live.snapshot, snapshot, options);
  if ('unread' in planned) {
    const { uri, start, message } = planned.unread;
    const file = files.get(uri);
    return fail(
      system,
      `${file === undefined ? '' : `${at(system, file, start)}: `}${message} What is live has to be read as a whole.`,
    );
  }
  const made = planned.plan;
  const missing = tell(system, files, made);
  const isHeld = missing.length > 0 && options.partial !== true;
  if (isHeld) {
    system.complain('secgroup: The plan is not whole: mend this, or say --partial to plan the rest.\n');
    if (options.format === 'json') system.out(`${JSON.stringify({ version: 1, steps: [], incomplete: missing })}\n`);
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

function written(system: System, made: Plan, missing: readonly Missing[], options: Options): string {
  if (options.as === 'tccli')
    return tccliScript({ from: options.from === undefined ? 'what is live' : `'${options.from}'`, ...made });
  switch (options.format) {
    case 'text':
      return planText(made, options.color && system.colours && options.output === undefined);
    case 'markdown':
      return planMarkdown(made);
    case 'json': {
      const steps = made.steps.map(({ action, region, request, text, risk }) => ({
        action,
        region,
        request,
        text,
        risk,
      }));
      return `${JSON.stringify({ version: 1, steps, ...(missing.length === 0 ? {} : { incomplete: missing }) })}\n`;
    }
  }
}

/** What a plan leaves out, as JSON says it. */
interface Missing {
  readonly file: string | null;
  readonly range: JsonRange | null;
  readonly message: string;
}

/** Says all notes on standard error, and answers those that make the plan less than whole. */
function tell(system: System, files: ReadonlyMap<string, SourceFile>, { notes }: Plan): Missing[] {
  const missing: Missing[] = [];
  for (const { message, incomplete, uri, start, end = start } of notes) {
    const file = uri === undefined ? undefined : files.get(uri);
    const isPlaced = file !== undefined && start !== undefined && end !== undefined;
    const place = isPlaced ? `${at(system, file, start)}: ` : '';
    system.complain(`${visible(`secgroup: ${incomplete ? '' : 'note: '}${place}${message}`)}\n`);
    if (!incomplete) continue;
    const stands = isPlaced ? standing(file, { start, end }) : undefined;
    missing.push({
      file: file === undefined ? null : shownFile(system, stands?.file.uri ?? file.uri),
      range: stands === undefined ? null : jsonRange(stands.file.lineIndex, stands.range),
      message,
    });
  }
  return missing;
}

/** A region that is not there, or none where the snapshot has several and names alone would have to tell. */
function regionFault(region: string | undefined, live: Snapshot, wanted: Snapshot): string | undefined {
  const known = new Set([live, wanted].flatMap(({ model }) => [...model.regions.keys()]));
  const names = [...known].filter((name) => name !== 'default');
  const list = names.map((name) => `'${name}'`).join(', ');
  if (region !== undefined) {
    return known.has(region) || names.length === 0
      ? undefined
      : `There is no region '${region}': the files have ${list}.`;
  }
  const isUnplaced = [...wanted.model.entities.values()].some(
    (entity) => !entity.builtin && entity.region === 'default' && entity.id === undefined,
  );
  const regions = new Set(
    [...live.model.entities.values()].flatMap((entity) => (entity.builtin ? [] : [entity.region])),
  );
  return isUnplaced && regions.size > 1
    ? `The files name no region, and the snapshot has ${[...regions].map((name) => `'${name}'`).join(', ')}: say which with --region.`
    : undefined;
}

function at(system: System, file: SourceFile, offset: number): string {
  const stands = standing(file, { start: offset, end: offset });
  const { line, character } = positionAt(stands.file.lineIndex, stands.range.start);
  return `${shownFile(system, stands.file.uri)}:${line + 1}:${character + 1}`;
}
