// The tree of a rule file, the same for the rule language and for JSON snapshots: both readers make these types, so that everything
// that uses them (names, policies, diagnostics, rename) is written once.
//
// A file is cut into blocks, one for each declaration of the file level. Ranges inside a block count from the block's own start,
// so that a block that an edit does not touch is reused as the same object, even if it moves. Whatever is computed from a block is
// therefore kept with the block as an object.

import type { Range } from '#text/range.ts';

export interface File {
  readonly language: 'sg' | 'json';
  /** Without gaps and in order: every offset of the text lies in exactly one block. */
  readonly blocks: readonly PlacedBlock[];
  readonly length: number;
  /** Members of a snapshot's outermost object that the format does not know. */
  readonly fields?: readonly Field[];
}

export interface PlacedBlock {
  /** The offset in the file from which the block's ranges count. */
  readonly start: number;
  readonly block: Block;
}

export interface Block {
  /** The length of the block, with the comments and blanks behind its declaration. */
  readonly length: number;
  /** Absent where a block is only comments, blanks or text that fits nothing. */
  readonly declaration?: Declaration;
  readonly problems: readonly Problem[];
  readonly comments: readonly Comment[];
}

/** Text that does not fit the grammar. */
export interface Problem extends Range {
  readonly message: string;
  /** The text is no JSON here, which an editor may say by itself. */
  readonly notJson?: true;
  /** The word that is meant where one is misspelt. */
  readonly meant?: string;
  /** The text is read with the word that is meant. */
  readonly isReadAsMeant?: true;
  /** A closing brace is missing here. The line at whose end this is reported is itself complete. */
  readonly isMissingBrace?: true;
  /** What was not read because of it, if that is more than the lines that it touches. */
  readonly unread?: Range;
  /** Where the declarations begin that the unread text refers to, where that is known although it could not be read. */
  readonly refersTo?: readonly Range[];
  /** What is not known to be there is something at a place in the network, or something that others name. */
  readonly unmade?: 'placed' | 'named';
  /** Where the groups begin whose rules are not known to be there. */
  readonly rulesOf?: readonly Range[];
}

/** From its `#` to the end of the line. JSON has none. */
export interface Comment extends Range {
  readonly text: string;
  /** No token stands before it on its line. */
  readonly alone: boolean;
}

export type Declaration =
  | Region
  | Project
  | Group
  | Acl
  | Addresses
  | Services
  | Subnet
  | Cvm
  | Interface
  | Expectation;
export type DeclarationKind = Declaration['kind'];

/** A name or a cloud id as it is written, quotes of JSON outside of the range. */
export interface Name extends Range {
  readonly text: string;
}

/** A string literal. The range holds its quotes; `value` is what it says. */
export interface Text extends Range {
  readonly value: string;
}

/** Every declaration: its range goes from its keyword to its closing brace or last token. */
interface Declared extends Range {
  /** The word that opens it, for messages about the whole: in JSON the value that names it. */
  readonly keyword: Range;
}

interface Named extends Declared {
  readonly name?: Name;
  readonly description?: Text;
  /** Usually one. Further ones are kept too, so that they can be checked and renamed. */
  readonly ids: readonly Name[];
  readonly fields?: readonly Field[];
}

export interface Region extends Declared {
  readonly kind: 'region';
  readonly name?: Name;
  readonly fields?: readonly Field[];
}

/** A member of a JSON object that the tree has no place for, kept so that it can be written back. Its range is the value's. */
export interface Field extends Range {
  /** The names that lead to it from the declaration's object: `['SecurityGroupPolicySet', 'Version']`. */
  readonly path: readonly string[];
  /** The value as JSON text. */
  readonly text: string;
}

export interface Project extends Declared {
  readonly kind: 'project';
  /** An integer, a name or a string, as its value. */
  readonly name?: Name;
}

export interface Group extends Named {
  readonly kind: 'group';
  readonly lists: readonly RuleList[];
  /** In a file of another format: something uses it that has no place in the tree, a database for instance. */
  readonly isUsedElsewhere?: true;
}

export interface Acl extends Named {
  readonly kind: 'acl';
  readonly lists: readonly RuleList[];
  /** In JSON: the ids of the subnets that it is attached to. Such a subnet need not name the acl itself. */
  readonly subnets?: readonly Name[];
}

export type Direction = 'inbound' | 'outbound';

/** One `inbound { … }` or `outbound { … }`. Several of one direction add up. */
export interface RuleList extends Range {
  readonly direction: Direction;
  readonly keyword: Range;
  readonly rules: readonly Rule[];
  /** In a file of another format, where the values of its rules stand, in the order of the rules, if that is not in one place. */
  readonly places?: readonly Range[];
}

export type Action = 'allow' | 'deny';

/** One written rule: as many policies as it has peers. Its range goes from its action to its last peer, or as far as it could be read. */
export interface Rule extends Range {
  readonly action: Action;
  readonly actionRange: Range;
  /** Absent where it is missing or broken; then the rule matches nothing. */
  readonly service?: Service;
  /** `from` or `to`, right or wrong for the direction. */
  readonly word?: Word;
  /** In order. A peer that could not be read is a `broken` one, because it counts as a policy too. */
  readonly peers: readonly Peer[];
  readonly until?: DateText;
  readonly description?: Text;
  /** From the action to the last token of the rule, date and description included. */
  readonly whole: Range;
  readonly fields?: readonly Field[];
}

export interface Word extends Range {
  readonly text: 'from' | 'to';
}

/** As written; whether it is a day of the calendar is checked later. */
export interface DateText extends Range {
  readonly text: string;
}

export type Service = FixedService | PortService | NamedService;

export interface FixedService extends Range {
  readonly kind: 'all' | 'icmp' | 'icmpv6' | 'gre';
}

export interface PortService extends Range {
  readonly kind: 'tcp' | 'udp';
  /** Empty: all ports (nothing, or `all`, is written). */
  readonly ports: readonly Port[];
}

/** One port or a range. Numbers are as written, however wrong; an unreadable one is NaN. */
export interface Port extends Range {
  readonly first: number;
  readonly last: number;
}

export interface NamedService extends Range {
  readonly kind: 'name';
  readonly name: Name;
}

export type Peer = AddressText | FixedPeer | NamedPeer | BrokenPeer;

/** An address, a block or (in lists) a range with `-`, as written and unchecked: `net/` says what it is, or what is wrong. */
export interface AddressText extends Range {
  readonly kind: 'address';
  /** `10.0.0.1`, `10.0.0.0/8`, `::/0`; of a range the first address. */
  readonly text: string;
  /** The last address of a range. */
  readonly to?: string;
  /** Where `to` stands, and where `text` stands, if it is a range. */
  readonly ends?: readonly [Range, Range];
}

export interface FixedPeer extends Range {
  /** `self` only in rules, `internet` only in expectations. */
  readonly kind: 'any' | 'any6' | 'self' | 'internet';
}

export interface NamedPeer extends Range {
  readonly kind: 'name';
  readonly name: Name;
}

export interface BrokenPeer extends Range {
  readonly kind: 'broken';
}

export interface Addresses extends Named {
  readonly kind: 'addresses';
  readonly items: readonly AddressItem[];
}

export interface AddressItem extends Range {
  readonly value: AddressText | NamedPeer;
  readonly description?: Text;
}

export interface Services extends Named {
  readonly kind: 'services';
  readonly items: readonly ServiceItem[];
}

export interface ServiceItem extends Range {
  readonly value: Service;
  readonly description?: Text;
}

export interface SubnetProperties {
  readonly vpc?: Name;
  readonly cidr?: AddressText;
  readonly acl?: Name;
}

export interface Subnet extends Named, SubnetProperties {
  readonly kind: 'subnet';
}

/** What a cvm has for its primary interface, and an `interface` block for another one. */
export interface InterfaceProperties {
  readonly privateAddresses: readonly AddressText[];
  readonly publicAddresses: readonly AddressText[];
  readonly subnet?: Name;
  /** In priority order. */
  readonly groups: readonly Name[];
}

export interface CvmProperties extends InterfaceProperties {
  /** Where it says that it is: the word, however often. */
  readonly dedicated: readonly Range[];
}

/** Those that a block of some kind has: properties.ts says which. */
export type Properties = SubnetProperties & Partial<CvmProperties>;

export interface Cvm extends Named, CvmProperties {
  readonly kind: 'cvm';
  /** In JSON only: there the machine itself names its vpc. */
  readonly vpc?: Name;
  /** All but the primary one. */
  readonly interfaces: readonly Interface[];
}

/** In the rule language a part of its cvm, in JSON a declaration by itself, which names its machine. */
export interface Interface extends Named, InterfaceProperties {
  readonly kind: 'interface';
  readonly machine?: Name;
  readonly vpc?: Name;
  /** In JSON only: it is the machine's primary interface, which the machine describes itself. */
  readonly primary?: true;
}

export interface Expectation extends Declared {
  readonly kind: 'expect';
  readonly action: Action;
  readonly service?: Service;
  readonly from: readonly Peer[];
  readonly to: readonly Peer[];
  readonly name?: Text;
}
