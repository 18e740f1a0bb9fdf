// Guards that what an expectation looks at grows with what it asks, and not with regions times machines.
import { expect, test } from 'vitest';
import * as addressSet from '#net/addressSet.ts';
import { modelOf } from '../../../test/support/modelOf.ts';
import { judgeExpectation } from './expectation.ts';
import { machinesMet } from './machines.ts';

/** Regions that each have a machine with a public address, and one expectation. */
function regions(count: number, line: string): string {
  return Array.from(
    { length: count },
    (_, i) => `region r${i}
    group g { inbound { allow tcp 443 from any, any6 } outbound { deny all to any } }
    cvm c { private-ip 10.0.0.1 public-ip 203.${i >> 8}.${i & 255}.9 groups g }
    ${line}`,
  ).join('\n');
}

test('of other regions those machines are seen that have a public address in the set, and no others', () => {
  const model = modelOf(regions(20, ''));
  const seen = (region: string, set: addressSet.AddressSet) =>
    machinesMet(model, region)
      .seenIn(set)
      .map(({ cvm }) => cvm?.region);
  expect(seen('r19', addressSet.ANY4).slice(0, 4)).toEqual(['r19', 'r19', 'r0', 'r1']);
  const few = { v4: [203 * 2 ** 24 + 4 * 256, 203 * 2 ** 24 + 6 * 256], v6: [] };
  expect(seen('r19', few)).toEqual(['r4', 'r5']);
});

test.each(['internet', 'any'])('expectations of hundreds of regions from %s are judged', (end) => {
  const model = modelOf(regions(400, `expect deny ssh from ${end} to c`));
  const results = model.expectations.map((each) => judgeExpectation(model, each).status);
  expect(new Set(results)).toEqual(new Set(['passed']));
});
