// Moves and copies rules within their lists, several of them as one change.

import { policyAt } from '#model/policy.ts';
import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';
import { groupBy } from '#util/groupBy.ts';
import { t } from '#util/l10n.ts';
import { sameItems } from '#util/memo.ts';
import { type Context, type Outcome, type Refusal, refuse } from './change.ts';
import { damageIn } from './damage.ts';
import { type Move, type Owner, type RuleReference, ruleAt } from './rulePlace.ts';
import { outcome, type WrittenTo, writerOf } from './ruleWriter.ts';

/** Moves rules of one list, in their order, before the rule of a policy or behind all. Where that rule moves too, the next that stays counts. */
export function moveRules(context: Context, rules: readonly RuleReference[], before: number | undefined): Outcome {
  const lists = chosenIn(context, rules);
  if ('refused' in lists) return lists;
  const [list] = lists;
  if (list === undefined || lists.length > 1)
    return refuse(t('Rules can be moved within one list only: these are in several lists.'));
  const target = before === undefined ? undefined : policyAt(list.owner.entity[list.direction], before)?.rule;
  const behind = target === undefined ? [] : list.rules.slice(list.rules.indexOf(target));
  const next = behind.find((rule) => !list.chosen.has(rule));
  const others = list.rules.filter((rule) => !list.chosen.has(rule));
  const at = next === undefined ? others.length : others.indexOf(next);
  const moved = list.rules.filter((rule) => list.chosen.has(rule));
  return reordered([{ list, order: [...others.slice(0, at), ...moved, ...others.slice(at)] }]);
}

/** Moves each rule one place up or down in its list. Those that have reached its end stay. */
export function moveRulesBy(context: Context, rules: readonly RuleReference[], by: -1 | 1): Outcome {
  const lists = chosenIn(context, rules);
  if ('refused' in lists) return lists;
  const orders = lists.map((list) => ({ list, order: orderBy(list, by) }));
  if (orders.every(({ list, order }) => sameItems(order, list.rules))) return refuse(endReached(by, rules.length));
  return reordered(orders);
}

function orderBy({ rules, chosen }: ChosenRules, by: -1 | 1): readonly ast.Rule[] {
  const order = [...rules];
  const places = [...order.keys()];
  for (const at of by < 0 ? places : places.reverse()) {
    const [rule, next] = [order[at], order[at + by]];
    if (rule === undefined || next === undefined || !chosen.has(rule) || chosen.has(next)) continue;
    order[at + by] = rule;
    order[at] = next;
  }
  return order;
}

function endReached(by: -1 | 1, count: number): string {
  if (count === 1)
    return by < 0 ? t('The rule is already the first of its list.') : t('The rule is already the last of its list.');
  return by < 0
    ? t('The rules are already the first of their lists.')
    : t('The rules are already the last of their lists.');
}

/** Writes each rule once more, below itself. */
export function duplicateRules(context: Context, rules: readonly RuleReference[]): Outcome {
  const lists = chosenIn(context, rules);
  if ('refused' in lists) return lists;
  const copied = lists.map(({ owner, direction, chosen }) => ({
    owner,
    written: writerOf(owner).duplicate(owner, direction, [...chosen]),
  }));
  const [only, ...others] = lists;
  const isOne = only !== undefined && others.length === 0 && only.chosen.size === 1;
  const label = isOne ? t('Duplicate rule in {0}', only.owner.entity.name) : t('Duplicate {0} rules', rules.length);
  return outcome(label, copied, { reveal: isOne });
}

interface ChosenRules {
  readonly owner: Owner;
  readonly direction: ast.Direction;
  /** All rules of the list, in its order. */
  readonly rules: readonly ast.Rule[];
  readonly chosen: ReadonlySet<ast.Rule>;
}

/** The chosen rules by the list that they are of. A rule of several policies is one. */
function chosenIn(context: Context, references: readonly RuleReference[]): readonly ChosenRules[] | Refusal {
  const lists: ChosenRules[] = [];
  for (const ofList of groupBy(references, ({ owner, direction }) => `${direction} ${owner}`).values()) {
    const chosen = new Set<ast.Rule>();
    let owner: Owner | undefined;
    for (const reference of ofList) {
      const found = ruleAt(context, reference);
      if ('refused' in found) return found;
      chosen.add(found.policy.rule);
      owner = found.owner;
    }
    const [first] = ofList;
    if (first === undefined || owner === undefined) continue;
    const { direction } = first;
    const rules = [...new Set(owner.entity[direction].policies.map(({ rule }) => rule))];
    lists.push({ owner, direction, rules, chosen });
  }
  return lists;
}

interface Reordered {
  readonly list: ChosenRules;
  readonly order: readonly ast.Rule[];
}

function reordered(lists: readonly Reordered[]): Outcome {
  const parts: WrittenTo[] = [];
  for (const { list, order } of lists) {
    const { owner, direction } = list;
    const moves = movesOf(list, order);
    const damage = damageOnTheWay(list, moves);
    if (damage !== undefined) return damage;
    parts.push({ owner, written: writerOf(owner).reorder(owner, { direction, rules: list.rules, order, moves }) });
  }
  const count = lists.reduce((sum, { list }) => sum + list.chosen.size, 0);
  const name = lists[0]?.list.owner.entity.name ?? '';
  return outcome(count === 1 ? t('Move rule in {0}', name) : t('Move {0} rules', count), parts);
}

/** The chosen rules that leave their place, which are those with another rule behind them, by the rule before which they go. */
function movesOf({ rules, chosen }: ChosenRules, order: readonly ast.Rule[]): readonly Move[] {
  const behind = (list: readonly ast.Rule[], rule: ast.Rule, passed: ReadonlySet<ast.Rule>) =>
    list.slice(list.indexOf(rule)).find((each) => !passed.has(each));
  const moved = new Set([...chosen].filter((rule) => behind(rules, rule, chosen) !== behind(order, rule, chosen)));
  const byPlace = groupBy(
    order.filter((rule) => moved.has(rule)),
    (rule) => behind(order, rule, moved),
  );
  return [...byPlace].map(([before, some]) => ({ before, rules: some }));
}

/** In a snapshot every object of a list counts as a rule, so that a rule cannot move past one that was not read. */
function damageOnTheWay({ owner, rules }: ChosenRules, moves: readonly Move[]): Refusal | undefined {
  if (owner.placed.file.tree.language !== 'sg') return undefined;
  for (const move of moves) {
    for (const rule of move.rules) {
      const damage = damageIn(owner.placed, passed(rule, move.before ?? rules.at(-1), move.before !== undefined));
      if (damage !== undefined) return damage;
    }
  }
  return undefined;
}

/** The text that a rule moves past on its way to the place before or behind another one. */
function passed(rule: ast.Rule, other: ast.Rule | undefined, before: boolean): Range {
  const to = other === undefined ? rule.whole.end : before ? other.whole.start : other.whole.end;
  return to < rule.whole.start ? { start: to, end: rule.whole.start } : { start: rule.whole.end, end: to };
}
