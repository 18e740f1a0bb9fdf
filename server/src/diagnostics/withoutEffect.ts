// Fixes that remove policies without effect: no packet is decided otherwise afterwards.

import { policyCount } from '#model/words.ts';
import { t } from '#util/l10n.ts';
import { removable, removedWith } from './cleanUp.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type Fix, type FixContext, fix, listsOf, removal, reportedBy } from './fix.ts';
import { goneWords } from './reportedRules.ts';

/** Removes what is reported, with the policies that only it keeps from being reached; or all policies of the list that can go together. */
export function removeReported(context: FixContext, diagnostic: Diagnostic): readonly Fix[] {
  for (const { owner, list } of listsOf(context)) {
    const meant = reportedBy([diagnostic], list);
    const [first] = meant;
    if (first === undefined) continue;
    const gone = removedWith(owner, list, meant);
    const what = goneWords(first.rule, meant);
    const more = gone.size - meant.size;
    const title =
      more === 0
        ? t('Remove {0}', what)
        : t('Remove {0} and {1} that only it keeps from being reached', what, policyCount(more));
    const fixes = [fix(title, removal(context, owner, gone))];
    const all = removable(owner, list, () => true);
    if (all.length > gone.size) {
      const title = t('Remove all {0} policies without effect from this list', all.length);
      fixes.push(fix(title, removal(context, owner, new Set(all)), { preferred: false }));
    }
    return fixes;
  }
  return [];
}

/** For a direction past its quota or near it: removes all policies without which every packet is decided as before. */
export function removeWithoutEffect(context: FixContext, diagnostic: Diagnostic): readonly Fix[] {
  return listsOf(context).flatMap(({ owner, list }) => {
    const isMeant =
      diagnostic.code === 'quota-expanded' ||
      diagnostic.code === 'quota-referenced-groups' ||
      owner.node.lists.some(
        ({ direction, start, end }) =>
          direction === list.direction && start <= diagnostic.start && diagnostic.start < end,
      );
    const all = isMeant ? removable(owner, list, () => true) : [];
    if (all.length === 0) return [];
    const title = t('Remove all {0} policies without effect from this list', all.length);
    return [fix(title, removal(context, owner, new Set(all)))];
  });
}
