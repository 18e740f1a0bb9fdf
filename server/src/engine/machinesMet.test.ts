import { expect, test } from 'vitest';
import { modelOf } from '../../test/support/modelOf.ts';
import { judgeExpectation } from './expectation.ts';
import { machinesAskedIn, machinesMetFrom } from './machinesMet.ts';

// Guards that what is looked at grows with what is asked, and not with regions times machines.

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

test('an expectation from the internet looks at no machine of another region', () => {
  const model = modelOf(regions(300, 'expect deny ssh from internet to c'));
  expect(machinesMetFrom(model, 'r7')).toHaveLength(300);
  expect(model.expectations.map(({ region }) => machinesAskedIn(model, region)?.length)).toEqual(Array(300).fill(1));
  expect(new Set(model.expectations.map((each) => judgeExpectation(model, each).status))).toEqual(new Set(['passed']));
});

test('of other regions those are looked at that an expectation speaks of, and no others', () => {
  const model = modelOf(`${regions(20, '')}
    expect deny ssh from 203.0.4.0/23, c to 203.0.9.9
    region alone  subnet wide { cidr 203.0.0.0/29 }  addresses list { 203.0.2.9 203.0.3.0-203.0.3.255 }
    expect deny ssh from list to wide`);
  const asked = (region: string) => machinesAskedIn(model, region)?.map((cvm) => cvm.region);
  expect(asked('r19')).toEqual(['r19', 'r4', 'r5', 'r9']);
  expect(asked('alone')).toEqual(['r2', 'r3']);
});

test('expectations that speak of all machines of all regions are judged as far as they can be held, and the others say so', () => {
  // 400 × 399 machines would be met, over three times what is held.
  const model = modelOf(regions(400, 'expect deny ssh from any to c'));
  const results = model.expectations.map((each) => judgeExpectation(model, each));
  const left = results.filter(({ status }) => status === 'unknown');
  expect(left.length).toBeGreaterThan(200);
  expect(left[0]).toEqual({ status: 'unknown', reason: 'too-large' });
  expect(results.filter(({ status }) => status === 'passed').length).toBe(400 - left.length);
  expect(400 - left.length).toBeGreaterThan(100);
});
