// Guards which texts are days, and how they are counted.
import { expect, test } from 'vitest';
import { dayNumber } from './day.ts';

test('the days of the calendar are those of the Gregorian one', () => {
  expect(dayNumber('1970-01-02')).toBe(1);
  expect(dayNumber('2000-02-29')).toBe((dayNumber('2000-03-01') ?? 0) - 1);
  expect(dayNumber('0001-01-01')).toBe(-719162);
  for (const text of ['1900-02-29', '2026-13-01', '2026-00-10', '2026-04-31', '2026-01-00', '0000-01-01', '26-1-1']) {
    expect(dayNumber(text)).toBeUndefined();
  }
});
