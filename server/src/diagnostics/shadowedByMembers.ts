import { shadowedByMembers } from '#engine/list/shadowedByMembers.ts';
import type { Acl, Group, Model } from '#model/model.ts';
import type { PolicyList } from '#model/policy.ts';
import { t } from '#util/l10n.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type Finding, finding } from './finding.ts';
import { type Fix, type FixContext, fix, listsOf, removal, reportedBy } from './fix.ts';
import {
  byRule,
  goneWords,
  redundantWords,
  relatedRules,
  shadowedWords,
  takersOf,
  thisWords,
} from './reportedRules.ts';

/** `shadowed-by-members`: rules that decide nothing only because of the members that the groups have now. */
export function shadowedByMembersFindings(model: Model, owner: Group | Acl, list: PolicyList): Finding[] {
  const found = new Map(shadowedByMembers(model, list, owner.kind).map(({ policy, verdict }) => [policy, verdict]));
  if (found.size === 0) return [];
  return byRule(list, (policy) => (found.has(policy) ? 'shadowed-by-members' : undefined)).map(
    ({ code, at, policies }) => {
      const takers = takersOf(list, policies, (policy) => found.get(policy));
      const shadowed = policies.some((policy) => found.get(policy)?.kind === 'shadowed');
      const words = shadowed ? shadowedWords(list, takers, policies) : redundantWords(owner, list, takers);
      const message = t(
        'With the present members of the groups, {0} decides nothing: {1}. Other members may change that.',
        thisWords(at),
        words,
      );
      return finding(code, at, message, relatedRules(owner, list, takers));
    },
  );
}

/** Removes the rule or peer: as long as the members stay the same, no packet is decided otherwise. */
export function removeForMembers(context: FixContext, diagnostic: Diagnostic): readonly Fix[] {
  return listsOf(context).flatMap(({ owner, list }) => {
    const gone = reportedBy([diagnostic], list);
    const [first] = gone;
    if (first === undefined) return [];
    const what = goneWords(first.rule, gone);
    const title = t('Remove {0}: with the members of now it decides nothing', what);
    return [fix(title, removal(context, owner, gone), { preferred: false })];
  });
}
