// What is read of Terraform's resources, while it is put together from several of them.

import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';
import type { Source } from '../source.ts';

export interface State {
  readonly source: Source;
  /** By the address of the resource, by id, or by the expression that stands for a group. */
  readonly groups: Map<string, GroupDraft>;
  /** In the order of the resources. */
  readonly order: ({ readonly draft: GroupDraft } | Entity)[];
  /** The acls of subnets, by the address or id of the subnet. */
  readonly acls: Map<string, ast.Name>;
  readonly interfaces: Interfaces;
  /** The resources that attach something, each with what it is attached to. */
  readonly attachments: { readonly type: string; readonly address: string; readonly to: ast.Name }[];
}

export interface Entity {
  readonly declaration: ast.Declaration;
  readonly address: string;
  readonly region: string | undefined;
  readonly project: string | undefined;
}

/** A group as long as rules are added to it. */
export interface GroupDraft {
  readonly range: Range;
  /** The addresses of the resources that declare it. */
  readonly keys: readonly string[];
  readonly name?: ast.Name;
  readonly description?: ast.Text;
  readonly project?: string;
  readonly region: string | undefined;
  readonly ids: readonly ast.Name[];
  readonly inbound: IndexedRule[];
  readonly outbound: IndexedRule[];
  /** Where the values of the rules of each direction stand, those that could not be read among them. */
  readonly places: Readonly<Record<ast.Direction, IndexedPlaces[]>>;
  /** The directions that some resource is about. */
  readonly directions: Set<ast.Direction>;
  /** Whether a resource is read that holds all of its rules. */
  isWhole: boolean;
}

interface IndexedPlaces {
  readonly ranges: readonly Range[];
  readonly index: number;
}

interface IndexedRule {
  readonly rule: ast.Rule;
  readonly index: number;
}

/** All maps are by the address of a resource, or by its id. */
export interface Interfaces {
  readonly all: { readonly keys: readonly string[]; readonly node: ast.Interface; readonly address: string }[];
  /** The machines of interfaces. */
  readonly machines: Map<string, ast.Name>;
  /** The groups that are bound to an interface. They stand for the groups that it names itself, or come before them. */
  readonly bound: Map<string, { readonly groups: readonly ast.Name[]; readonly areBefore: boolean }>;
  /** The groups that are bound to a machine, which come after its own. */
  readonly added: Map<string, ast.Name[]>;
}
