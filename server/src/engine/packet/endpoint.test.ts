// Guards what an end of a packet names: a machine, a group, an address, and what is refused because it could be several.

import { expect, test } from 'vitest';
import { printAddress } from '#net/address.ts';
import { modelOf } from '../../../test/support/modelOf.ts';
import { type EndsAsked, resolveEndpoint, resolveEnds, resolveViews } from './endpoint.ts';

const ONE = modelOf(`
group g {} acl a {} addresses office { 203.0.113.0/24 } subnet s { cidr 10.0.0.0/24 }
cvm both { id ins-both0001 private-ip fd00::1, 10.0.0.1 } cvm four { private-ip 10.0.0.2, 10.0.0.3 } cvm six { private-ip fd00::2 }
cvm bare { public-ip 203.0.113.9 }
`);

const TWO = modelOf(`
region north  cvm web { private-ip 10.0.0.1 public-ip 203.0.113.1 } cvm only-north { private-ip 10.0.0.2 }
region south  cvm web { private-ip 10.0.0.1 } cvm only-south { private-ip 10.0.0.3 } subnet s { cidr 10.9.0.0/24 }
`);

test('a machine stands for its first private address of the family that fits', () => {
  // Guards: the other end's family and the protocol's.
  expect(ends({ from: 'both', to: 'four' })).toBe('10.0.0.1 > 10.0.0.2');
  expect(ends({ from: 'ins-both0001', to: 'six' })).toBe('fd00::1 > fd00::2');
  expect(ends({ from: 'both', to: 'both' })).toBe('fd00::1 > fd00::1');
  expect(ends({ from: 'both', to: 'both', protocol: 'icmp' })).toBe('10.0.0.1 > 10.0.0.1');
  expect(ends({ from: '192.0.2.1', to: 'both' })).toBe('192.0.2.1 > 10.0.0.1');
  expect(ends({ from: '192.0.2.1/32', to: 'four' })).toBe('192.0.2.1 > 10.0.0.2');
});

test('what is no single address says what it is', () => {
  // Guards: the closed sum of errors.
  expect(ends({ from: 'g', to: 'four' })).toBe('not-single group');
  expect(ends({ from: 'four', to: 'office' })).toBe('not-single addresses');
  expect(ends({ from: 'any', to: 'four' })).toBe('not-single any');
  expect(ends({ from: '10.0.0.0/8', to: 'four' })).toBe('not-single block');
  expect(ends({ from: 'a', to: 'four' })).toBe('no-endpoint acl');
  expect(ends({ from: 'nobody', to: 'four' })).toBe('unknown');
  expect(ends({ from: '300.1.1.1', to: 'four' })).toBe('invalid-address');
  expect(ends({ from: 'bare', to: 'four' })).toBe('no-address');
  expect(ends({ from: 'four', to: 'six' })).toBe('families-differ');
  expect(ends({ from: 'four', to: 'six', protocol: 'icmpv6' })).toBe('wrong-family');
});

test('two machines with one address are refused, a machine and itself are not', () => {
  // Guards: machines of two regions and of two networks of one, and which two.
  const vpcs =
    modelOf(`subnet v { vpc v } cvm one { private-ip 10.0.0.1 } cvm two { private-ip 10.0.0.1, 10.0.0.2 subnet v }
    region far  cvm three { private-ip 10.0.0.1 }`);
  for (const to of ['two', 'three']) {
    expect(resolveEnds(vpcs, { from: 'one', to })).toMatchObject({
      ok: false,
      error: { code: 'same-address', from: 'one', to },
    });
  }
  expect(ends({ from: 'one', to: 'one' }, vpcs)).toBe('10.0.0.1 > 10.0.0.1');
  expect(ends({ from: 'two', to: '10.0.0.1', region: 'default' }, vpcs)).toBe('10.0.0.1 > 10.0.0.1');
});

test('a name or a pair of addresses of several regions needs one, and names them', () => {
  // Guards: when `--region` is asked for, and when it is not.
  expect(ends({ from: 'web', to: 'web' }, TWO)).toBe('several-regions north,south');
  expect(ends({ from: '10.0.0.1', to: '192.0.2.1' }, TWO)).toBe('several-regions north,south');
  expect(ends({ from: '10.0.0.2', to: '10.0.0.3' }, TWO)).toBe('several-regions north,south');
  expect(ends({ from: 'web', to: 'only-north' }, TWO)).toBe('10.0.0.1 > 10.0.0.2 in north');
  expect(ends({ from: '10.0.0.1', to: 'only-south' }, TWO)).toBe('10.0.0.1 > 10.0.0.3 in south');
  expect(ends({ from: 'web', to: 'web', region: 'south' }, TWO)).toBe('10.0.0.1 > 10.0.0.1 in south');
  expect(ends({ from: '10.9.0.1', to: '192.0.2.1' }, TWO)).toBe('10.9.0.1 > 192.0.2.1 in south');
  expect(ends({ from: 'only-north', to: 'web', region: 'south' }, TWO)).toBe('unknown');
});

test('a public address is met from every region, and from its own where nothing else tells', () => {
  // Guards: that a public address alone does not tie a packet to its region.
  expect(ends({ from: '203.0.113.1', to: 'only-south' }, TWO)).toBe('203.0.113.1 > 10.0.0.3 in south');
  expect(ends({ from: '203.0.113.1', to: '10.0.0.3' }, TWO)).toBe('203.0.113.1 > 10.0.0.3 in south');
  expect(ends({ from: '203.0.113.1', to: '192.0.2.1' }, TWO)).toBe('203.0.113.1 > 192.0.2.1 in north');
});

test('an end of any kind, for reach', () => {
  // Guards: names of all kinds, blocks, fixed words, and several regions.
  const kinds = ['both', 'g', 's', 'office', 'any6', 'internet', '10.0.0.0/8'].map((text) => {
    const found = resolveEndpoint(ONE, text);
    return found.ok ? found.value.endpoint.kind : found.error.code;
  });
  expect(kinds).toEqual(['cvm', 'group', 'subnet', 'addresses', 'addresses', 'internet', 'addresses']);
  for (const text of ['web', 'internet', '192.0.2.0/24']) {
    expect(resolveEndpoint(TWO, text)).toMatchObject({ ok: false, error: { code: 'several-regions' } });
    expect(resolveEndpoint(TWO, text, 'north')).toMatchObject({ ok: true, value: { region: 'north' } });
  }
  expect(resolveEndpoint(TWO, '10.0.0.3')).toMatchObject({ ok: true, value: { region: 'south' } });
  expect(resolveEndpoint(ONE, 'a')).toMatchObject({ ok: false, error: { code: 'no-endpoint', is: 'acl' } });
});

test('addresses that are at home in no region are looked at from each', () => {
  // Guards: that only a name, or an address of machines in several regions, needs a region.
  const views = (text: string, region?: string) => {
    const found = resolveViews(TWO, text, region);
    return found.ok ? found.value.map((view) => view.region).join() : found.error.code;
  };
  for (const text of ['internet', 'any', '192.0.2.0/24', '192.0.2.1', '203.0.113.1']) {
    expect(views(text)).toBe('north,south');
    expect(views(text, 'south')).toBe('south');
  }
  expect(views('10.0.0.0/30')).toBe('north,south');
  expect(views('10.9.0.128/25')).toBe('south');
  expect(views('10.0.0.3')).toBe('south');
  expect(views('10.0.0.1')).toBe('several-regions');
  expect(views('web')).toBe('several-regions');
});

function ends(asked: EndsAsked, model = ONE): string {
  const found = resolveEnds(model, asked);
  if (!found.ok) {
    const { error } = found;
    return [error.code, 'is' in error ? error.is : '', 'regions' in error ? error.regions.join() : '']
      .filter((part) => part !== '')
      .join(' ');
  }
  const { source, destination, region } = found.value;
  const where = model === TWO ? ` in ${region}` : '';
  return `${printAddress(source.address)} > ${printAddress(destination.address)}${where}`;
}
