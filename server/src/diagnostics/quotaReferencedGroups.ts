import type { Binding, Group, Model } from '#model/model.ts';
import { cloudIdKind } from '#syntax/names.ts';
import { plural } from '#util/l10n.ts';
import { type Finding, finding } from './finding.ts';
import type { Settings } from './settings.ts';
import { quoted } from './words.ts';

/** Counts the distinct groups in the rules of both directions, without the group itself. */
export function quotaReferencedGroups(model: Model, binding: Binding, group: Group, { quotas }: Settings): Finding[] {
  const quota = quotas.referencedGroups;
  if (quota === null) return [];
  const groups = new Set<string>();
  for (const { name, role, target } of binding.references) {
    if (role !== 'peer' || target === group.key) continue;
    if (target === undefined ? cloudIdKind(name.text) === 'group' : model.entities.get(target)?.kind === 'group')
      groups.add(target ?? name.text);
  }
  if (groups.size <= quota) return [];
  const message = plural(
    groups.size,
    "The rules of {1} name {0} other group; 'referencedGroups' allows {2}.",
    "The rules of {1} name {0} other groups; 'referencedGroups' allows {2}.",
    quoted(group.name),
    quota,
  );
  return [finding('quota-referenced-groups', group.node.name ?? group.node.keyword, message)];
}
