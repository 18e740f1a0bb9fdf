import { Option } from 'commander';
import type { Damage } from '#answers/incomplete.ts';
import { standing } from '#answers/standing.ts';
import { changeWords } from '#engine/versions/changeWords.ts';
import { startOf } from '#model/places.ts';
import type { Difference } from '#plan/drift.ts';
import { drift } from '#questions/drift.ts';
import { shift } from '#text/range.ts';
import type { Snapshot } from '#workspace/snapshot.ts';
import type { CommandModule } from '../command.ts';
import { type FormatOptions, offerFormats } from '../foreign.ts';
import { holdBack, offerPartial, type PartialOption } from '../incomplete.ts';
import { liveSide } from '../liveSide.ts';
import { load } from '../load.ts';
import { uriOf } from '../paths.ts';
import { type DiffReport, type OtherDifference, reportDiff } from '../reporters/diff.ts';
import { diffSarif } from '../reporters/diffFindings.ts';
import { inlineCode, plainMarkdown } from '../reporters/markdownText.ts';
import { visible } from '../reporters/visible.ts';
import { EXIT, fail, type System } from '../system.ts';

interface Options extends PartialOption {
  readonly formats: FormatOptions;
  readonly from?: string;
  readonly format: 'text' | 'json' | 'markdown' | 'sarif';
  readonly packetsOnly?: boolean;
  readonly region?: string;
  readonly config?: string;
  readonly color: boolean;
}

export const define: CommandModule['define'] = (command, run, system) => {
  const formatsOf = offerFormats(command);
  offerPartial(command)
    .argument('[path...]', 'files and folders with what is wanted, this folder by default')
    .option(
      '--from <file>',
      "what is live: a snapshot, or any file that can be imported; by default the files that 'live' of secgroup.json matches",
    )
    .addOption(
      new Option('--format <name>', 'how results are printed')
        .choices(['text', 'json', 'markdown', 'sarif'])
        .default('text'),
    )
    .option('--packets-only', 'leave out, and fail for nothing of, what changes no packet')
    .action((paths: string[], options: Omit<Options, 'formats'> & FormatOptions) =>
      run(() => driftOf(system, paths, { ...options, formats: formatsOf(options) })),
    );
};

async function driftOf(system: System, paths: readonly string[], options: Options): Promise<number> {
  const { from, region, packetsOnly } = options;
  const isWanted = from === undefined || paths.some((path) => uriOf(system, path) === uriOf(system, from));
  const loaded = await load(system, paths, isWanted ? options : { ...options, except: uriOf(system, from) });
  if (loaded.error !== undefined) return fail(system, loaded.error);
  const wanted = loaded.snapshot;
  if ([...wanted.files.values()].every(({ language }) => language === 'config'))
    return fail(system, 'There are no rule files to compare with: name files or folders with what is wanted.');
  const live = await liveSide(system, wanted, options);
  if ('error' in live) return fail(system, live.error);
  const found = drift(live.snapshot, wanted, region);
  if ('error' in found) return fail(system, found.error);
  const { compared, others, incomplete } = found.answer;
  const damage: readonly Damage[] = [
    { snapshot: live.snapshot, gaps: incomplete.live },
    { snapshot: wanted, gaps: incomplete.wanted },
  ];
  const held = holdBack(system, damage, options);
  if (held !== undefined) return held;
  const shown = packetsOnly === true ? [] : others;
  const other = shown.map(({ region: where, kind, name, what }) => ({ region: where, kind, name, what }));
  const report: DiffReport = { compared, damage, notCompared: [], other };
  system.out(await written(system, live.snapshot, wanted, report, shown, options));
  return compared.changed.length + shown.length === 0 ? EXIT.ok : EXIT.found;
}

async function written(
  system: System,
  live: Snapshot,
  wanted: Snapshot,
  report: DiffReport,
  others: readonly Difference[],
  { format, color }: Options,
): Promise<string> {
  if (format === 'sarif')
    return diffSarif(
      system,
      live,
      changeWords(report.compared),
      others.map((each) => result(each, live, wanted)),
    );
  const packets = await reportDiff(system, live, report, { format, color });
  if (others.length === 0 || format === 'json') return packets;
  return format === 'text'
    ? `${packets}\nWithout effect on packets now:\n${others.map((each) => `  ${visible(sentence(each))}\n`).join('')}`
    : `${packets}\n### Without effect on packets now\n\n${others.map((each) => row(each)).join('')}`;
}

function sentence({ kind, name, region, what }: OtherDifference): string {
  return `${kind} ${name}${region === 'default' ? '' : ` in ${region}`} ${what}.`;
}

function row({ kind, name, region, what }: OtherDifference): string {
  return `- ${kind} ${inlineCode(name)}${region === 'default' ? '' : ` in ${inlineCode(region)}`} ${plainMarkdown(what)}.\n`;
}

/** In the files where they have it, else in the snapshot. */
function result(difference: Difference, live: Snapshot, wanted: Snapshot) {
  const [snapshot, entity] =
    difference.wanted === undefined ? ([live, difference.live] as const) : ([wanted, difference.wanted] as const);
  const file = entity === undefined ? undefined : snapshot.files.get(entity.source.uri);
  const start = entity === undefined || file === undefined ? undefined : startOf(file.tree, entity.source.block);
  const message = sentence(difference);
  if (entity === undefined || file === undefined || start === undefined) return { message };
  return { message, at: standing(file, shift(entity.node.name ?? entity.node.keyword, start)) };
}
