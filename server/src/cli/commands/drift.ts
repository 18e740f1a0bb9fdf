import { Option } from 'commander';
import { diffAnswer } from '#answers/diff.ts';
import type { Damage } from '#answers/incomplete.ts';
import { standing } from '#answers/standing.ts';
import { changeWords } from '#engine/versions/changeWords.ts';
import { startOf } from '#model/places.ts';
import type { Difference } from '#plan/drift.ts';
import { drift } from '#questions/drift.ts';
import { liveTarget } from '#questions/liveTarget.ts';
import { shift } from '#text/range.ts';
import { groupBy } from '#util/groupBy.ts';
import type { Folder } from '#workspace/folder.ts';
import { modelsOf } from '../accounts.ts';
import type { CommandModule } from '../command.ts';
import { type FormatOptions, offerFormats } from '../foreign.ts';
import { holdBack, offerPartial, type PartialOption } from '../incomplete.ts';
import { liveSide } from '../liveSide.ts';
import { load } from '../load.ts';
import { fileNames, shownFile, uriOf } from '../paths.ts';
import { counting } from '../progress.ts';
import { askCloud, offerKeys, writePulled } from '../pulling.ts';
import { type DiffReport, type OtherDifference, reportDiff } from '../reporters/diff.ts';
import { diffSarif, type SideFindings } from '../reporters/diffFindings.ts';
import { inlineCode, plainMarkdown } from '../reporters/markdownText.ts';
import { visible } from '../reporters/visible.ts';
import { EXIT, fail, type System } from '../system.ts';

interface Options extends PartialOption {
  readonly formats: FormatOptions;
  readonly from?: string;
  readonly pull?: boolean;
  readonly profile?: string;
  readonly endpoint?: string;
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
    .option('--pull', 'ask the cloud anew first, and write what is live into the files that say it')
    .option('--packets-only', 'leave out, and fail for nothing of, what changes no packet')
    .action((paths: string[], options: Omit<Options, 'formats'> & FormatOptions) =>
      run(() =>
        system.interruptible((signal) => driftOf(system, paths, { ...options, formats: formatsOf(options) }, signal)),
      ),
    );
  offerKeys(command);
};

async function driftOf(
  system: System,
  paths: readonly string[],
  options: Options,
  signal: AbortSignal,
): Promise<number> {
  const { from, pull } = options;
  const models = await modelsOf(system, paths);
  if (models.length > 1 && (from !== undefined || pull === true))
    return fail(system, `${pull === true ? '--pull' : '--from'} is about one account: name one of the folders.`);
  if (pull === true && from !== undefined)
    return fail(system, '--pull asks the cloud, and --from names a file: say one of them.');
  const drifts: AccountDrift[] = [];
  for (const each of models) {
    const found = await driftOfAccount(system, each, options, signal);
    if ('exit' in found) return found.exit;
    drifts.push(found);
  }
  system.out(await written(system, drifts, options));
  const isNone = drifts.every(({ report, others }) => report.compared.changed.length + others.length === 0);
  return isNone ? EXIT.ok : EXIT.found;
}

/** What is found of one account. */
interface AccountDrift {
  readonly name: string;
  readonly live: Folder;
  readonly wanted: Folder;
  readonly report: DiffReport;
  readonly others: readonly Difference[];
}

async function driftOfAccount(
  system: System,
  paths: readonly string[],
  options: Options,
  signal: AbortSignal,
): Promise<AccountDrift | { readonly exit: number }> {
  const refused = (message: string) => ({ exit: fail(system, message) });
  const { from, region, packetsOnly } = options;
  const isWanted = from === undefined || paths.some((path) => uriOf(system, path) === uriOf(system, from));
  const read = () => load(system, paths, isWanted ? options : { ...options, except: uriOf(system, from) });
  let loaded = await read();
  if (loaded.error === undefined && options.pull === true) {
    const exit = await pullBeside(system, loaded.folder, options, signal);
    if (exit !== undefined) return { exit };
    loaded = await read();
  }
  if (loaded.error !== undefined) return refused(loaded.error);
  const wanted = loaded.folder;
  if ([...wanted.files.values()].every(({ language }) => language === 'config'))
    return refused('There are no rule files to compare with: name files or folders with what is wanted.');
  const live = await liveSide(system, wanted, options);
  if ('error' in live) return refused(live.error);
  const found = drift(live.folder, wanted, region, counting(system, 'things compared'));
  if ('error' in found) return refused(found.error);
  const { compared, others, incomplete } = found.answer;
  const damage: readonly Damage[] = [
    { folder: live.folder, gaps: incomplete.live },
    { folder: wanted, gaps: incomplete.wanted },
  ];
  const held = holdBack(system, damage, options);
  if (held !== undefined) return { exit: held };
  const shown = packetsOnly === true ? [] : others;
  const other = shown.map(({ region: where, kind, name, what }) => ({ region: where, kind, name, what }));
  const report: DiffReport = { compared, damage, notCompared: [], other };
  return { name: paths.map(plainPath).join(' '), live: live.folder, wanted, report, others: shown };
}

function plainPath(text: string): string {
  return text.replace(/[/\\]+$/, '');
}

/** Asks the cloud for the regions that the files speak of, and writes what is live where they look for it. */
async function pullBeside(
  system: System,
  wanted: Folder,
  options: Options,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { region, ...keys } = options;
  const spokenOf = new Set([...wanted.model.entities.values()].flatMap((each) => (each.builtin ? [] : [each.region])));
  const regions = region === undefined ? [...spokenOf].filter((name) => name !== 'default') : [region];
  const targets = groupBy(
    regions.map((name) => liveTarget(wanted, name)),
    ({ uri }) => uri,
  );
  const asked = [...targets.values()].flat().flatMap((target) => target.regions);
  const pulled = await askCloud(system, { ...keys, ...(asked.length === 0 ? {} : { region: asked }) }, signal);
  if ('exit' in pulled) return pulled.exit;
  // Without a region of the files, the one of the keys was asked for.
  const places = targets.size > 0 ? targets : new Map([[liveTarget(wanted, '').uri, undefined]]);
  for (const [uri, of] of places) {
    const own = of?.flatMap((target) => target.regions);
    const part = pulled.regions.filter((each) => own === undefined || own.includes(String(each['Region'])));
    const file = shownFile(system, uri.replace(/\/$/, ''));
    const exit = await writePulled(system, { ...pulled, regions: part }, uri.endsWith('/') ? `${file}/` : file);
    if (exit !== undefined) return exit;
  }
  return undefined;
}

async function written(system: System, drifts: readonly AccountDrift[], options: Options): Promise<string> {
  switch (options.format) {
    case 'json':
      return `${JSON.stringify(answerOf(system, drifts))}\n`;
    case 'sarif':
      return diffSarif(system, drifts.map(findingsOf));
    case 'text':
    case 'markdown': {
      const parts: string[] = [];
      for (const each of drifts) {
        const head = options.format === 'text' ? `${visible(each.name)}:\n` : `## ${inlineCode(each.name)}\n\n`;
        parts.push((drifts.length === 1 ? '' : head) + (await inWords(system, each, options)));
      }
      return parts.join('\n');
    }
  }
}

async function inWords(
  system: System,
  { live, report, others }: AccountDrift,
  { format, color }: Options,
): Promise<string> {
  const packets = await reportDiff(system, live, report, { format, color });
  if (others.length === 0) return packets;
  return format === 'text'
    ? `${packets}\nWithout effect on packets now:\n${others.map((each) => `  ${visible(sentence(each))}\n`).join('')}`
    : `${packets}\n### Without effect on packets now\n\n${others.map((each) => row(each)).join('')}`;
}

function findingsOf({ live, wanted, report, others }: AccountDrift): SideFindings {
  const changes = changeWords(report.compared);
  return { folder: live, changes, others: others.map((each) => result(each, live, wanted)) };
}

/** Of several accounts each entry says of which it is. */
function answerOf(system: System, drifts: readonly AccountDrift[]) {
  const answers = drifts.map(({ name, live, report }) => ({
    name,
    answer: { ...diffAnswer(fileNames(system), live, report), other: report.other ?? [] },
  }));
  const [first, ...others] = answers;
  if (first === undefined || others.length === 0) return first?.answer;
  const all = <M extends 'changes' | 'text' | 'other'>(member: M) =>
    answers.flatMap(({ name, answer }) => answer[member].map((each) => ({ account: name, ...each })));
  const incomplete = answers.flatMap(({ answer }) => answer.incomplete ?? []);
  return {
    version: 1,
    changes: all('changes'),
    text: all('text'),
    notCompared: [],
    ...(incomplete.length === 0 ? {} : { incomplete }),
    other: all('other'),
  };
}

function sentence({ kind, name, region, what }: OtherDifference): string {
  return `${kind} ${name}${region === 'default' ? '' : ` in ${region}`} ${what}.`;
}

function row({ kind, name, region, what }: OtherDifference): string {
  return `- ${kind} ${inlineCode(name)}${region === 'default' ? '' : ` in ${inlineCode(region)}`} ${plainMarkdown(what)}.\n`;
}

/** In the files where they have it, else in the snapshot. */
function result(difference: Difference, live: Folder, wanted: Folder) {
  const [folder, entity] =
    difference.wanted === undefined ? ([live, difference.live] as const) : ([wanted, difference.wanted] as const);
  const file = entity === undefined ? undefined : folder.files.get(entity.source.uri);
  const start = entity === undefined || file === undefined ? undefined : startOf(file.tree, entity.source.block);
  const message = sentence(difference);
  if (entity === undefined || file === undefined || start === undefined) return { message };
  return { message, at: standing(file, shift(entity.node.name ?? entity.node.keyword, start)) };
}
