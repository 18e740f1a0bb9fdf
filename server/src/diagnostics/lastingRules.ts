// Rules with a last day are going to be taken out. What is without effect only as long as they are there is no rule to be removed
// unasked:
//
//   deny  tcp 22 from any until 2027-03-31   an incident
//   allow tcp 22 from 10.0.0.0/8             shadowed now, and needed from April on

import type { Acl, Group } from '#model/model.ts';
import type { Policy, PolicyList } from '#model/policy.ts';
import { memoOf } from '#util/memo.ts';
import { removable } from './cleanUp.ts';
import { dayNumber } from './day.ts';
import { verdictsOf } from './verdicts.ts';

/** Those of the policies that can be removed together, now and whenever rules with a last day have been taken out after it. */
export function removableForGood(
  owner: Group | Acl,
  list: PolicyList,
  inQuestion: ReadonlySet<Policy>,
): ReadonlySet<Policy> {
  const lists = [list, ...laterLists(list)];
  let gone = inQuestion;
  for (;;) {
    const before = gone.size;
    for (const each of lists) {
      const asked = gone;
      const removed = new Set(removable(owner, each, (policy) => asked.has(policy)));
      const stays = new Set(each.policies.filter((policy) => !removed.has(policy)));
      gone = new Set([...gone].filter((policy) => !stays.has(policy)));
    }
    if (gone.size === before) return gone;
  }
}

/** Whether any of the policies decides about a packet once all rules with a last day have been taken out. */
export function isNeededAgain(owner: Group | Acl, list: PolicyList, policies: readonly Policy[]): boolean {
  const last = laterLists(list).at(-1);
  if (last === undefined) return false;
  const verdicts = verdictsOf(owner, last);
  return last.policies.some((policy, i) => verdicts[i]?.kind === 'live' && policies.includes(policy));
}

/** Of more days only the last one is looked at, after which all such rules are out. */
const MOST_DAYS = 20;

/** The list as it is going to be after each last day. What is no day of the calendar counts as over. */
const laterLists = memoOf((list: PolicyList): readonly PolicyList[] => {
  const days = list.policies.flatMap((policy) => lastDay(policy) ?? []);
  const ends = [...new Set(days)].sort((a, b) => a - b);
  return (ends.length > MOST_DAYS ? ends.slice(-1) : ends).map((end) => ({
    ...list,
    policies: list.policies.filter((policy) => (lastDay(policy) ?? Number.POSITIVE_INFINITY) > end),
  }));
});

function lastDay({ rule: { until } }: Policy): number | undefined {
  return until === undefined ? undefined : (dayNumber(until.text) ?? Number.NEGATIVE_INFINITY);
}
