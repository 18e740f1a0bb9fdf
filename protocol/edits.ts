import type { Incomplete } from './packets.ts';
import { type Failure, type Location, modelChoice, type Range, request } from './requests.ts';
import { flag, kinds, list, number, object, oneOf, optional, type TypeOf, text } from './shape.ts';
import { direction, ruleReference } from './tree.ts';

// Changes of the model. Each request answers with an edit of the files, made for the versions that the server knows, or with the
// reason why not. The client applies the edit as it is: it never computes one.

export interface TextDocumentEdit {
  readonly uri: string;
  /** The document version that the edit was made for; null where the file is not open. */
  readonly version: number | null;
  /** The file is not there: it is made, with the new text. */
  readonly create?: boolean;
  readonly edits: readonly { readonly range: Range; readonly newText: string }[];
}

export interface ModelEdit {
  /** What the undo entry is called: `Clone group web`. */
  readonly label: string;
  readonly documents: readonly TextDocumentEdit[];
  /** Where to look afterwards. */
  readonly reveal?: Location;
  /** What did not come along, each in a sentence: references that cannot follow to another region. */
  readonly notes: readonly string[];
  /** Lists that mean nothing in the region where their rules go, by name: ask again with one of the ways, or with `leaveOut`. */
  readonly stranded?: { readonly lists: readonly string[]; readonly ways: readonly ('carry' | 'expand')[] };
  /** Whether packets may be decided otherwise afterwards, though nobody asked for that: to be confirmed before it is applied. */
  readonly changesPackets?: boolean;
  /** What it takes out besides, each in a sentence: to be confirmed before it is applied. */
  readonly takesOut?: readonly Use[];
}

export interface Use {
  readonly label: string;
  readonly location: Location;
}

export interface Refusal {
  /** Why not, in one sentence with the names that stand in the way. */
  readonly refused: string;
  /** What still uses it. */
  readonly users: readonly Use[];
  /** The way out, if there is one: `Detach and delete`, and what would do it. */
  readonly offer?: { readonly title: string; readonly change: ModelChange };
}

/** One rule as a form fills it in; text as the rule language writes it. */
const ruleText = object({
  action: oneOf('allow', 'deny'),
  service: text,
  peers: list(text),
  until: optional(text),
  description: optional(text),
});
export type RuleText = TypeOf<typeof ruleText>;

const someRules = {
  rule: ruleReference,
  /** Others that are to go with it, each in its list; where a place is named, all are of its list and keep their order. */
  also: optional(list(ruleReference)),
};

/** A file that is imported. Its name is its path relative to one folder, with slashes. */
const importedFile = object({ name: text, text });

const variable = object({ name: text, value: text });

/** What is imported, of any format. */
const source = {
  text,
  /** Of several files that are imported together, in the place of the text: a Terraform configuration with its modules and values. */
  files: optional(list(importedFile)),
  /** The URI of a folder with a Terraform configuration, in the place of the text. The server reads it, its modules and its files of values. */
  module: optional(text),
  /** Files of values in the module's folder, by name, that Terraform does not read by itself. */
  valueFiles: optional(list(text)),
  /** Values of the module's variables, written as for `--var`. */
  variables: optional(list(variable)),
  direction: optional(direction),
};

const imported = { ...source, skipInvalid: optional(flag), anyPeer: optional(flag) };

/** What becomes of lists that a copied group names and that its new region does not know. Absent: as `leaveOut`, and the edit names them. */
const lists = optional(oneOf('carry', 'expand', 'leaveOut'));

const modelChange = kinds({
  newGroup: {
    name: text,
    description: optional(text),
    region: text,
    project: text,
    /** A group whose rules to begin with. */
    copyOf: optional(text),
    lists,
    /** The file to write into, made where it is not there; absent: the one that holds most of the region. */
    uri: optional(text),
  },
  deleteGroup: {
    group: text,
    /** Take it out of cvms and rules too. */
    detach: optional(flag),
  },
  cloneGroup: { group: text, name: text, region: text, project: text, lists },
  rename: { entity: text, name: text },
  describeGroup: { group: text, description: text },
  addRule: {
    owner: text,
    direction,
    rule: ruleText,
    /** Before the policy of this index; absent: last. */
    before: optional(number),
  },
  moveRule: {
    ...someRules,
    /** Before the rule with the policy of this index; absent: last. */
    before: optional(number),
  },
  moveRuleBy: { ...someRules, by: oneOf(-1, 1) },
  duplicateRule: someRules,
  removeRules: { rules: list(ruleReference) },
  setCvmGroups: {
    cvm: text,
    /** Others that get the same ones. */
    also: optional(list(text)),
    /** Keys in priority order. */
    groups: list(text),
  },
  /** Of several cvms: what is added comes last, and whatever else each has stays as it is. */
  changeCvmGroups: { cvms: list(text), add: list(text), remove: list(text) },
  setGroupCvms: { group: text, cvms: list(text) },
  attach: { cvms: list(text), group: text },
  addExpectation: {
    line: text,
    /** Where the line names something of several regions. */
    region: optional(text),
    uri: optional(text),
  },
  fixPacket: { question: object({ line: text, region: optional(text) }) },
  importRules: {
    ...imported,
    group: text,
    /** The group of the text to take, by name or id, where it holds several. */
    from: optional(text),
    append: optional(flag),
  },
  adoptLive: { group: text },
  /** All that the text declares, as something new. */
  importGroups: {
    ...imported,
    /** The rule file to write into; it need not be there. */
    uri: text,
    /** Of groups that the text names no region for. */
    region: optional(text),
    /** Of the one group, where the text does not name it. */
    name: optional(text),
  },
});
export type ModelChange = TypeOf<typeof modelChange>;

const changeParams = object({ ...modelChoice, change: modelChange });
export type ChangeParams = TypeOf<typeof changeParams>;

export const change = request<ModelEdit | Refusal>()('change', changeParams);

/** Why a name cannot be taken, or nothing where it can. One that is only taken in the region may be free in another. */
export const checkName = request<{ readonly fault?: string; readonly isTaken?: boolean }>()(
  'checkName',
  object({
    ...modelChoice,
    kind: oneOf('group'),
    name: text,
    region: text,
    /** The group that is to have the name; absent for a new one. */
    entity: optional(text),
  }),
);

export interface ImportedGroup {
  readonly name: string;
  readonly id?: string;
  /** Absent where the text does not say it. */
  readonly region?: string;
  /** False where the name is not in the text. */
  readonly named: boolean;
  readonly rules: number;
}

const importedGroupsParams = object(source);
export type ImportedGroupsParams = TypeOf<typeof importedGroupsParams>;

/** A variable that something needs and that has no value. */
export interface LackingVariable {
  readonly name: string;
  readonly description?: string;
  /** What is typed is not to be seen. */
  readonly sensitive: boolean;
}

export interface ImportedGroups {
  readonly groups: readonly ImportedGroup[];
  /** Of a module. */
  readonly lacking?: readonly LackingVariable[];
  /** Of a module with such variables: what may hold their values. */
  readonly valueFiles?: readonly string[];
}

/** The groups that an import would find in a text, or why it would find none. */
export const importedGroups = request<ImportedGroups | Failure>()('importedGroups', importedGroupsParams);

/** A format that can be written. */
export interface ExportFormat {
  readonly name: string;
  readonly title: string;
  /** A few words behind the title. */
  readonly detail: string;
  /** One text holds one direction of one group, which is to be chosen. */
  readonly wantsDirection: boolean;
  /** One text holds several groups, or a whole region. */
  readonly holdsSeveral: boolean;
}

export const exportFormats = request<{ readonly formats: readonly ExportFormat[] }>()('exportFormats', object({}));

const exportParams = object({
  ...modelChoice,
  /** Keys of groups; empty: the whole region. */
  groups: list(text),
  region: optional(text),
  /** The name of one. */
  format: text,
  direction: optional(direction),
  expand: optional(flag),
});
export type ExportParams = TypeOf<typeof exportParams>;

export interface ExportedRules {
  readonly text: string;
  readonly fileName: string;
  /** What the format cannot say, and what was not read, in words. */
  readonly report: readonly string[];
  /** What was not read and is missing in the text, therefore. */
  readonly incomplete: readonly Incomplete[];
}

/** The empty table to fill in, for an import. */
export const exportTemplate = request<Pick<ExportedRules, 'text' | 'fileName'>>()(
  'exportTemplate',
  object({ direction }),
);

export const exportRules = request<ExportedRules | Failure>()('exportRules', exportParams);
