// The library: asks the questions of the command line about texts in memory. `answers/api.ts` says what each takes and answers.

import type * as api from '#answers/api.ts';
import { checkAnswer } from '#answers/check.ts';
import { diffAnswer } from '#answers/diff.ts';
import { type Damage, incompleteOf } from '#answers/incomplete.ts';
import { packetAnswer } from '#answers/packet.ts';
import type { FileName } from '#answers/places.ts';
import { notPlanned, planAnswer } from '#answers/plan.ts';
import { reachAnswer } from '#answers/reach.ts';
import { dayNumber } from '#diagnostics/day.ts';
import { diff as diffOf } from '#questions/diff.ts';
import { gapsOf } from '#questions/gaps.ts';
import { packet as packetFrom } from '#questions/packet.ts';
import { planBetween, planRegionFault } from '#questions/plan.ts';
import { reach as reachFrom } from '#questions/reach.ts';
import type { Fault } from '#questions/services.ts';
import type { Folder } from '#workspace/folder.ts';
import { commandLimits } from '#workspace/limits.ts';
import { loadFiles } from '#workspace/loadFiles.ts';

const SAY_REGION = "say which with 'region'";

export const check: typeof api.check = (files, options = {}) => checkAnswer(fileName, folderOf(files, options));

export const packet: typeof api.packet = (files, question) => {
  const folder = folderOf(files, question);
  const found = packetFrom(folder, { ...question, sayRegion: SAY_REGION });
  if ('error' in found) return faulty(folder, found);
  return held([{ folder, gaps: found.answer.incomplete }], question) ?? packetAnswer(fileName, folder, found.answer);
};

export const reach: typeof api.reach = (files, question) => {
  if ((question.from === undefined) === (question.to === undefined)) return { error: "Say either 'to' or 'from'." };
  const folder = folderOf(files, question);
  const found = reachFrom(folder, { ...question, sayRegion: SAY_REGION });
  if ('error' in found) return faulty(folder, found);
  return held([{ folder, gaps: found.answer.incomplete }], question) ?? reachAnswer(fileName, folder, found.answer);
};

export const diff: typeof api.diff = (before, after, options = {}) => {
  const old = folderOf(before, options);
  const now = folderOf(after, options);
  const found = diffOf({ old, now }, options);
  if ('error' in found) return failure(found.error, [...hiding(old), ...hiding(now)]);
  const { compared, incomplete } = found.answer;
  const damage = [
    { folder: old, gaps: incomplete.old, revision: 'old' },
    { folder: now, gaps: incomplete.now, revision: 'now' },
  ];
  return held(damage, options) ?? diffAnswer(fileName, now, { compared, damage, notCompared: [] });
};

export const plan: typeof api.plan = (from, to, options = {}) => {
  const live = folderOf(from, options);
  const wanted = folderOf(to, options);
  const fault = planRegionFault(options.region, live, wanted, SAY_REGION);
  if (fault !== undefined) return { error: fault };
  const planned = planBetween(live, wanted, options);
  if ('unread' in planned)
    return failure('What is live must be read as a whole.', [{ folder: live, gaps: [planned.unread] }]);
  const missing = notPlanned(fileName, new Map([...live.files, ...wanted.files]), planned.plan);
  if (missing.length > 0 && options.partial !== true)
    return { error: "The plan is not whole: ask with 'partial' to plan the rest.", notPlanned: missing };
  return planAnswer(planned.plan, missing);
};

/** The folder below which paths become URIs. */
const ROOT = 'file:///';

function uriOf(file: string): string {
  return ROOT + file.toWellFormed().replace(/^\/+/, '').split('/').map(encodeURIComponent).join('/');
}

const fileName: FileName = (uri) =>
  uri.startsWith(ROOT) ? uri.slice(ROOT.length).split('/').map(decodeURIComponent).join('/') : uri;

function folderOf(
  files: api.Files,
  { today = new Date().toISOString().slice(0, 10) }: Pick<api.Options, 'today'>,
): Folder {
  const given: Iterable<readonly [string, unknown]> = files instanceof Map ? files : Object.entries(files);
  const texts = new Map<string, string>();
  let config: { readonly uri: string; readonly text: string } | undefined;
  for (const [file, text] of given) {
    if (typeof text !== 'string')
      throw new TypeError(`'${file}' is no text: give a string, as readFileSync(path, 'utf8') returns it.`);
    const uri = uriOf(file);
    if (uri === `${ROOT}secgroup.json`) config = { uri, text };
    else texts.set(uri, text);
  }
  if (dayNumber(today) === undefined) throw new TypeError(`'${today}' is no day: write 'today' as 2027-03-31.`);
  return loadFiles({
    root: ROOT.slice(0, -1),
    texts,
    config,
    today,
    limits: commandLimits,
  });
}

/** Everything that was not read: what a question asks for may be there. */
function hiding(folder: Folder): readonly Damage[] {
  return [{ folder, gaps: gapsOf(folder) }];
}

/** With what was not read only where that could change it. */
function faulty(folder: Folder, { error, hangsOnFiles = false }: Fault): api.Failure {
  return failure(error, hangsOnFiles ? hiding(folder) : []);
}

function failure(error: string, damage: readonly Damage[]): api.Failure {
  const incomplete = incompleteOf(fileName, damage);
  return incomplete.length === 0 ? { error } : { error, incomplete };
}

/** The failure where the answer would be from half a model and `partial` is not asked for. */
function held(damage: readonly Damage[], { partial }: Pick<api.Options, 'partial'>): api.Failure | undefined {
  if (partial === true || damage.every(({ gaps }) => gaps.length === 0)) return undefined;
  return failure("What was not read could change the answer: mend it, or ask with 'partial'.", damage);
}
