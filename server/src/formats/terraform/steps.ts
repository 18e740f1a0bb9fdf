// How expressions are evaluated: each is a generator that yields the expressions whose values it needs. A loop holds those that wait, so
// that the depth of the input costs no stack, and counts what is done, so that no input takes for ever.

import { t } from '#util/l10n.ts';
import { fault, NULL, type Unknown, type Value } from './evaluated.ts';

/** Yields steps, or values that are there already, and receives the value of each. */
export interface Step extends Generator<Step | Value, Value, Value> {}

export interface Budget {
  /** How many more expressions, elements and characters may be made. */
  left: number;
  /** The value of every further expression, once nothing is left. */
  spent?: Unknown;
}

const MOST = 5_000_000;
/** The most expressions that may wait for each other. Nobody writes a configuration that is deeper. */
const DEEPEST = 50_000;

export const newBudget = (): Budget => ({ left: MOST });

/** Counts a cost. Where nothing is left, it gives the value that stands for the result. */
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
