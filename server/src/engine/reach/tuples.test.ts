// Guards that rows have one number exactly where all their places are the same.
import { expect, test } from 'vitest';
import { pick, randomFrom } from '../../../test/support/random.ts';
import { tuples } from './tuples.ts';

test('equal rows have equal numbers, others have others', () => {
  for (const places of [0, 1, 2, 3, 7, 33]) {
    const random = randomFrom(places);
    const row = tuples(places);
    const values = Array<number>(places).fill(0);
    const numbers = new Map([[values.join(), row.number()]]);
    for (let i = 0; i < 500; i++) {
      for (let changes = pick(random, [1, 1, 3]); changes > 0 && places > 0; changes--) {
        const place = Math.floor(random() * places);
        values[place] = Math.floor(random() * 3);
        row.set(place, values[place] ?? 0);
      }
      const [key, number] = [values.join(), row.number()];
      expect(numbers.get(key) ?? number).toBe(number);
      numbers.set(key, number);
    }
    expect(new Set(numbers.values()).size).toBe(numbers.size);
  }
});
