import { Option } from 'commander';
import type { Note } from '#plan/operation.ts';
import { type Plan, plan } from '#plan/plan.ts';
import { readFault } from '#plan/readable.ts';
import { positionAt } from '#text/lineIndex.ts';
import type { Snapshot, SourceFile } from '#workspace/snapshot.ts';
import type { CommandModule } from '../command.ts';
import { load } from '../load.ts';
import { shownFile, uriOf } from '../paths.ts';
import { tccliScript } from '../reporters/tccli.ts';
import { visible } from '../reporters/visible.ts';
import { EXIT, fail, type System } from '../system.ts';

interface Options {
  readonly from: string;
  readonly as: 'json' | 'tccli';
  readonly delete?: boolean;
  readonly incremental?: boolean;
  readonly output?: string;
  readonly region?: string;
  readonly config?: string;
}

export const define: CommandModule['define'] = (command, run, system) => {
  command
    .argument('[path...]', 'files and folders with what is wanted, this folder by default')
    .requiredOption(
      '--from <file>',
      'a snapshot of what is live, as .sg.json; it is no part of what is wanted unless it is named',
    )
    .addOption(
      new Option('--as <form>', 'requests, or a shell script to review and run')
        .choices(['json', 'tccli'])
        .default('json'),
    )
    .option('--delete', 'delete the groups, lists and acls that the files do not have, default groups excepted')
    .option('--incremental', 'the fewest inserts, replaces and deletes of rules, instead of whole lists')
    .option('-o, --output <file>', 'write there instead of to standard output')
    .action((paths: string[], options: Options) => run(() => planFor(system, paths, options)));
};

async function planFor(system: System, paths: readonly string[], options: Options): Promise<number> {
  const live = await load(system, [options.from], options);
  if (live.error !== undefined) return fail(system, live.error);
  const named = paths.some((path) => uriOf(system, path) === uriOf(system, options.from));
  const wanted = await load(system, paths, named ? options : { ...options, except: uriOf(system, options.from) });
  if (wanted.error !== undefined) return fail(system, wanted.error);
  if ([...wanted.snapshot.files.values()].every(({ language }) => language === 'config')) {
    return fail(system, 'There are no rule files to plan for: name files or folders with what is wanted.');
  }
  const fault = faultOf(system, live.snapshot) ?? faultOf(system, wanted.snapshot);
  if (fault !== undefined) return fail(system, fault);
  const region = regionFault(options.region, live.snapshot, wanted.snapshot);
  if (region !== undefined) return fail(system, region);

  const made = plan(live.snapshot.model, wanted.snapshot.model, options);
  for (const note of made.notes)
    system.complain(`${visible(`secgroup: note: ${placeOf(system, wanted.snapshot, note)}${note.message}`)}\n`);
  const text = options.as === 'tccli' ? tccliScript({ from: `'${options.from}'`, ...made }) : json(made);
  if (options.output === undefined) system.out(text);
  else {
    const error = await system.replaceFile(options.output, text);
    if (error !== undefined) return fail(system, `'${options.output}' cannot be written: ${error}.`);
  }
  return made.steps.length === 0 ? EXIT.ok : EXIT.found;
}

function json({ steps }: Plan): string {
  const shown = steps.map(({ action, region, request, text, risk }) => ({ action, region, request, text, risk }));
  return `${JSON.stringify({ version: 1, steps: shown })}\n`;
}

function faultOf(system: System, snapshot: Snapshot): string | undefined {
  for (const file of snapshot.files.values()) {
    if (file.language === 'config') continue;
    if (file.syntaxOnly) return `'${shownFile(system, file.uri)}' is too large to be planned with.`;
    const fault = readFault(file, file.text);
    if (fault !== undefined)
      return `${at(system, file, fault.start)}: ${fault.message} A plan wants files that can be read.`;
  }
  return undefined;
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

function placeOf(system: System, snapshot: Snapshot, { uri, start }: Note): string {
  const file = uri === undefined ? undefined : snapshot.files.get(uri);
  return file === undefined || start === undefined ? '' : `${at(system, file, start)}: `;
}

function at(system: System, file: SourceFile, offset: number): string {
  const { line, character } = positionAt(file.lineIndex, offset);
  return `${shownFile(system, file.uri)}:${line + 1}:${character + 1}`;
}
