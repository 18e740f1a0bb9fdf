// From what is live to what the files want, for whoever has both as they were read.

import type { PlanOptions } from '#plan/operation.ts';
import { type Plan, plan } from '#plan/plan.ts';
import { commas, t } from '#util/l10n.ts';
import type { Folder } from '#workspace/folder.ts';
import { type Gap, gapsOf, type Read } from './gaps.ts';

/**
 * Damage within a declaration leaves that as it is live. Other text may have been any declaration: of the files the plan is then not
 * whole, and of the live side there is none, for what was not read would be made a second time.
 */
export function planBetween(
  live: Read,
  wanted: Read & Pick<Folder, 'settings'>,
  options: PlanOptions,
): { readonly plan: Plan } | { readonly unread: Gap } {
  const [unread] = unplaced(live);
  if (unread !== undefined) return { unread };
  const { quotas } = wanted.settings;
  return { plan: plan(live.model, wanted.model, { quotas, unreadText: unplaced(wanted), ...options }) };
}

function unplaced(folder: Read): readonly Gap[] {
  return gapsOf(folder).filter(({ reach }) => reach.kind === 'everything' || reach.kind === 'region');
}

/** A region that is not there, or none where the snapshot has several and names alone would have to tell; `sayRegion` is how to name one. */
export function planRegionFault(
  region: string | undefined,
  live: Read,
  wanted: Read,
  sayRegion: string,
): string | undefined {
  const known = new Set([live, wanted].flatMap(({ model }) => [...model.regions.keys()]));
  const names = [...known].filter((name) => name !== 'default');
  if (region !== undefined) {
    return known.has(region) || names.length === 0
      ? undefined
      : t("There is no region '{0}': the files have {1}.", region, commas(names.map(quoted)));
  }
  const isUnplaced = [...wanted.model.entities.values()].some(
    (entity) => !entity.builtin && entity.region === 'default' && entity.id === undefined,
  );
  const regions = new Set(
    [...live.model.entities.values()].flatMap((entity) => (entity.builtin ? [] : [entity.region])),
  );
  if (!isUnplaced || regions.size < 2) return undefined;
  const all = commas([...regions].map(quoted));
  return t('The files name no region, and the snapshot has {0}: {1}.', all, sayRegion);
}

function quoted(name: string): string {
  return `'${name}'`;
}
