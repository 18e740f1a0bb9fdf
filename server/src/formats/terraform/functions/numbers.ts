// Functions about numbers.

import { t } from '#util/l10n.ts';
import { compared, isWhole, negative, noNumber, wholeTowards } from '../decimal.ts';
import { fault, type Numeric, number } from '../evaluated.ts';
import { type Callable, fixed, variadic } from './define.ts';

const plain = (calculate: (value: Numeric) => Numeric | undefined): Callable =>
  fixed(['numeric'], (value) => calculate(value) ?? noNumber());

/** The number before which the others come. */
const chosen = (isBefore: (a: Numeric, b: Numeric) => boolean): Callable =>
  variadic(
    'numeric',
    ([first, ...rest]) =>
      rest.reduce<Numeric | undefined>((found, each) => (found && isBefore(found, each) ? each : found), first) ??
      fault(t('the function lacks an argument')),
  );

export const NUMBERS: ReadonlyMap<string, Callable> = new Map<string, Callable>([
  ['abs', plain((value) => (value.value < 0 ? negative(value) : value))],
  ['ceil', plain((value) => wholeTowards(value, 'up'))],
  ['floor', plain((value) => wholeTowards(value, 'down'))],
  ['signum', plain((value) => (isWhole(value) ? number(Math.sign(value.value)) : undefined))],
  ['max', chosen((a, b) => compared(a, b) < 0)],
  ['min', chosen((a, b) => compared(a, b) > 0)],
  // Terraform calculates these two with doubles.
  ['pow', fixed(['number', 'number'], (base, power) => finite(base ** power))],
  ['log', fixed(['number', 'number'], (value, base) => finite(Math.log(value) / Math.log(base)))],
]);

function finite(value: number) {
  return Number.isFinite(value) ? number(value) : noNumber();
}
