import { parseAddress } from '#net/address.ts';
import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';

/** IPv4 without the reserved blocks, and the part of IPv6 that is assigned, without the block for documentation. */
export const INTERNET: AddressSet = addressSet.subtract(
  addressSet.union(addressSet.ANY4, blocks('2000::/3')),
  blocks(
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.168.0.0/16',
    '224.0.0.0/4',
    '240.0.0.0/4',
    '2001:db8::/32',
  ),
);

function blocks(...texts: readonly string[]): AddressSet {
  return addressSet.of(
    ...texts.flatMap((text) => {
      const parsed = parseAddress(text);
      return parsed.ok ? [parsed.address] : [];
    }),
  );
}
