// Questions about all interfaces of a CVM together, and the name of one of them.

import { type Address, printAddress } from '#net/address.ts';
import type * as ast from '#syntax/ast.ts';
import type { Cvm, NetworkInterface } from './model.ts';

/** The keys of the groups that any of its interfaces is in, each once, in the order of the text. */
export function groupsOf({ interfaces }: Cvm): readonly string[] {
  const [primary] = interfaces;
  return interfaces.length === 1 ? primary.groups : [...new Set(interfaces.flatMap(({ groups }) => groups))];
}

export function isInGroup({ interfaces }: Cvm, group: string): boolean {
  return interfaces.some(({ groups }) => groups.includes(group));
}

export function isInSubnet({ interfaces }: Cvm, subnet: string): boolean {
  return interfaces.some((one) => one.subnet === subnet);
}

/** Private and public ones. */
export function addressesOf({ privateAddresses, publicAddresses }: Cvm | NetworkInterface): readonly Address[] {
  return [...privateAddresses, ...publicAddresses];
}

/** What says something of an interface: a cvm of its primary one, and the blocks in it. */
export function interfaceNodes(node: ast.Cvm | ast.Interface): readonly (ast.Cvm | ast.Interface)[] {
  return node.kind === 'cvm' ? [node, ...node.interfaces] : [node];
}

/** The addresses that are written in it, private and public ones of all interfaces. */
export function machineAddressTexts(node: ast.Cvm | ast.Interface): readonly ast.AddressText[] {
  return interfaceNodes(node).flatMap(({ privateAddresses, publicAddresses }) => [
    ...privateAddresses,
    ...publicAddresses,
  ]);
}

/** The label of an interface among those of its machine: its name, else its first address, else its id. Undefined for the primary one. */
export function labelOf({ node, privateAddresses, publicAddresses }: NetworkInterface): string | undefined {
  if (node.kind === 'cvm') return undefined;
  const address = privateAddresses[0] ?? publicAddresses[0];
  return node.name?.text ?? (address === undefined ? node.ids[0]?.text : printAddress(address)) ?? '';
}

/** The primary interface is called as its machine, another one `web-1/eth1`. */
export function interfaceName(cvm: string, networkInterface: NetworkInterface): string {
  const label = labelOf(networkInterface);
  return label === undefined ? cvm : `${cvm}/${label}`;
}
