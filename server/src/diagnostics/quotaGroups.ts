import type { Group, Model } from '#model/model.ts';
import { groupCount } from '#model/words.ts';
import { groupBy } from '#util/groupBy.ts';
import { t } from '#util/l10n.ts';
import { finding } from './finding.ts';
import type { Findings, Region } from './region.ts';
import { quoted } from './words.ts';

/** The quota is one for each region and project. */
export function quotaGroups({ model, settings: { quotas } }: Region, into: Findings): void {
  if (quotas.groups === null) return;
  for (const groups of groupsByProject(model)) {
    for (const { node, source, region, project } of groups.slice(quotas.groups)) {
      const message = t(
        'Region {0}, project {1}, has {2}; the quota is {3}. This one is past it.',
        quoted(region),
        quoted(project),
        groupCount(groups.length),
        quotas.groups,
      );
      into.add(source.block, finding('quota-groups', node.name ?? node.keyword, message));
    }
  }
}

/** Those of one region and project together. */
export function groupsByProject({ groups }: Model): Iterable<readonly Group[]> {
  const own = groups.filter(({ builtin }) => !builtin);
  return groupBy(own, ({ region, project }) => JSON.stringify([region, project])).values();
}
