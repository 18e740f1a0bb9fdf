import type * as ast from '#syntax/ast.ts';
import { t } from '#util/l10n.ts';
import { dayNumber, lastDays } from './day.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type Finding, finding } from './finding.ts';
import { type Fix, type FixContext, fix, listsOf, removal } from './fix.ts';

/** `today` is a day of UTC, `2027-03-31`. */
export function expiredRules(node: ast.Declaration, today: string): Finding[] {
  const now = dayNumber(today);
  return lastDays(node).flatMap(({ until, day }) => {
    // Without a day to compare with, nothing is late.
    if (day === undefined || now === undefined || day >= now) return [];
    const message = t(
      'The last day of this rule, {0}, is over, but the cloud knows no dates: the rule still matches until someone removes it.',
      until.text,
    );
    return [finding('expired-rule', until, message)];
  });
}

export function removeExpired(context: FixContext, diagnostic: Diagnostic): readonly Fix[] {
  for (const { owner, list } of listsOf(context)) {
    const gone = list.policies.filter(({ rule }) => rule.until?.start === diagnostic.start);
    if (gone.length === 0) continue;
    const edits = removal(context, owner, new Set(gone));
    return [fix(t('Remove this rule; what it matched is decided by what follows'), edits, { changesPackets: true })];
  }
  return [];
}
