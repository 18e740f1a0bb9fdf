import { cvmCount } from '#model/words.ts';
import { t } from '#util/l10n.ts';
import { finding } from './finding.ts';
import type { Findings, Region } from './region.ts';
import { quoted } from './words.ts';

export function quotaCvmsPerGroup({ model, settings }: Region, into: Findings): void {
  const most = settings.quotas.cvmsPerGroup;
  for (const { key, name, node, source, builtin } of model.groups) {
    const members = model.members.get(key)?.length ?? 0;
    if (builtin || most === null || members <= most) continue;
    const message = t("{0} are in the group {1}; 'cvmsPerGroup' allows {2}.", cvmCount(members), quoted(name), most);
    into.add(source.block, finding('quota-cvms-per-group', node.name ?? node.keyword, message));
  }
}
