// Guards how addresses, blocks and ranges are read and printed, and what is said of wrong ones.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { END4, END6, parseAddress, parseRange, printAddress } from './address.ts';

test('addresses and blocks are read as half-open ranges', () => {
  expect(parseAddress('10.0.0.1')).toEqual({ ok: true, address: { family: 4, start: 0x0a000001, end: 0x0a000002 } });
  expect(parseAddress('0.0.0.0/0')).toEqual({ ok: true, address: { family: 4, start: 0, end: END4 } });
  expect(parseAddress('255.255.255.255')).toEqual({ ok: true, address: { family: 4, start: END4 - 1, end: END4 } });
  expect(parseAddress('::/0')).toEqual({ ok: true, address: { family: 6, start: 0n, end: END6 } });
  expect(parseAddress('ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128')).toEqual({
    ok: true,
    address: { family: 6, start: END6 - 1n, end: END6 },
  });
});

test('an IPv4-mapped address stays IPv6', () => {
  expect(parseAddress('::ffff:10.0.0.1')).toEqual({
    ok: true,
    address: { family: 6, start: 0xffff0a000001n, end: 0xffff0a000002n },
  });
});

test.each([
  ['300.1.1.1', "'300' is over 255"],
  ['10.0.0.010', "'010' has a leading zero"],
  ['10.1', 'four numbers'],
  ['10.0.0.', 'four numbers'],
  ['1.2.3.4.5', 'four numbers'],
  ['fe80::1%eth0', 'zone'],
  ['::ffff:010.0.0.1', 'not an IPv6 address'],
  ['1::2::3', 'not an IPv6 address'],
  ['1:2:3:4::5:6:7:8', 'not an IPv6 address'],
  ['12345::', 'not an IPv6 address'],
  ['0x0a.0.0.1', 'not an IPv4 or IPv6 address'],
  ['localhost', 'not an IPv4 or IPv6 address'],
  ['', 'not an IPv4 or IPv6 address'],
  [' 10.0.0.1', 'not an IPv4 or IPv6 address'],
  ['10.0.0.1\n', 'not an IPv4 or IPv6 address'],
  ['/8', 'not an IPv4 or IPv6 address'],
  ['10.0.0.010/8', 'leading zero'],
])('%j is no address', (text, reason) => {
  const read = parseAddress(text);
  expect(read).toMatchObject({ ok: false, error: { code: 'invalid-address' } });
  if (!read.ok) expect(read.error.message).toContain(reason);
});

test.each([
  '10.0.0.0/33',
  '::/129',
  '10.0.0.0/',
  '10.0.0.0/x',
  '10.0.0.0/-1',
  '10.0.0.0/8/8',
  '10.0.0.0/08',
  '10.0.0.0/255.0.0.0',
  '10.0.0.0/1e1',
])('%j has no valid prefix', (text) => {
  expect(parseAddress(text)).toMatchObject({ ok: false, error: { code: 'invalid-cidr' } });
});

test('where bits of the host are set the network is used and told', () => {
  expect(parseAddress('10.0.0.5/24')).toEqual({
    ok: true,
    address: { family: 4, start: 0x0a000000, end: 0x0a000100 },
    network: '10.0.0.0/24',
  });
  expect(parseAddress('2001:db8::1/32')).toMatchObject({ ok: true, network: '2001:db8::/32' });
  expect(parseAddress('200.0.0.1/0')).toMatchObject({ ok: true, network: '0.0.0.0/0' });
});

test('ranges take both ends; backward and mixed ones, and blocks as ends, are errors of the right end', () => {
  expect(parseRange('10.0.0.1', '10.0.0.1')).toMatchObject({ ok: true, address: { end: 0x0a000002 } });
  expect(parseRange('0.0.0.0', '255.255.255.255')).toEqual({ ok: true, address: { family: 4, start: 0, end: END4 } });
  expect(parseRange('::1', '::ff')).toEqual({ ok: true, address: { family: 6, start: 1n, end: 256n } });
  expect(parseRange('10.0.0.2', '10.0.0.1')).toMatchObject({ ok: false, error: { code: 'invalid-address' } });
  expect(parseRange('10.0.0.2', '::1')).toMatchObject({ ok: false, error: { code: 'invalid-address' } });
  expect(parseRange('10.0.0', '10.0.0.1')).toMatchObject({ ok: false, error: { part: 'first' } });
  expect(parseRange('10.0.0.0', '10.0.0.0/24')).toMatchObject({ ok: false, error: { part: 'last' } });
});

test('what is printed reads back as the same', () => {
  const v4 = fc.tuple(fc.integer({ min: 0, max: END4 - 1 }), fc.integer({ min: 0, max: 32 }));
  const v6 = fc.tuple(fc.bigInt({ min: 0n, max: END6 - 1n }), fc.integer({ min: 0, max: 128 }));
  fc.assert(
    fc.property(v4, ([value, prefix]) => {
      const size = 2 ** (32 - prefix);
      const start = Math.floor(value / size) * size;
      const address = { family: 4, start, end: start + size } as const;
      expect(parseAddress(printAddress(address))).toEqual({ ok: true, address });
    }),
  );
  fc.assert(
    fc.property(v6, ([value, prefix]) => {
      const size = 1n << BigInt(128 - prefix);
      const start = (value / size) * size;
      const address = { family: 6, start, end: start + size } as const;
      expect(parseAddress(printAddress(address))).toEqual({ ok: true, address });
    }),
  );
  expect(printAddress({ family: 4, start: 1, end: 4 })).toBe('0.0.0.1-0.0.0.3');
});

test('any text gets an answer', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (a, b) => {
      expect(typeof parseAddress(a).ok).toBe('boolean');
      expect(typeof parseRange(a, b).ok).toBe('boolean');
      expect(typeof parseAddress(`${a}/${b}`).ok).toBe('boolean');
    }),
  );
});
