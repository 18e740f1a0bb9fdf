// The plan from what is live to what the files want, where both could be read.

import type { PlanOptions } from '#plan/operation.ts';
import { type Plan, plan } from '#plan/plan.ts';
import { commas, t } from '#util/l10n.ts';
import type { Folder } from '#workspace/folder.ts';
import { type Gap, gapsOf, type Read } from './gaps.ts';
import { regionFault, regionsOf } from './region.ts';

/**
 * A declaration with damage in it stays as it is live. Damage outside of declarations may have been one: on the side of the files the plan
 * is not whole then; on the live side there is no plan, for it would create a second time what is there.
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

/**
 * What is wrong with the region of a plan: no file has it, or none is asked for where files without regions meet a snapshot of several.
 * `sayRegion` says what people can do to name one.
 */
export function planRegionFault(
  region: string | undefined,
  live: Read,
  wanted: Read,
  sayRegion: string,
): string | undefined {
  const models = [live.model, wanted.model];
  if (region !== undefined) {
    // The things of files without any region are in the one that is asked for.
    const isNamed = models.some(({ regions }) => [...regions.keys()].some((name) => name !== 'default'));
    return isNamed ? regionFault(region, models) : undefined;
  }
  const isUnplaced = [...wanted.model.entities.values()].some(
    (entity) => !entity.builtin && entity.region === 'default' && entity.id === undefined,
  );
  const regions = regionsOf(live.model);
  if (!isUnplaced || regions.size < 2) return undefined;
  const all = commas([...regions].map((name) => `'${name}'`));
  return t('The files name no region, and the snapshot has {0}: {1}.', all, sayRegion);
}
