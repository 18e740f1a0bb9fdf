// The one table of the properties of subnets, CVMs and their interfaces. Tokens, grammar, layout, completion, hovers, references and the
// writer of the rule language follow from it.

import type { Range } from '#text/range.ts';
import { message } from '#util/l10n.ts';
import type * as ast from './ast.ts';

/** What the name in a property refers to. */
export type PropertyRole = 'subnet-acl' | 'cvm-subnet' | 'cvm-group';

type Value =
  | { readonly value: 'reference' | 'references'; readonly role: PropertyRole }
  | { readonly value: 'vpc' | 'block' | 'addresses' | 'nothing' };

export type Property = Value & {
  readonly word: string;
  /** The member of the node that holds what is written behind the word; of a property without a value, where the word stands. */
  readonly key: keyof ast.Properties;
  /** What a message says is missing where the word stands alone. */
  readonly missing?: string;
  /** What the word means, in one sentence. Absent where the word also begins a declaration, which explains it. */
  readonly help?: string;
};

const vpc: Property = {
  word: 'vpc',
  key: 'vpc',
  value: 'vpc',
  missing: message("the name of a VPC after 'vpc'"),
  help: message('The VPC of the subnet.'),
};
const cidr: Property = {
  word: 'cidr',
  key: 'cidr',
  value: 'block',
  missing: message("a block such as 10.0.1.0/24 after 'cidr'"),
  help: message('The block of addresses of the subnet.'),
};
const acl: Property = {
  word: 'acl',
  key: 'acl',
  value: 'reference',
  role: 'subnet-acl',
  missing: message("the name or id of an ACL after 'acl'"),
};
const privateIp: Property = {
  word: 'private-ip',
  key: 'privateAddresses',
  value: 'addresses',
  missing: message("an address after 'private-ip'"),
  help: message('The private addresses of the machine: what rules with its groups as peers match.'),
};
const publicIp: Property = {
  word: 'public-ip',
  key: 'publicAddresses',
  value: 'addresses',
  missing: message("an address after 'public-ip'"),
  help: message('The public addresses of the machine, as others on the internet see it.'),
};
const subnet: Property = {
  word: 'subnet',
  key: 'subnet',
  value: 'reference',
  role: 'cvm-subnet',
  missing: message("the name or id of a subnet after 'subnet'"),
};
const groups: Property = {
  word: 'groups',
  key: 'groups',
  value: 'references',
  role: 'cvm-group',
  missing: message("the names or ids of groups after 'groups'"),
  help: message(
    'The groups of the machine in priority order: all rules of the first are tried before those of the second.',
  ),
};
const dedicated: Property = {
  word: 'dedicated',
  key: 'dedicated',
  value: 'nothing',
  help: message('The machine runs on a dedicated host; this does not change what is allowed.'),
};

/** What stands behind the word of a property, or where the word stands that has nothing behind it. */
export type PropertyValue = ast.Name | ast.AddressText | Range;

export type PropertyBlock = ast.Subnet | ast.Interface | ast.Cvm;

/** By the kind of block, in the order in which they are written and offered. */
export const properties: Readonly<Record<PropertyBlock['kind'], readonly Property[]>> = {
  subnet: [vpc, cidr, acl],
  interface: [privateIp, publicIp, subnet, groups],
  cvm: [privateIp, publicIp, subnet, groups, dedicated],
};

/** Whether lines of the property add up. Of others the last one counts, and the earlier are problems. */
export function isList({ value }: Property): boolean {
  return value === 'addresses' || value === 'references' || value === 'nothing';
}

export function hasProperties(kind: ast.DeclarationKind | undefined): kind is PropertyBlock['kind'] {
  return kind !== undefined && kind in properties;
}

export const allProperties: ReadonlySet<Property> = new Set(Object.values(properties).flat());

/** What a block has of a property, in the order of the text. */
export function valuesOf(block: PropertyBlock, { key }: Property): readonly PropertyValue[] {
  const value = (block as ast.Properties)[key];
  return value === undefined ? [] : [value].flat();
}

/** What a block has of all its properties. */
export function allValuesOf(block: PropertyBlock): readonly Range[] {
  return properties[block.kind].flatMap((property) => valuesOf(block, property));
}
