// Regions of the cloud, as a snapshot has them.

import * as actions from './actions.ts';
import type { Ask, Fault } from './ask.ts';
import type { JsonObject } from './json.ts';
import { listAll } from './pages.ts';
import { type PullOptions, pullRegion } from './region.ts';

export type Pulled = { readonly regions: readonly JsonObject[] } | { readonly fault: Fault };

/** Every region or none. */
export async function pull(ask: Ask, names: readonly string[], options: PullOptions): Promise<Pulled> {
  const all = await Promise.all(names.map((name) => pullRegion(ask, name, options)));
  const regions: JsonObject[] = [];
  for (const each of all) {
    if ('fault' in each) return each;
    regions.push(each.region);
  }
  return { regions };
}

/** The regions that can be used, by name. */
export async function allRegions(ask: Ask): Promise<{ readonly names: readonly string[] } | { readonly fault: Fault }> {
  const listed = await listAll(ask, actions.regions, undefined);
  if ('fault' in listed) return listed;
  const open = listed.objects.filter((each) => (each['RegionState'] ?? 'AVAILABLE') === 'AVAILABLE');
  return { names: open.map((each) => String(each['Region'])) };
}

export function snapshotText(regions: readonly JsonObject[]): string {
  return `${JSON.stringify({ version: 1, regions }, undefined, 2)}\n`;
}
