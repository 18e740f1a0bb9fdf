// Functions about numbers.

import { t } from '#util/l10n.ts';
import { fault, number } from '../evaluated.ts';
import { type Callable, fixed, variadic } from './define.ts';

const plain = (calculate: (value: number) => number): Callable =>
  fixed(['number'], (value) => number(calculate(value)));

const chosen = (choose: (...values: number[]) => number): Callable =>
  variadic('number', (values) =>
    values.length === 0 ? fault(t('the function lacks an argument')) : number(values.reduce((a, b) => choose(a, b))),
  );

export const NUMBERS: ReadonlyMap<string, Callable> = new Map<string, Callable>([
  ['abs', plain(Math.abs)],
  ['ceil', plain(Math.ceil)],
  ['floor', plain(Math.floor)],
  ['signum', plain(Math.sign)],
  ['max', chosen(Math.max)],
  ['min', chosen(Math.min)],
  ['pow', fixed(['number', 'number'], (base, power) => finite(base ** power))],
  ['log', fixed(['number', 'number'], (value, base) => finite(Math.log(value) / Math.log(base)))],
]);

function finite(value: number) {
  return Number.isFinite(value) ? number(value) : fault(t('the number cannot be calculated'));
}
