// From what is live to what the files want, for whoever has both as they were read.

import type { PlanOptions } from '#plan/operation.ts';
import { type Plan, plan } from '#plan/plan.ts';
import type { Snapshot } from '#workspace/snapshot.ts';
import { type Gap, gapsOf, type Read } from './gaps.ts';

/**
 * Damage within a declaration leaves that as it is live. Other text may have been any declaration: of the files the plan is then not
 * whole, and of the live side there is none, for what was not read would be made a second time.
 */
export function planBetween(
  live: Read,
  wanted: Read & Pick<Snapshot, 'settings'>,
  options: PlanOptions,
): { readonly plan: Plan } | { readonly unread: Gap } {
  const [unread] = unplaced(live);
  if (unread !== undefined) return { unread };
  const { quotas } = wanted.settings;
  return { plan: plan(live.model, wanted.model, { quotas, unreadText: unplaced(wanted), ...options }) };
}

function unplaced(snapshot: Read): readonly Gap[] {
  return gapsOf(snapshot).filter(({ reach }) => reach.kind === 'everything' || reach.kind === 'region');
}
