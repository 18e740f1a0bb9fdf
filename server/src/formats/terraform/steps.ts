// How an evaluation goes about its work: each expression is a generator that yields what it needs first. A loop holds those that wait,
// so that the depth of the input costs no stack, and counts what is done, so that no input takes for ever.

import { t } from '#util/l10n.ts';
import { fault, NULL, type Unknown, type Value } from './evaluated.ts';

/** Yields steps, or values that are there already, and is given each one's value. */
export interface Step extends Generator<Step | Value, Value, Value> {}

export interface Budget {
  /** Of expressions and of elements and characters that are made: what is left. */
  left: number;
  /** Once it is used up: what every further expression comes to. */
  spent?: Unknown;
}

const MOST = 5_000_000;
/** Expressions that wait for another: what is deeper is no configuration that somebody wrote. */
const DEEPEST = 50_000;

export const newBudget = (): Budget => ({ left: MOST });

/** Takes so much off. Answers what stands for the result where nothing is left. */
export function spend(budget: Budget, cost: number): Unknown | undefined {
  budget.left -= cost;
  if (budget.left < 0) budget.spent ??= fault(tooMuch());
  return budget.spent;
}

const tooMuch = () => t("the configuration computes too much to follow: import what 'terraform show -json' prints");

export function run(budget: Budget, first: Step | Value): Value {
  if ('kind' in first) return first;
  const waiting: Step[] = [first];
  let value: Value = NULL;
  for (let top = waiting.at(-1); top !== undefined; top = waiting.at(-1)) {
    const stopped = spend(budget, 1) ?? (waiting.length > DEEPEST ? fault(tooMuch()) : undefined);
    if (stopped !== undefined) return stopped;
    const { done, value: next } = top.next(value);
    if (done === true) {
      waiting.pop();
      value = next as Value;
    } else if ('kind' in next) value = next;
    else {
      waiting.push(next);
      value = NULL;
    }
  }
  return value;
}
