// Adds, moves, copies, removes and replaces rules of groups and acls, in rule files and in snapshots.

import { policyAt } from '#model/policy.ts';
import type * as ast from '#syntax/ast.ts';
import { printRule } from '#syntax/print.ts';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { type Context, Edits, type Outcome, type Refusal, refuse } from './change.ts';
import { damageIn } from './damage.ts';
import { ruleLines } from './ruleLines.ts';
import { ruleObjects } from './ruleObjects.ts';
import {
  type NewRules,
  type Owner,
  ownerOf,
  type RuleReference,
  type RuleText,
  type RuleWriter,
  ruleAt,
  type Written,
} from './rulePlace.ts';

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
  return outcome(t('Add rule to {0}', owner.entity.name), owner, added, { reveal: true });
}

export function moveRule(context: Context, rule: RuleReference, before: number | undefined): Outcome {
  const found = ruleAt(context, rule);
  if ('refused' in found) return found;
  const { owner, policy } = found;
  const list = owner.entity[rule.direction];
  const target = before === undefined ? undefined : policyAt(list, before)?.rule;
  // In a snapshot every object of a list counts as a rule, so that a rule cannot move past one that was not read.
  const isRuleFile = owner.placed.file.tree.language === 'sg';
  const way = passed(policy.rule, target ?? list.policies.at(-1)?.rule, target !== undefined);
  const damage = isRuleFile ? damageIn(owner.placed, way) : undefined;
  if (damage !== undefined) return damage;
  const moved = writerOf(owner).move(owner, policy.rule, { direction: rule.direction, before: target });
  return outcome(t('Move rule in {0}', owner.entity.name), owner, moved);
}

/** The text that a rule moves past on its way to the place before or behind another one. */
function passed(rule: ast.Rule, other: ast.Rule | undefined, before: boolean): Range {
  const to = other === undefined ? rule.whole.end : before ? other.whole.start : other.whole.end;
  return to < rule.whole.start ? { start: to, end: rule.whole.start } : { start: rule.whole.end, end: to };
}

/** One rule up or down. At the end of its list it stays where it is. */
export function moveRuleBy(context: Context, rule: RuleReference, by: -1 | 1): Outcome {
  const found = ruleAt(context, rule);
  if ('refused' in found) return found;
  const { policies } = found.owner.entity[rule.direction];
  const rules = [...new Set(policies.map((policy) => policy.rule))];
  const at = rules.indexOf(found.policy.rule);
  const next = rules[at + by];
  if (next === undefined)
    return refuse(
      by < 0 ? t('The rule is already the first of its list.') : t('The rule is already the last of its list.'),
    );
  const target = by < 0 ? next : rules[at + 2];
  const index = policies.find((policy) => policy.rule === target)?.index;
  return moveRule(context, rule, index);
}

export function duplicateRule(context: Context, rule: RuleReference): Outcome {
  const found = ruleAt(context, rule);
  if ('refused' in found) return found;
  const { owner, policy } = found;
  const copied = writerOf(owner).duplicate(owner, rule.direction, policy.rule);
  return outcome(t('Duplicate rule in {0}', owner.entity.name), owner, copied, { reveal: true });
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
  const edits = new Edits();
  for (const { owner, peers } of gone.values()) {
    edits.add(owner.placed.file.uri, ...writerOf(owner).remove(owner, peers).edits);
  }
  const label = rules.length === 1 ? t('Remove rule') : t('Remove {0} rules', rules.length);
  return { label, edits: edits.byFile, notes: [] };
}

/** Overwrites the rules of a group, or puts new ones before them, as an import does. */
export function replaceRules(context: Context, key: string, rules: NewRules): Outcome {
  const owner = ownerOf(context, key);
  if ('refused' in owner) return owner;
  if (owner.entity.kind !== 'group') return refuse(t('The group is no longer there.'));
  const replaced = writerOf(owner).overwrite(context, owner, rules);
  const damage = rules.append === true || 'refused' in replaced ? undefined : damageIn(owner.placed);
  if (damage !== undefined) return damage;
  return outcome(t('Import rules into {0}', owner.entity.name), owner, replaced);
}

function writerOf({ placed }: Owner): RuleWriter {
  return placed.file.tree.language === 'json' ? ruleObjects : ruleLines;
}

function outcome(
  label: string,
  { placed }: Owner,
  written: Written | Refusal,
  { reveal = false }: { readonly reveal?: boolean } = {},
): Outcome {
  if ('refused' in written) return written;
  const { edits, notes } = written;
  const { uri } = placed.file;
  const [first] = edits;
  return {
    label,
    edits: edits.length === 0 ? new Map() : new Edits().add(uri, ...edits).byFile,
    ...(reveal && first !== undefined ? { reveal: { uri, offset: first.start } } : {}),
    notes,
  };
}
