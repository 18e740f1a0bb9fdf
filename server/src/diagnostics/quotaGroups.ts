import type { Group, Model } from '#model/model.ts';
import { t } from '#util/l10n.ts';
import { finding } from './finding.ts';
import type { Findings } from './findings.ts';
import type { Region } from './region.ts';
import { groupsWords, quoted } from './words.ts';

/** The quota is one for each region and project. */
export function quotaGroups({ model, settings: { quotas } }: Region, into: Findings): void {
  if (quotas.groups === null) return;
  for (const groups of groupsByProject(model)) {
    for (const { node, source, region, project } of groups.slice(quotas.groups)) {
      const message = t(
        'Region {0}, project {1}, has {2}; the quota is {3}. This one is past it.',
        quoted(region),
        quoted(project),
        groupsWords(groups.length),
        quotas.groups,
      );
      into.add(source.block, finding('quota-groups', node.name ?? node.keyword, message));
    }
  }
}

/** Those of one region and project together. */
export function groupsByProject({ groups }: Model): Iterable<readonly Group[]> {
  const found = new Map<string, Group[]>();
  for (const group of groups) {
    if (group.builtin) continue;
    const key = JSON.stringify([group.region, group.project]);
    const known = found.get(key);
    if (known === undefined) found.set(key, [group]);
    else known.push(group);
  }
  return found.values();
}
