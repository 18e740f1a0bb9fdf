import type { Incomplete } from './packets.ts';
import { type Location, type ModelChoice, type Range, request } from './requests.ts';
import type { RuleReference } from './tree.ts';

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
}

export interface Refusal {
  /** Why not, in one sentence with the names that stand in the way. */
  readonly refused: string;
  /** What still uses it. */
  readonly users: readonly { readonly label: string; readonly location: Location }[];
  /** The way out, if there is one: `Detach and delete`, and what would do it. */
  readonly offer?: { readonly title: string; readonly change: ModelChange };
}

/** One rule as a form fills it in; text as the rule language writes it. */
export interface RuleText {
  readonly action: 'allow' | 'deny';
  readonly service: string;
  readonly peers: readonly string[];
  readonly until?: string;
  readonly description?: string;
}

interface SomeRules {
  readonly rule: RuleReference;
  /** Others that are to go with it, each in its list; where a place is named, all are of its list and keep their order. */
  readonly also?: readonly RuleReference[];
}

export type ModelChange =
  | {
      readonly kind: 'newGroup';
      readonly name: string;
      readonly description?: string;
      readonly region: string;
      readonly project: string /** A group whose rules to begin with. */;
      readonly copyOf?: string /** The file to write into, made where it is not there; absent: the one that holds most of the region. */;
      readonly uri?: string;
    }
  | {
      readonly kind: 'deleteGroup';
      readonly group: string /** Take it out of cvms and rules too. */;
      readonly detach?: boolean;
    }
  | {
      readonly kind: 'cloneGroup';
      readonly group: string;
      readonly name: string;
      readonly region: string;
      readonly project: string;
    }
  | { readonly kind: 'rename'; readonly entity: string; readonly name: string }
  | { readonly kind: 'describeGroup'; readonly group: string; readonly description: string }
  | {
      readonly kind: 'addRule';
      readonly owner: string;
      readonly direction: 'inbound' | 'outbound';
      readonly rule: RuleText /** Before the policy of this index; absent: last. */;
      readonly before?: number;
    }
  | ({
      readonly kind: 'moveRule' /** Before the rule with the policy of this index; absent: last. */;
      readonly before?: number;
    } & SomeRules)
  | ({ readonly kind: 'moveRuleBy'; readonly by: -1 | 1 } & SomeRules)
  | ({ readonly kind: 'duplicateRule' } & SomeRules)
  | { readonly kind: 'removeRules'; readonly rules: readonly RuleReference[] }
  | {
      readonly kind: 'setCvmGroups';
      readonly cvm: string /** Keys in priority order. */;
      readonly groups: readonly string[];
    }
  | { readonly kind: 'setGroupCvms'; readonly group: string; readonly cvms: readonly string[] }
  | { readonly kind: 'attach'; readonly cvms: readonly string[]; readonly group: string }
  | { readonly kind: 'addExpectation'; readonly line: string; readonly uri?: string }
  | { readonly kind: 'fixPacket'; readonly question: { readonly line: string; readonly region?: string } }
  | {
      readonly kind: 'importRules';
      readonly group: string /** The file's text, any format. */;
      readonly text: string /** Several files, in the place of the text. */;
      readonly files?: readonly ImportedFile[] /** The group of the text to take, by name or id, where it holds several. */;
      readonly from?: string;
      readonly direction?: 'inbound' | 'outbound';
      readonly append?: boolean;
      readonly skipInvalid?: boolean;
      readonly anyPeer?: boolean;
    }
  | { readonly kind: 'adoptLive'; readonly group: string }
  | {
      /** All that the text declares, as something new. */
      readonly kind: 'importGroups';
      readonly text: string /** Several files, in the place of the text. */;
      readonly files?: readonly ImportedFile[] /** The rule file to write into; it need not be there. */;
      readonly uri: string /** Of groups that the text names no region for. */;
      readonly region?: string /** Of the one group, where the text does not name it. */;
      readonly name?: string;
      readonly direction?: 'inbound' | 'outbound';
      readonly skipInvalid?: boolean;
      readonly anyPeer?: boolean;
    };

export const change = request<ModelChoice & { readonly change: ModelChange }, ModelEdit | Refusal>('change');

/** Why a name cannot be taken, or nothing where it can. */
export const checkName = request<
  ModelChoice & { readonly kind: 'group'; readonly name: string; readonly region: string; readonly entity?: string },
  { readonly fault?: string }
>('checkName');

export interface ImportedGroup {
  readonly name: string;
  readonly id?: string;
  /** Absent where the text does not say it. */
  readonly region?: string;
  /** False where the name is not in the text. */
  readonly named: boolean;
  readonly rules: number;
}

/** A file that is imported. Paths are relative to one folder, with slashes. */
export interface ImportedFile {
  readonly name: string;
  readonly text: string;
}

export interface ImportedGroupsParams {
  /** Of any format. */
  readonly text: string;
  /** Of several files that are imported together, in the place of the text: a Terraform configuration with its modules and values. */
  readonly files?: readonly ImportedFile[];
  readonly direction?: 'inbound' | 'outbound';
}

/** The groups that an import would find in a text, or why it would find none. */
export const importedGroups = request<
  ImportedGroupsParams,
  { readonly groups: readonly ImportedGroup[] } | { readonly error: string }
>('importedGroups');

export type ExportFormat = 'policies' | 'snapshot' | 'csv' | 'terraform' | 'sg';

export interface ExportParams extends ModelChoice {
  /** Keys of groups; empty: the whole region. */
  readonly groups: readonly string[];
  readonly region?: string;
  readonly format: ExportFormat;
  readonly direction?: 'inbound' | 'outbound';
  readonly expand?: boolean;
  /** The empty form to fill in, instead of the group's rules. */
  readonly template?: boolean;
}

export interface ExportedRules {
  readonly text: string;
  readonly fileName: string;
  /** What the format cannot say, and what was not read, in words. */
  readonly report: readonly string[];
  /** What was not read and is missing in the text, therefore. */
  readonly incomplete: readonly Incomplete[];
}

export const exportRules = request<ExportParams, ExportedRules | { readonly error: string }>('exportRules');
