// Adds, removes and replaces rules of groups and acls, in rule files and in snapshots.

import { policyAt } from '#model/policy.ts';
import type * as ast from '#syntax/ast.ts';
import { printRule } from '#syntax/print.ts';
import { t } from '#util/l10n.ts';
import { type Context, type Outcome, refuse } from './change.ts';
import { damageIn } from './damage.ts';
import { type NewRules, type Owner, ownerOf, type RuleReference, type RuleText, ruleAt } from './rulePlace.ts';
import { outcome, writerOf } from './ruleWriter.ts';

/** Adds a rule before the policy of an index, or last. */
export function addRule(
  context: Context,
  {
    owner: key,
    direction,
    rule,
    before,
  }: { readonly owner: string; readonly direction: ast.Direction; readonly rule: RuleText; readonly before?: number },
): Outcome {
  const owner = ownerOf(context, key);
  if ('refused' in owner) return owner;
  const line = printRule({ ...rule, word: direction === 'inbound' ? 'from' : 'to' });
  const target = before === undefined ? undefined : policyAt(owner.entity[direction], before)?.rule;
  const added = writerOf(owner).insert(context, owner, { direction, before: target }, line);
  return outcome(t('Add rule to {0}', owner.entity.name), [{ owner, written: added }], { reveal: true });
}

/** Removes policies: a whole rule where all its peers are named, else these peers alone. */
export function removeRules(context: Context, rules: readonly RuleReference[]): Outcome {
  const gone = new Map<string, { readonly owner: Owner; readonly peers: Set<ast.Peer> }>();
  for (const rule of rules) {
    const found = ruleAt(context, rule);
    if ('refused' in found) return found;
    const known = gone.get(rule.owner) ?? { owner: found.owner, peers: new Set() };
    known.peers.add(found.policy.peerNode);
    gone.set(rule.owner, known);
  }
  const label = rules.length === 1 ? t('Remove rule') : t('Remove {0} rules', rules.length);
  return outcome(
    label,
    [...gone.values()].map(({ owner, peers }) => ({ owner, written: writerOf(owner).remove(owner, peers) })),
  );
}

/** Overwrites the rules of a group, or puts new ones before them, as an import does. */
export function replaceRules(context: Context, key: string, rules: NewRules): Outcome {
  const owner = ownerOf(context, key);
  if ('refused' in owner) return owner;
  if (owner.entity.kind !== 'group') return refuse(t('The group is no longer there.'));
  const replaced = writerOf(owner).overwrite(context, owner, rules);
  const damage = rules.append === true || 'refused' in replaced ? undefined : damageIn(owner.placed);
  if (damage !== undefined) return damage;
  return outcome(t('Import rules into {0}', owner.entity.name), [{ owner, written: replaced }]);
}
