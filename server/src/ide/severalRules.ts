// What is done to several rules at once: step by step, each on the texts that the one before left, and then told as one edit.

import type { Context, Outcome, Refusal } from '#edits/change.ts';
import { refuse } from '#edits/change.ts';
import { duplicateRule, moveRule } from '#edits/ruleEdits.ts';
import type { RuleReference } from '#edits/rulePlace.ts';
import { bind } from '#model/bind.ts';
import { policyAt } from '#model/policy.ts';
import type * as ast from '#syntax/ast.ts';
import { applyEdits, changedLines } from '#text/textEdit.ts';
import { groupBy } from '#util/groupBy.ts';
import { t } from '#util/l10n.ts';
import type { Folder, SourceFile } from '#workspace/folder.ts';
import { editorLimits } from '#workspace/limits.ts';
import { changedFile } from '#workspace/sourceFile.ts';

/** All of one list, in their order, before the rule of a policy or last. A rule of them that stands there is passed over. */
export function moveRules(folder: Folder, rules: readonly RuleReference[], before: number | undefined): Outcome {
  const [list, ...others] = listsOf(folder, rules);
  if (list === undefined) return gone();
  if (others.length > 0) return refuse(t('Rules can be moved within one list only: these are in several lists.'));
  const turns = takeTurns(folder);
  const { chosen, count } = list;
  const order = Array.from({ length: count }, (_, i) => i);
  let target = before === undefined ? count : placeOf(turns.context(), list, before);
  while (chosen.has(target)) target++;
  for (const rule of chosen) {
    const to = target === count ? count : order.indexOf(target);
    const refusal = moveInOrder(turns, list, order, order.indexOf(rule), to);
    if (refusal) return refusal;
  }
  return turns.outcome(t('Move {0} rules', rules.length));
}

/** Each one place up or down in its list. Those that have reached its end stay. */
export function moveRulesBy(folder: Folder, rules: readonly RuleReference[], by: -1 | 1): Outcome {
  const lists = listsOf(folder, rules);
  if (lists.length === 0) return gone();
  const turns = takeTurns(folder);
  for (const list of lists) {
    const order = Array.from({ length: list.count }, (_, i) => i);
    const inTurn = by < 0 ? [...list.chosen] : [...list.chosen].reverse();
    for (const rule of inTurn) {
      const from = order.indexOf(rule);
      const next = order[from + by];
      if (next === undefined || list.chosen.has(next)) continue;
      const refusal = moveInOrder(turns, list, order, from, by < 0 ? from - 1 : from + 2);
      if (refusal) return refusal;
    }
  }
  if (!turns.hasChanged())
    return refuse(
      by < 0
        ? t('The rules are already the first of their lists.')
        : t('The rules are already the last of their lists.'),
    );
  return turns.outcome(t('Move {0} rules', rules.length));
}

/** Each directly below itself. */
export function duplicateRules(folder: Folder, rules: readonly RuleReference[]): Outcome {
  const lists = listsOf(folder, rules);
  if (lists.length === 0) return gone();
  const turns = takeTurns(folder);
  for (const list of lists) {
    for (const rule of [...list.chosen].reverse()) {
      const refusal = turns.take((context) => duplicateRule(context, referenceAt(context, list, rule)));
      if (refusal) return refusal;
    }
  }
  return turns.outcome(t('Duplicate {0} rules', rules.length));
}

function gone(): Refusal {
  return refuse(t('The rule is no longer there.'));
}

interface ChosenRules extends Pick<RuleReference, 'owner' | 'direction'> {
  /** By their place among the rules of the list, in its order. */
  readonly chosen: ReadonlySet<number>;
  /** How many rules the list has. */
  readonly count: number;
}

/** The rules by the list that they are of. A rule of several policies is one. Empty where one of them is not there. */
function listsOf(context: Context, references: readonly RuleReference[]): readonly ChosenRules[] {
  const lists: ChosenRules[] = [];
  for (const ofList of groupBy(references, ({ owner, direction }) => `${direction} ${owner}`).values()) {
    const [first] = ofList;
    if (first === undefined) continue;
    const { owner, direction } = first;
    const rules = rulesOf(context, first);
    const places = ofList.map(({ index }) => placeOf(context, first, index));
    if (places.includes(-1)) return [];
    lists.push({ owner, direction, chosen: new Set(places.toSorted((a, b) => a - b)), count: rules.length });
  }
  return lists;
}

type List = Pick<RuleReference, 'owner' | 'direction'>;

function policiesOf({ model }: Context, { owner, direction }: List) {
  const entity = model.entities.get(owner);
  return entity?.kind === 'group' || entity?.kind === 'acl' ? entity[direction].policies : [];
}

function rulesOf(context: Context, list: List): readonly ast.Rule[] {
  return [...new Set(policiesOf(context, list).map(({ rule }) => rule))];
}

/** The place of the rule of a policy; -1 where there is none. */
function placeOf(context: Context, list: List, index: number): number {
  const policy = policyAt({ direction: list.direction, policies: policiesOf(context, list) }, index);
  return policy === undefined ? -1 : rulesOf(context, list).indexOf(policy.rule);
}

function referenceAt(context: Context, { owner, direction }: List, place: number): RuleReference {
  const rule = rulesOf(context, { owner, direction })[place];
  const first = policiesOf(context, { owner, direction }).find((each) => each.rule === rule);
  return { owner, direction, index: first?.index ?? -1 };
}

/** From one place to before another one, in the texts and in the order that stands for them. */
function moveInOrder(turns: Turns, list: ChosenRules, order: number[], from: number, to: number): Refusal | undefined {
  if (to === from || to === from + 1) return undefined;
  const refusal = turns.take((context) => {
    const before = to >= list.count ? undefined : referenceAt(context, list, to).index;
    return moveRule(context, referenceAt(context, list, from), before);
  });
  if (refusal) return refusal;
  const [moved] = order.splice(from, 1);
  if (moved !== undefined) order.splice(to > from ? to - 1 : to, 0, moved);
  return undefined;
}

interface Turns {
  context(): Context;
  /** Makes one change on what the ones before left. */
  take(change: (context: Context) => Outcome): Refusal | undefined;
  hasChanged(): boolean;
  outcome(label: string): Outcome;
}

function takeTurns(folder: Folder): Turns {
  const changed = new Map<string, SourceFile>();
  const notes: string[] = [];
  let context: Context = folder;
  return {
    context: () => context,
    take(change) {
      const outcome = change(context);
      if ('refused' in outcome) return outcome;
      notes.push(...outcome.notes);
      for (const [uri, edits] of outcome.edits) {
        const file = changed.get(uri) ?? folder.files.get(uri);
        if (file) changed.set(uri, changedFile(file, applyEdits(file.text, edits), editorLimits.fileSize, { edits }));
      }
      const files = context.model.files.map(({ uri, tree }) => ({ uri, tree: changed.get(uri)?.tree ?? tree }));
      context = { files: new Map([...folder.files, ...changed]), model: bind(files, context.model) };
      return undefined;
    },
    hasChanged: () => changed.size > 0,
    outcome(label) {
      const edits = [...changed].flatMap(([uri, { text }]) => {
        const edit = changedLines(folder.files.get(uri)?.text ?? '', text);
        return edit === undefined ? [] : [[uri, [edit]] as const];
      });
      return { label, edits: new Map(edits), notes: [...new Set(notes)] };
    },
  };
}
