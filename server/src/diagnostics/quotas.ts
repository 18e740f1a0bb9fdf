// Quotas of one group, which follow from its block and what its names mean: `quota-inbound`, `quota-outbound`, `quota-near`,
// `quota-referenced-groups`, `quota-expanded`. Acls have no quotas.

import type { Binding, Group, Model } from '#model/model.ts';
import type { Policy, PolicyList } from '#model/policy.ts';
import { directionWord } from '#model/words.ts';
import { cloudIdKind } from '#syntax/names.ts';
import { plural, t } from '#util/l10n.ts';
import { type Finding, finding } from './finding.ts';
import type { Settings } from './settings.ts';
import { policiesWords, quoted } from './words.ts';

/** At which part of a quota its use is worth a word. */
export const NEAR = 0.9;

export function groupQuotas(model: Model, binding: Binding, group: Group, settings: Settings): Finding[] {
  return [
    ...directionQuota(group, group.inbound, settings.quotas.inbound),
    ...directionQuota(group, group.outbound, settings.quotas.outbound),
    ...referencedGroups(model, binding, group, settings.quotas.referencedGroups),
    ...expanded(model, binding, group, settings.quotas.expanded),
  ];
}

/** One range a block of the direction, from the first rule past the quota, or the block's first, to its last. */
function directionQuota(group: Group, list: PolicyList, quota: number | null): Finding[] {
  const used = list.policies.length;
  if (quota === null || used === 0 || used < quota * NEAR) return [];
  const blocks = group.node.lists.filter(({ direction }) => direction === list.direction);
  if (used <= quota) {
    const [first] = blocks;
    if (first === undefined) return [];
    const message = t(
      '{0} of {1} that the quota allows {2} in {3}.',
      policiesWords(used),
      quota,
      directionWord(list.direction),
      quoted(group.name),
    );
    return [finding('quota-near', first.keyword, message)];
  }
  const message = t(
    '{0} has {1} {2}; the quota is {3}, and a rule counts once for each peer. Put peers or ports into lists, or split the group.',
    quoted(group.name),
    policiesWords(used),
    directionWord(list.direction),
    quota,
  );
  // Policies stand in the order of their rules, so that all behind the first one past the quota are past it.
  const firstPast = list.policies[quota]?.rule;
  let past = false;
  return blocks.flatMap(({ rules }) => {
    const from = past ? 0 : firstPast === undefined ? -1 : rules.indexOf(firstPast);
    const first = from < 0 ? undefined : rules[from];
    const last = rules.findLast(({ peers }) => peers.length > 0);
    past ||= first !== undefined;
    if (first === undefined || last === undefined) return [];
    return [
      finding(
        list.direction === 'inbound' ? 'quota-inbound' : 'quota-outbound',
        { start: first.start, end: last.end },
        message,
      ),
    ];
  });
}

/** Distinct groups over both directions, the group itself not among them. */
function referencedGroups(model: Model, binding: Binding, group: Group, quota: number | null): Finding[] {
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

/** Services × addresses of every policy, over both directions. */
function expanded(model: Model, binding: Binding, group: Group, quota: number | null): Finding[] {
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
    "{0} comes to {1} with its lists expanded; 'expanded' allows {2}.",
    quoted(group.name),
    policiesWords(total),
    quota,
  );
  return [finding('quota-expanded', group.node.name ?? group.node.keyword, message)];
}

function expandedSize({ rule, peerNode }: Policy, sizes: ReadonlyMap<number, number>): number {
  const services = rule.service?.kind === 'name' ? (sizes.get(rule.service.name.start) ?? 1) : 1;
  const addresses = peerNode.kind === 'name' ? (sizes.get(peerNode.name.start) ?? 1) : 1;
  return services * addresses;
}
