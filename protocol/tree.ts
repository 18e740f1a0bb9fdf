import { type Location, modelChoice, notification, position, request } from './requests.ts';
import { flag, list, number, object, oneOf, optional, type TypeOf, text } from './shape.ts';

// The trees as the server sees them: the client asks for one level at a time and shows it. A node's id is the same before and
// after an edit as long as it stands for the same thing, so that expansion and selection last.

const view = oneOf('groups', 'cvms');
export type TreeView = TypeOf<typeof view>;

export type TreeNodeKind =
  | 'folder'
  | 'region'
  | 'project'
  | 'builtin-groups'
  | 'group'
  | 'direction'
  | 'rule'
  | 'members'
  | 'references'
  | 'lists'
  | 'addresses'
  | 'services'
  | 'item'
  | 'acl'
  | 'reference'
  | 'vpc'
  | 'subnet'
  | 'cvm'
  | 'cvm-groups'
  | 'cvm-group'
  | 'reached-by'
  | 'reaches'
  | 'path';

export interface TreeNode {
  readonly id: string;
  readonly kind: TreeNodeKind;
  readonly label: string;
  /** The label in full, where it is shortened to what a row holds: what is read aloud and told when somebody points at the row. */
  readonly whole?: string;
  /** Behind the label, paler: `12/100 in · 3/100 out`, an address, a service. */
  readonly description?: string;
  /** Markdown, what hover says. */
  readonly tooltip?: string;
  readonly hasChildren: boolean;
  /** Where it is written. */
  readonly location?: Location;
  /** Of what is written in no file of the model: one of its files, or its folder. */
  readonly model?: string;
  /** The key of the group, cvm, subnet or acl that it stands for: what edits and packet tests are asked with. */
  readonly entity?: string;
  readonly builtin?: boolean;
  /** Of a rule and its policies. */
  readonly rule?: RuleReference;
  readonly action?: 'allow' | 'deny';
  /** The worst finding in it, and how many there are; hints do not count. */
  readonly problems?: { readonly severity: 'error' | 'warning' | 'information'; readonly count: number };
  /** In words, how it differs from its other side: from what is live, or, in what is live, from the files. */
  readonly live?: string;
  /** Of groups: whether any cvm is in it. */
  readonly attached?: boolean;
  /** Of the lists and rules of an acl. */
  readonly ofAcl?: boolean;
  /** What can be copied: the id in the cloud, the addresses of a machine. */
  readonly cloudId?: string;
  readonly addresses?: readonly string[];
}

export const direction = oneOf('inbound', 'outbound');

/** A rule by its owner and the index of its first policy. */
export const ruleReference = object({ owner: text, direction, index: number });
export type RuleReference = TypeOf<typeof ruleReference>;

const filter = object({
  /** Part of a name, id, address or description, in any case. */
  text: optional(text),
  problemsOnly: optional(flag),
  attachment: optional(oneOf('attached', 'unattached')),
});
export type TreeFilter = TypeOf<typeof filter>;

/** Which tree is shown, and how. */
const shown = {
  view,
  filter: optional(filter),
  /** Of the groups: whether projects stand between region and group; of the cvms: by network or flat. */
  groupBy: optional(oneOf('project', 'none')),
};

const childrenParams = object({
  ...shown,
  /** Absent for the roots. */
  node: optional(text),
});
export type TreeChildrenParams = TypeOf<typeof childrenParams>;

export interface TreeChildren {
  readonly nodes: readonly TreeNode[];
  /** Tells these nodes from others: `treeChanges` is asked with it. */
  readonly version: string;
}

export const treeChildren = request<TreeChildren>()('treeChildren', childrenParams);

const changesParams = object({
  ...shown,
  /** The nodes whose children are shown, the root without a name, each with the version of what is shown below it. */
  levels: list(object({ node: optional(text), version: text })),
});
export type TreeChangesParams = TypeOf<typeof changesParams>;

export interface TreeChanges {
  /** Of the levels that were asked about, those that are no longer as they were. */
  readonly levels: readonly (TreeChildren & { readonly node?: string })[];
  /** Errors and warnings in all files, for the badge. */
  readonly problemCount: number;
}

export const treeChanges = request<TreeChanges>()('treeChanges', changesParams);

/** From the root to the innermost node that is written at a place; empty where nothing in the tree is. */
export const treePath = request<{ readonly nodes: readonly TreeNode[] }>()(
  'treePath',
  object({ ...shown, uri: text, position }),
);

/** After every change of what the files mean. */
export const modelChanged = notification<{ readonly uris: readonly string[] }>('modelChanged');

/** What the language status item says. */
export interface Status {
  readonly indexing: boolean;
  readonly files: number;
  readonly groups: number;
  readonly cvms: number;
  readonly rules: number;
  readonly errors: number;
  /** What a limit left out, in words. */
  readonly notices: readonly string[];
}

export const statusChanged = notification<Status>('statusChanged');

/** The text of the built-in document. */
export const builtinText = request<{ readonly text: string }>()('builtinText', object({}));

const modelSide = oneOf('asked', 'wanted');
export type ModelSide = TypeOf<typeof modelSide>;

/** The entities of a model for pick lists. */
export interface EntitySummary {
  readonly key: string;
  readonly kind: 'group' | 'acl' | 'addresses' | 'services' | 'subnet' | 'cvm';
  readonly name: string;
  readonly id?: string;
  readonly region: string;
  readonly project: string;
  readonly description?: string;
  readonly builtin: boolean;
  /** How rules of its region name it; absent where they cannot. */
  readonly reference?: string;
  /** A cvm's addresses and groups in order, a group's members, a list's size in words. */
  readonly detail: string;
  readonly groups?: readonly string[];
  readonly members?: readonly string[];
  /** How the rules of a group differ from what is live. */
  readonly live?: string;
  readonly location: Location;
}

export const entities = request<{
  readonly entities: readonly EntitySummary[];
  readonly regions: readonly { readonly name: string; readonly projects: readonly string[] }[];
}>()(
  'entities',
  object({
    ...modelChoice,
    /** Asked: for a question of packets, which may be one of what is live. Wanted: never what is live. */
    side: optional(modelSide),
  }),
);
