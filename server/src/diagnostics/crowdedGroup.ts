import { cvmCount } from '#model/words.ts';
import { t } from '#util/l10n.ts';
import { finding } from './finding.ts';
import type { Findings, Region } from './region.ts';
import { quoted } from './words.ts';

export function crowdedGroups({ model, settings }: Region, into: Findings): void {
  const most = settings.crowdedGroup;
  for (const { key, name, node, source, builtin } of model.groups) {
    const members = model.members.get(key)?.length ?? 0;
    if (builtin || members <= most) continue;
    const message = t(
      '{0} are in the group {1}, more than {2}. Several groups that admit each other are easier to change and to keep within the quotas.',
      cvmCount(members),
      quoted(name),
      most,
    );
    into.add(source.block, finding('crowded-group', node.name ?? node.keyword, message));
  }
}
