import { verdictsOf } from '#diagnostics/verdicts.ts';
import { moveRules } from '#edits/ruleOrder.ts';
import { partlyShadowed } from '#engine/list/remaining.ts';
import { plural, t } from '#util/l10n.ts';
import type { CodeAction } from '../codeAction.ts';
import { inFile, type RulePlace } from './place.ts';

/**
 * A rule that others shadow goes up above the first of them; one that shadows others goes down below the last of those. Both
 * change what happens to packets, which is the point of it, and the title says so.
 */
export function moveToEffect(place: RulePlace): readonly CodeAction[] {
  const [rule] = place.rules;
  if (rule === undefined || place.rules.length > 1) return [];
  const { owner, policies: list } = place;
  const own = new Set(list.policies.filter((policy) => policy.rule === rule).map(({ place }) => place));
  const [first] = own;
  if (first === undefined) return [];
  const verdicts = verdictsOf(owner, list);
  const actions: CodeAction[] = [];

  const above = [...own].flatMap((i) => {
    const verdict = verdicts[i];
    return verdict?.kind === 'shadowed' ? verdict.by.filter((by) => by < first) : [];
  });
  if (above.length > 0) {
    actions.push(...moved(place, first, Math.min(...above), t('Move up to where it takes effect')));
  }
  const below = verdicts.flatMap((verdict, i) =>
    verdict.kind === 'shadowed' && verdict.by.some((by) => own.has(by)) ? [i] : [],
  );
  const last = list.policies[Math.max(...below)];
  if (below.length > 0 && last !== undefined && last.rule !== rule) {
    const behind = list.policies.find((policy) => policy.place > last.place && policy.rule !== last.rule)?.place;
    actions.push(
      ...moved(
        place,
        first,
        behind,
        plural(
          below.length,
          'Move down below the policy that it shadows',
          'Move down below the {0} policies that it shadows',
        ),
      ),
    );
  }
  return actions;
}

/** A rule goes up above the first of those that decide a part of it otherwise. */
export function moveAboveTakers(place: RulePlace): readonly CodeAction[] {
  const [rule] = place.rules;
  const { policies } = place.policies;
  const own = policies.flatMap((policy, i) => (policy.rule === rule ? [i] : []));
  const takers = own.flatMap((i) => partlyShadowed(policies, i)?.by ?? []);
  const [first] = own;
  if (first === undefined || takers.length === 0) return [];
  return moved(place, first, Math.min(...takers), t('Move it up above what decides a part of it'));
}

/** A policy by its place in the list, before another one. */
function moved(place: RulePlace, from: number, before: number | undefined, title: string): readonly CodeAction[] {
  const { direction } = place.list;
  const { policies } = place.policies;
  const indexAt = (at: number | undefined) => policies[at ?? -1]?.index;
  const rule = { owner: place.owner.key, direction, index: indexAt(from) ?? 0 };
  const outcome = moveRules(place.folder, [rule], indexAt(before));
  const edits = 'refused' in outcome ? undefined : outcome.edits.get(place.uri);
  if (edits === undefined || edits.length === 0) return [];
  return [
    inFile(
      place,
      { kind: 'rewrite', title: t('{0} (changes which packets pass)', title), changesPackets: true },
      edits,
    ),
  ];
}
