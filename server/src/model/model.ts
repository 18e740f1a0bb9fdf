// The bound model: what all files of one workspace folder say together. Immutable; a change makes a new one that shares
// every part that means the same as before.

import type { Address } from '#net/address.ts';
import type { AddressSet } from '#net/addressSet.ts';
import type { ServiceSet } from '#net/services.ts';
import type * as ast from '#syntax/ast.ts';
import type { PropertyRole } from '#syntax/properties.ts';
import type { PolicyList } from './policy.ts';

export interface ModelFile {
  readonly uri: string;
  readonly tree: ast.File;
}

export interface Model {
  readonly files: readonly ModelFile[];
  readonly regions: ReadonlyMap<string, Region>;
  /** Every cloud id, with what was declared under it first. */
  readonly ids: ReadonlyMap<string, Entity>;
  readonly entities: ReadonlyMap<string, Entity>;
  /** In the order of the files and their lines, the built-in ones last. */
  readonly groups: readonly Group[];
  readonly acls: readonly Acl[];
  readonly addresses: readonly Addresses[];
  readonly services: readonly Services[];
  readonly subnets: readonly Subnet[];
  readonly cvms: readonly Cvm[];
  readonly expectations: readonly Expectation[];
  /** The cvms with an interface in each group, by its key, in the order of their declaration. A group without members is not in it. */
  readonly members: ReadonlyMap<string, readonly Cvm[]>;
  /** What was bound from each block that declares something, of the files and of the built-in document. */
  readonly bindings: ReadonlyMap<ast.Block, Binding>;
}

export interface Region {
  readonly name: string;
  /** Names of the region, built-in ones included; of a name declared twice, the first declaration. */
  readonly names: ReadonlyMap<string, Entity>;
}

/** Something with a name that a reference can mean. */
export type Entity = Group | Acl | Addresses | Services | Subnet | Cvm;
export type EntityKind = Entity['kind'];

interface EntityBase {
  /** Unique in the model, and the same as long as name, id and region are: caches and the engine use it to refer to the entity. */
  readonly key: string;
  readonly name: string;
  /** The first cloud id, `$name:…` of a snapshot not among them. */
  readonly id?: string;
  readonly region: string;
  readonly project: string;
  readonly description?: string;
  readonly builtin: boolean;
  readonly source: Source;
}

/** Where something is written: ranges of its nodes count from the start of `block`, which `startOf` tells. */
export interface Source {
  readonly uri: string;
  readonly block: ast.Block;
}

export interface Group extends EntityBase {
  readonly kind: 'group';
  readonly node: ast.Group;
  readonly inbound: PolicyList;
  readonly outbound: PolicyList;
}

export interface Acl extends EntityBase {
  readonly kind: 'acl';
  readonly node: ast.Acl;
  readonly inbound: PolicyList;
  readonly outbound: PolicyList;
}

export interface Addresses extends EntityBase {
  readonly kind: 'addresses';
  readonly node: ast.Addresses;
  /** All that it holds, the lists that it names included, as far as they are known. */
  readonly set: AddressSet;
  readonly complete: boolean;
  /** How many addresses, blocks and ranges it expands to. */
  readonly size: number;
  /** Whether it contains itself. */
  readonly circular: boolean;
}

export interface Services extends EntityBase {
  readonly kind: 'services';
  readonly node: ast.Services;
  readonly set: ServiceSet;
  readonly complete: boolean;
  readonly size: number;
  readonly circular: boolean;
}

export interface Subnet extends EntityBase {
  readonly kind: 'subnet';
  readonly node: ast.Subnet;
  readonly vpc?: string;
  readonly cidr?: Address;
  /** The key of its acl; absent too where the reference is broken. */
  readonly acl?: string;
}

export interface Cvm extends EntityBase {
  readonly kind: 'cvm';
  readonly node: ast.Cvm;
  /** The primary one, which the cvm's own lines say, and then one for each `interface` block. */
  readonly interfaces: readonly [NetworkInterface, ...NetworkInterface[]];
  /** Of all its interfaces. */
  readonly privateAddresses: readonly Address[];
  readonly publicAddresses: readonly Address[];
  readonly dedicated: boolean;
}

/** What stands between a cvm and the network: whatever reaches or leaves an address meets what its interface has. */
export interface NetworkInterface {
  readonly node: ast.Cvm | ast.Interface;
  /** Of the cvm, or the interface's own in JSON. */
  readonly source: Source;
  /** Well-formed ones only. */
  readonly privateAddresses: readonly Address[];
  readonly publicAddresses: readonly Address[];
  /** The key of its subnet. */
  readonly subnet?: string;
  /** Its subnet's, or the machine's own of a snapshot; absent: the region's one classic network. */
  readonly vpc?: string;
  /** The keys of its groups in priority order, each once, broken references left out. */
  readonly groups: readonly string[];
  /** Whether any group is named, known or not: one with only unknown groups is filtered, by nothing that we know. */
  readonly filtered: boolean;
}

export interface Expectation {
  readonly kind: 'expect';
  readonly node: ast.Expectation;
  readonly region: string;
  readonly action: ast.Action;
  readonly services: ServiceSet;
  readonly from: readonly Endpoint[];
  readonly to: readonly Endpoint[];
  /** False where a name or address is unknown or broken: then it is neither proved nor refuted. */
  readonly complete: boolean;
  readonly source: Source;
}

export type Endpoint =
  /** Of a machine, `at` is the one address that is meant, a public one too; else all its private addresses are. */
  | { readonly kind: 'cvm'; readonly key: string; readonly at?: Address }
  | { readonly kind: 'group' | 'subnet'; readonly key: string }
  | { readonly kind: 'addresses'; readonly set: AddressSet; readonly text: string }
  | { readonly kind: 'internet' };

/**
 * Everything that a block was bound to. It is the same object from one model to the next as long as the block and all that its names mean
 * stay the same, wherever the block moves to: results that follow from a binding alone can be kept by it.
 */
export interface Binding {
  readonly uri: string;
  readonly block: ast.Block;
  readonly region: string;
  readonly project: string;
  /** What it declares, if it is an entity (the second declaration of a name has its own). */
  readonly entity?: Entity;
  readonly expectation?: Expectation;
  /** Every name and id in it that refers to something, in the order of the text. */
  readonly references: readonly Reference[];
}

export interface Reference {
  readonly name: ast.Name;
  readonly role: ReferenceRole;
  /** The key of what it means, where that is known, of any kind: a name of a wrong kind still has a definition. */
  readonly target?: string;
  readonly fault?: ReferenceFault;
}

/** Where a reference stands, and so what it may mean. */
export type ReferenceRole = 'peer' | 'service' | 'addresses-item' | 'services-item' | PropertyRole | 'endpoint';

/** Why a reference counts as broken. A group of another project is not broken: there is only a warning. */
export type ReferenceFault = 'unknown-name' | 'wrong-kind' | 'cross-region-group' | 'circular' | 'too-deep';
