// How addresses that no machine has are named: by the names of lists where that takes no more words, else by the largest blocks.

import type { Model } from '#model/model.ts';
import { parseAddress } from '#net/address.ts';
import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import { memo } from '#util/memo.ts';
import { INTERNET } from './internet.ts';
import type { Kinds } from './kinds.ts';

/**
 * Names and blocks that hold every address of `addresses`, and beyond them only such of `filled`, ascending. Lists that hold
 * addresses of machines are named if the rest of them is in the set.
 */
export function nameStrangers(
  model: Model,
  kinds: Kinds,
  addresses: AddressSet,
  filled: AddressSet,
): readonly string[] {
  const blocks = blocksAround(addresses, filled);
  const named = namedSets(model, kinds).filter(
    ({ set }) => addressSet.isSubsetOf(set, filled) && addressSet.overlap(set, addresses),
  );
  const widest = named.filter(
    (list, i) =>
      !named.some(
        (other, j) =>
          i !== j && addressSet.isSubsetOf(list.set, other.set) && (j < i || !addressSet.equals(list.set, other.set)),
      ),
  );
  if (widest.length === 0 || widest.length > blocks.length) return blocks;
  const rest = addressSet.subtract(addresses, addressSet.unionAll(widest.map(({ set }) => set)));
  const others = blocksAround(rest, filled);
  return widest.length + others.length <= blocks.length ? [...widest.map(({ name }) => name), ...others] : blocks;
}

/** The largest blocks of `filled` that hold any of the addresses. */
function blocksAround(addresses: AddressSet, filled: AddressSet): readonly string[] {
  const blocks = addressSet.toBlocks(filled);
  if (addressSet.equals(addresses, filled)) return blocks;
  return blocks.filter((block) => {
    const parsed = parseAddress(block);
    return parsed.ok && addressSet.overlap(addressSet.of(parsed.address), addresses);
  });
}

interface NamedSet {
  readonly name: string;
  /** Without the addresses of machines, never empty. */
  readonly set: AddressSet;
}

const known = memo<Kinds, readonly NamedSet[]>();

function namedSets(model: Model, kinds: Kinds): readonly NamedSet[] {
  return known(kinds, [model], () => {
    const { region, owned } = kinds;
    const lists = model.addresses.filter((list) => list.region === region && list.complete && list.name !== '');
    return [...lists, { name: 'internet', set: INTERNET }]
      .map(({ name, set }) => ({ name, set: addressSet.subtract(set, owned) }))
      .filter(({ set }) => !addressSet.isEmpty(set));
  });
}
