// A fix for a group that cannot be a peer here: it is replaced by the addresses of its machines, which are valid in any region and project.

import type { Cvm } from '#model/model.ts';
import { printAddress } from '#net/address.ts';
import { plural } from '#util/l10n.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type Fix, type FixContext, fix, placedAt } from './fix.ts';

/** More addresses than these are not offered: they belong into a list. */
const MOST_ADDRESSES = 20;

export function machinesInstead(context: FixContext, diagnostic: Diagnostic): readonly Fix[] {
  const { model, language, placed } = context;
  const reference = model.bindings.get(placed.block)?.references.find(({ name }) => name.start === diagnostic.start);
  if (language === 'json' || reference?.target === undefined) return [];
  if (reference.role !== 'peer' && reference.role !== 'endpoint') return [];
  const group = reference.target;
  const addresses = [...new Set((model.members.get(group) ?? []).flatMap((cvm) => addressesIn(cvm, group)))];
  if (addresses.length === 0 || addresses.length > MOST_ADDRESSES) return [];
  const title = plural(addresses.length, 'Name the address of its machine', 'Name the {0} addresses of its machines');
  const edit = { ...placedAt(context, diagnostic), newText: addresses.join(', ') };
  return [fix(title, [edit], { preferred: false, changesPackets: true })];
}

/** The private addresses of the interfaces that are in the group. */
function addressesIn({ interfaces }: Cvm, group: string): readonly string[] {
  return interfaces
    .filter(({ groups }) => groups.includes(group))
    .flatMap(({ privateAddresses }) => privateAddresses.map(printAddress));
}
