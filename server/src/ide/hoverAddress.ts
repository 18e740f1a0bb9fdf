import { addressesOf, readAddress } from '#model/values.ts';
import { type Address, printAddress } from '#net/address.ts';
import * as addressSet from '#net/addressSet.ts';
import type * as ast from '#syntax/ast.ts';
import { t } from '#util/l10n.ts';
import type { Folder } from '#workspace/folder.ts';
import { linkedIn } from './hoverEntity.ts';
import { code, plain, row } from './markdown.ts';

/** Block, size, range and family of what is written, and which lists, subnets and machines of the region have to do with it. */
export function describeAddress(folder: Folder, region: string, node: ast.AddressText): string {
  const read = readAddress(node);
  const written = node.to === undefined ? node.text : `${node.text}-${node.to}`;
  if (!read.ok) return `${code(written)}: ${plain(read.error.message)}`;
  const { address } = read;
  const lines = [`**${code(printAddress(address))}** — IPv${address.family}${extent(address)}`];
  const { set } = addressesOf(node);
  const related = relatedTo(folder, region, set);
  if (related.lists.length > 0) lines.push(t('Lists in it: {0}', row(related.lists)));
  if (related.around.length > 0) lines.push(t('Part of: {0}', row(related.around)));
  if (related.machines.length > 0) lines.push(t('Machines in it: {0}', row(related.machines)));
  return lines.join('\n\n');
}

function extent(address: Address): string {
  const size = address.family === 4 ? BigInt(address.end - address.start) : address.end - address.start;
  if (size === 1n) return t(', one address');
  const first = { ...address, end: address.family === 4 ? address.start + 1 : address.start + 1n } as Address;
  const last = { ...address, start: address.family === 4 ? address.end - 1 : address.end - 1n } as Address;
  return t(', {0} addresses, {1} to {2}', inWords(size), code(printAddress(first)), code(printAddress(last)));
}

function inWords(size: bigint): string {
  if (size < 10_000_000n) return size.toLocaleString('en');
  const exponent = size.toString(2).length - 1;
  return size === 1n << BigInt(exponent) ? `2^${exponent}` : t('about {0}', `2^${exponent}`);
}

function relatedTo(folder: Folder, region: string, set: addressSet.AddressSet) {
  const { model } = folder;
  const refer = linkedIn(folder);
  const lists: string[] = [];
  const around: string[] = [];
  for (const list of model.addresses) {
    if (list.region !== region || addressSet.isEmpty(list.set)) continue;
    if (addressSet.isSubsetOf(list.set, set)) lists.push(refer(list));
    else if (addressSet.isSubsetOf(set, list.set)) around.push(refer(list));
  }
  for (const subnet of model.subnets) {
    if (subnet.region !== region || subnet.cidr === undefined) continue;
    if (addressSet.isSubsetOf(set, addressSet.of(subnet.cidr))) around.push(refer(subnet));
  }
  const machines = model.cvms
    .filter((cvm) => cvm.region === region)
    .filter((cvm) => [...cvm.privateAddresses, ...cvm.publicAddresses].some((each) => addressSet.contains(set, each)))
    .map(refer);
  return { lists, around, machines };
}
