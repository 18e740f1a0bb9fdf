// Guards that `reach` does not begin what would take minutes and gigabytes: an end that thousands of regions see is asked about in one.

import { expect, test } from 'vitest';
import { loadFixture } from '../../test/support/checkDiagnostics.ts';
import { reach } from './reach.ts';

const regions = (count: number) =>
  Array.from(
    { length: count },
    (_, i) =>
      `region r${i}\ngroup g { inbound { allow ssh from any } outbound { allow all to any } }\ncvm m { private-ip 10.0.0.1 public-ip 20.0.${i >> 8}.${i & 255} groups g }\n`,
  ).join('');
const many = loadFixture(new Map([['/main.sg', regions(400)]]));
const few = loadFixture(new Map([['/main.sg', regions(5)]]));
const sayRegion = 'say which with --region';

test.each([{ to: 'any' }, { from: 'any' }])('$to$from of hundreds of regions', (ends) => {
  expect(reach(many, { ...ends, sayRegion })).toEqual({
    error: "'any' is seen from 400 regions, which is too much at once: say which with --region.",
  });
  expect(reach(few, { ...ends, sayRegion })).toHaveProperty('answer');
  expect(reach(many, { ...ends, region: 'r7', protocol: 'ssh', sayRegion })).toHaveProperty('answer');
});

test('what each region tells by itself is told for all', () => {
  expect(reach(many, { to: '8.8.8.8', sayRegion })).toHaveProperty('answer');
});
