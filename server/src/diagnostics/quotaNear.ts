// `quota-near`, for the policies of a direction and for the groups of a region and project.

import type { Group, Model, Source } from '#model/model.ts';
import { cloudCount } from '#model/policy.ts';
import { directionWord, groupCount, policyCount } from '#model/words.ts';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { type Finding, finding } from './finding.ts';
import { groupsByProject } from './quotaGroups.ts';
import type { Findings, Region } from './region.ts';
import type { Settings } from './settings.ts';
import { quoted } from './words.ts';

/** From this part of a quota on its use is reported. */
const NEAR = 0.9;

function isNear(used: number, quota: number | null): quota is number {
  return quota !== null && used >= quota * NEAR && used <= quota;
}

export function nearQuotaOfDirections(group: Group, { quotas }: Settings): Finding[] {
  return [group.inbound, group.outbound].flatMap((list) => {
    const { direction } = list;
    const quota = quotas[direction];
    const used = cloudCount(list);
    const first = group.node.lists.find((each) => each.direction === direction);
    if (used === 0 || first === undefined || !isNear(used, quota)) return [];
    const message = t(
      '{0} has {1} {2}, of {3} that the quota allows.',
      quoted(group.name),
      policyCount(used),
      directionWord(direction),
      quota,
    );
    return [finding('quota-near', first.keyword, message)];
  });
}

export function nearQuotaOfGroups({ model, settings: { quotas } }: Region, into: Findings): void {
  for (const groups of groupsByProject(model)) {
    const [first] = groups;
    if (first === undefined || !isNear(groups.length, quotas.groups)) continue;
    const { source, at } = wordOf(model, first);
    const message = t(
      'Region {0}, project {1}, has {2}, of {3} that the quota allows.',
      quoted(first.region),
      quoted(first.project),
      groupCount(groups.length),
      quotas.groups,
    );
    into.add(source.block, finding('quota-near', at, message));
  }
}

/** Where it is reported: where the region is first named, or at the first group where no file names the region. */
function wordOf(model: Model, first: Group): { readonly source: Source; readonly at: Range } {
  for (const [block, { uri }] of model.bindings) {
    const node = block.declaration;
    if (node?.kind === 'region' && node.name?.text === first.region)
      return { source: { uri, block }, at: node.keyword };
  }
  return { source: first.source, at: first.node.keyword };
}
