// `quota-inbound` and `quota-outbound`, at the rules of the direction that are past its quota.

import type { Group } from '#model/model.ts';
import { cloudCount, policyAt } from '#model/policy.ts';
import { directionWord, policyCount } from '#model/words.ts';
import type * as ast from '#syntax/ast.ts';
import { t } from '#util/l10n.ts';
import { type Finding, finding } from './finding.ts';
import type { Settings } from './settings.ts';
import { quoted } from './words.ts';

/** One finding for each `inbound { … }` or `outbound { … }`, from its first rule past the quota to its last rule. */
export function pastQuota(direction: ast.Direction, group: Group, { quotas }: Settings): Finding[] {
  const list = group[direction];
  const quota = quotas[direction];
  const used = cloudCount(list);
  if (quota === null || used <= quota) return [];
  const blocks = group.node.lists.filter((each) => each.direction === direction);
  const message = t(
    '{0} has {1} {2}; the quota is {3}, and a rule counts once for each peer. Put peers or ports into lists, or split the group.',
    quoted(group.name),
    policyCount(used),
    directionWord(direction),
    quota,
  );
  // Policies are in the order of their rules, so all behind the first one past the quota are past it too.
  const firstPast = policyAt(list, quota)?.rule;
  let past = false;
  return blocks.flatMap(({ rules }) => {
    const from = past ? 0 : firstPast === undefined ? -1 : rules.indexOf(firstPast);
    const first = from < 0 ? undefined : rules[from];
    const last = rules.findLast(({ peers }) => peers.length > 0);
    past ||= first !== undefined;
    if (first === undefined || last === undefined) return [];
    return [finding(`quota-${direction}`, { start: first.start, end: last.end }, message)];
  });
}
