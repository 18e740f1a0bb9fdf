// Guards what a text that is no address is taken to be meant as.
import { expect, test } from 'vitest';
import { titlesOf } from '../../test/support/checkIde.ts';
import { nearestAddress } from './nearestAddress.ts';

test.each([
  ['10.0.0.010', '10.0.0.10'],
  ['010.1.2.3/24', '10.1.2.0/24'],
  ['10.1', '10.1.0.0/16'],
  ['10', '10.0.0.0/8'],
  ['10.1/16', '10.1.0.0/16'],
  ['10.0.0.0/33', '10.0.0.0/32'],
  ['10.0.0.0/', '10.0.0.0'],
  ['10.0.0.0/008', '10.0.0.0/8'],
  ['10.0.0.0/255.0.0.0', '10.0.0.0/8'],
  ['10.0.0.0/255.255.255.255', '10.0.0.0/32'],
  ['10.0.0.0/255.0.255.0', undefined],
  ['10.0.0.5/24', '10.0.0.5'],
  ['fe80::1%eth0', 'fe80::1'],
  ['fe80::1%eth0/64', 'fe80::/64'],
  ['2001:db8::/129', '2001:db8::/128'],
  ['300.1.1.1', undefined],
  ['1.2.3.4.5', undefined],
  ['10.0.0.0/8/8', undefined],
  ['', undefined],
  ['::g', undefined],
])('%s', (text, nearest) => {
  expect(nearestAddress(text)).toBe(nearest);
});

test.each([
  ['10.0.0.010', '10.0.0.10'],
  ['10.0.0.010/24', '10.0.0.10'],
  ['10.0.0.5/24', '10.0.0.5'],
  ['fe80::1%eth0/64', 'fe80::1'],
  ['10.0.1', undefined],
])('where no block may stand: %s', (text, nearest) => {
  expect(nearestAddress(text, { isSingle: true })).toBe(nearest);
});

test.each(['cvm web-1 { private-ip $010.0.1 }', 'addresses office { 10.0.0.1 - $010.1 }'])(
  'no block is offered in the place of a single address: %s',
  (text) => {
    const titles = titlesOf(`#- /main.sg\n${text}`);
    expect(titles.filter((title) => title.startsWith('Write'))).toEqual([]);
  },
);
