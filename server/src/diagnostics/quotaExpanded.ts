import type { Binding, Group, Model } from '#model/model.ts';
import type { Policy } from '#model/policy.ts';
import { policyCount } from '#model/words.ts';
import { t } from '#util/l10n.ts';
import { type Finding, finding } from './finding.ts';
import type { Settings } from './settings.ts';
import { quoted } from './words.ts';

/** Counts services × addresses of every policy, over both directions. */
export function quotaExpanded(model: Model, binding: Binding, group: Group, { quotas }: Settings): Finding[] {
  const quota = quotas.expanded;
  if (quota === null) return [];
  const sizes = new Map<number, number>();
  for (const { name, target } of binding.references) {
    const list = target === undefined ? undefined : model.entities.get(target);
    if (list?.kind === 'addresses' || list?.kind === 'services') sizes.set(name.start, list.size);
  }
  let total = 0;
  for (const policy of [...group.inbound.policies, ...group.outbound.policies]) total += expandedSize(policy, sizes);
  if (total <= quota) return [];
  const message = t(
    "With its lists expanded {0} has {1}; 'expanded' allows {2}. Shorten the lists or split the group.",
    quoted(group.name),
    policyCount(total),
    quota,
  );
  return [finding('quota-expanded', group.node.name ?? group.node.keyword, message)];
}

function expandedSize({ rule, peerNode }: Policy, sizes: ReadonlyMap<number, number>): number {
  const services = rule.service?.kind === 'name' ? (sizes.get(rule.service.name.start) ?? 1) : 1;
  const addresses = peerNode.kind === 'name' ? (sizes.get(peerNode.name.start) ?? 1) : 1;
  return services * addresses;
}
