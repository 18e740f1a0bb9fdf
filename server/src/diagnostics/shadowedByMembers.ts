import { shadowedByMembers } from '#engine/shadowedByMembers.ts';
import type { Acl, Group, Model } from '#model/model.ts';
import type { PolicyList } from '#model/policy.ts';
import { type Finding, finding } from './finding.ts';
import { byRule, redundantWords, relatedRules, shadowedWords, takersOf } from './shadowedRule.ts';

/** `shadowed-by-members`: what comes to nothing only for the members that the groups have now. */
export function shadowedByMembersFindings(model: Model, owner: Group | Acl, list: PolicyList): Finding[] {
  const found = new Map(shadowedByMembers(model, list, owner.kind).map(({ policy, verdict }) => [policy, verdict]));
  if (found.size === 0) return [];
  return byRule(list, (policy) => (found.has(policy) ? 'shadowed-by-members' : undefined)).map(
    ({ code, at, policies }) => {
      const takers = takersOf(list, policies, (policy) => found.get(policy));
      const shadowed = policies.some((policy) => found.get(policy)?.kind === 'shadowed');
      const words = shadowed ? shadowedWords(list, takers, policies) : redundantWords(owner, list, takers);
      const message = `With the members that the groups have now, ${'peers' in at ? 'this rule' : 'this peer'} says nothing: ${words}. Another member may change that.`;
      return finding(code, at, message, relatedRules(owner, list, takers));
    },
  );
}
