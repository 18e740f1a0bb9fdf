// Guards sets of addresses of both families, and the fewest blocks that make them up.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Address, END4, END6, parseAddress } from './address.ts';
import * as addressSet from './addressSet.ts';

function of(...texts: string[]) {
  return addressSet.of(...texts.map(address));
}

function address(text: string): Address {
  const read = parseAddress(text);
  if (!read.ok) throw new Error(read.error.message);
  return read.address;
}

test('both families are kept apart', () => {
  expect(addressSet.overlap(addressSet.ANY4, addressSet.ANY6)).toBe(false);
  expect(addressSet.union(addressSet.ANY4, addressSet.ANY6)).toEqual(addressSet.EVERYTHING);
  expect(addressSet.isSubsetOf(of('10.0.0.1', '::1'), addressSet.ANY4)).toBe(false);
  expect(addressSet.isSubsetOf(of('10.0.0.1', '::1'), addressSet.EVERYTHING)).toBe(true);
  expect(addressSet.contains(of('10.0.0.0/8'), address('10.255.255.255'))).toBe(true);
  expect(addressSet.contains(of('10.0.0.0/8'), address('11.0.0.0'))).toBe(false);
});

test('blocks are the fewest, up to the ends of both families', () => {
  expect(addressSet.toBlocks(addressSet.EVERYTHING)).toEqual(['0.0.0.0/0', '::/0']);
  expect(addressSet.toBlocks(of('10.0.0.0/25', '10.0.0.128/25', '255.255.255.255'))).toEqual([
    '10.0.0.0/24',
    '255.255.255.255',
  ]);
  expect(addressSet.toBlocks(addressSet.subtract(addressSet.ANY4, of('0.0.0.0')))).toHaveLength(32);
  expect(addressSet.toBlocks(addressSet.subtract(addressSet.ANY6, of('::')))).toHaveLength(128);
  expect(addressSet.toBlocks({ v4: [1, 7], v6: [] })).toEqual(['0.0.0.1', '0.0.0.2/31', '0.0.0.4/31', '0.0.0.6']);
  expect(addressSet.toRanges({ v4: [1, 7, 8, 12], v6: [] })).toEqual(['0.0.0.1-0.0.0.6', '0.0.0.8/30']);
});

test('blocks make up the set again', () => {
  const v4 = fc.tuple(fc.integer({ min: 0, max: END4 - 1 }), fc.integer({ min: 1, max: END4 }));
  const v6 = fc.tuple(fc.bigInt({ min: 0n, max: END6 - 1n }), fc.bigInt({ min: 1n, max: END6 }));
  fc.assert(
    fc.property(v4, v6, (a, b) => {
      const set = { v4: a[0] < a[1] ? [a[0], a[1]] : [], v6: b[0] < b[1] ? [b[0], b[1]] : [] };
      expect(of(...addressSet.toBlocks(set))).toEqual(set);
    }),
  );
});
