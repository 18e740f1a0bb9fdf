// The calls of the cloud's API that lead from a snapshot of what is live to what the other files of its folder want.

import type { PlanOptions } from '#plan/operation.ts';
import type { Plan } from '#plan/plan.ts';
import type { NoLiveSide } from '#protocol/live.ts';
import { planBetween } from '#questions/plan.ts';
import { positionAt } from '#text/lineIndex.ts';
import { t } from '#util/l10n.ts';
import { fileName } from '#util/strings.ts';
import type { Folder } from '#workspace/folder.ts';
import { editorLimits } from '#workspace/limits.ts';
import { loadFiles } from '#workspace/loadFiles.ts';
import { without } from './compare.ts';
import { liveOf } from './live.ts';

export type Planned =
  | { readonly plan: Plan; readonly error?: undefined }
  | (NoLiveSide & { readonly plan?: undefined });

/** The snapshot of what is live is no part of what is wanted, though it may be a file of the folder. */
export function planFrom(
  folder: Folder,
  live: { readonly uri: string; readonly text: string },
  options: PlanOptions,
): Planned {
  const { root, today } = folder;
  const side = loadFiles({ root, texts: new Map([[live.uri, live.text]]), today, limits: editorLimits });
  return planBetweenFiles(side, without(folder, live.uri), options);
}

/** From the live side of the folder. */
export function planFromLive(folder: Folder, options: PlanOptions): Planned {
  const live = liveOf(folder);
  return live.error === undefined ? planBetweenFiles(live.folder, folder, options) : live;
}

function planBetweenFiles(side: Folder, wanted: Folder, options: PlanOptions): Planned {
  const large = [...side.files.values(), ...wanted.files.values()].find(({ syntaxOnly }) => syntaxOnly);
  if (large !== undefined) return { error: t('{0} is too large to be planned with.', quoted(large.uri)) };
  const planned = planBetween(side, wanted, options);
  if ('plan' in planned) return planned;
  const { uri, start, message } = planned.unread;
  const lines = side.files.get(uri)?.lineIndex;
  const line = lines === undefined ? 1 : positionAt(lines, start).line + 1;
  return { error: t('{0} cannot be read in line {1}: {2}', quoted(uri), line, message) };
}

function quoted(uri: string): string {
  return `'${fileName(uri)}'`;
}
