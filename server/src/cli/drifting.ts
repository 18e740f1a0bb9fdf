// What `drift` finds in one account, as it is printed.

import type * as api from '#answers/api.ts';
import type { Damage } from '#answers/incomplete.ts';
import { placeOfEntity } from '#answers/places.ts';
import type { UnknownRegion } from '#plan/drift.ts';
import { drift } from '#questions/drift.ts';
import { liveTarget } from '#questions/liveTarget.ts';
import { planRegionFault } from '#questions/plan.ts';
import { groupBy } from '#util/groupBy.ts';
import { withoutEnd } from '#util/strings.ts';
import type { Folder } from '#workspace/folder.ts';
import { holdBack } from './incomplete.ts';
import { type LiveOptions, liveSide, wantedSide } from './liveSide.ts';
import { type PartialOption, SAY_REGION } from './options.ts';
import { shownFile, shownPlace } from './paths.ts';
import { counting } from './progress.ts';
import { askCloud, writePulled } from './pulling.ts';
import { type DriftFormat, type DriftPart, driftPart } from './reporters/drift.ts';
import { fail, type System, tell } from './system.ts';

export interface DriftOptions extends LiveOptions, PartialOption {
  readonly pull?: boolean;
  readonly profile?: string;
  readonly endpoint?: string;
  readonly format: DriftFormat;
  readonly packetsOnly?: boolean;
  readonly color: boolean;
}

type NotCompared = api.DiffAnswer['notCompared'][number];

/** Of an account that cannot be compared the exit code. */
export interface Drifted {
  readonly exit?: number;
  readonly part?: DriftPart;
}

/** `signal` ends what asks the cloud. */
export async function driftOfAccount(
  system: System,
  paths: readonly string[],
  options: DriftOptions,
  signal: AbortSignal = new AbortController().signal,
): Promise<Drifted> {
  const refused = (message: string) => ({ exit: fail(system, message) });
  const { region, packetsOnly } = options;
  let loaded = await wantedSide(system, paths, options);
  if (options.pull === true && !('error' in loaded)) {
    const exit = await pullBeside(system, loaded.folder, options, signal);
    if (exit !== undefined) return { exit };
    loaded = await wantedSide(system, paths, options);
  }
  if ('error' in loaded) return refused(loaded.error);
  const wanted = loaded.folder;
  const live = await liveSide(system, wanted, options);
  if ('error' in live) return refused(live.error);
  const regionFault = planRegionFault(region, live.folder, wanted, SAY_REGION);
  if (regionFault !== undefined) return refused(regionFault);
  const found = drift(live.folder, wanted, { region, say: counting(system, 'things compared') });
  if ('error' in found) return refused(found.error);
  const { compared, others, incomplete, unknown } = found.answer;
  const damage: readonly Damage[] = [
    { folder: live.folder, gaps: incomplete.live },
    { folder: wanted, gaps: incomplete.wanted },
  ];
  const held = holdBack(system, damage, options);
  if (held !== undefined) return { exit: held };
  const notCompared = unknown.map((each) => tellUnknown(system, wanted, each));
  const account = { name: paths.map(withoutSlash).join(' '), live: live.folder, wanted };
  const report = { compared, damage, notCompared, others: packetsOnly === true ? [] : others };
  return { part: await driftPart(system, account, report, options) };
}

/** Says that a region is not compared, and answers that for JSON. */
function tellUnknown(system: System, wanted: Folder, { message, about }: UnknownRegion): NotCompared {
  const place = placeOfEntity(wanted, about);
  tell(system, `note: ${place === undefined ? '' : `${shownPlace(system, place)}: `}${message}`);
  return { file: place === undefined ? '' : shownFile(system, place.file.uri), why: message };
}

function withoutSlash(text: string): string {
  return withoutEnd(text, (each) => each === '/' || each === '\\');
}

/** Asks the cloud for the regions that the files speak of, and writes what is live where they look for it. */
async function pullBeside(
  system: System,
  wanted: Folder,
  options: DriftOptions,
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
