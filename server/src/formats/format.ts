// What a format is: how a file of it is recognised by its content, how it is read into declarations, and how it is written, if it is.

import type { Entity, Expectation, Group } from '#model/model.ts';
import type * as ast from '#syntax/ast.ts';
import type { Content } from './content.ts';
import type { Outgoing } from './outgoing.ts';
import type { Item } from './reading.ts';
import type { Secrets } from './secrets.ts';
import type { Source } from './source.ts';
import type { Loaded } from './terraform/load.ts';

export interface Format {
  /** As `--as` names it. */
  readonly name: string;
  /** As people are shown it. */
  readonly title: () => string;
  readonly detect: (content: Content) => boolean;
  /** The declarations in the order of the file. Findings go to `source`. */
  readonly read: (source: Source, content: UnitContent, options: ReadOptions) => Reading | Promise<Reading>;
  /** Absent for a format that is only read. */
  readonly writer?: Writer;
}

export interface WrittenFormat extends Format {
  readonly writer: Writer;
}

export type Reading = readonly Item[];

/** Of one file, or of all files of a Terraform configuration. */
export type UnitContent = Content | { readonly kind: 'configuration'; readonly loaded: Loaded };

/** A variable of a Terraform configuration without a value. */
export interface Lacking {
  readonly description?: string;
  readonly sensitive: boolean;
}

/** What a Terraform plan says there is before it is applied, or after. */
export type PlanSide = 'before' | 'after';

export interface ReadOptions {
  /** The direction of rules that do not say it. */
  readonly direction: ast.Direction | undefined;
  /** Of a Terraform plan that is compared with itself. */
  readonly side: PlanSide | undefined;
  /** Whether the declarations will be printed, and so lose their comments. */
  readonly printed: boolean;
  /** Filled with what the names in the file mean that no declaration has, such as the address of a Terraform resource. */
  readonly references: Map<string, ast.Declaration>;
  /** Filled with the variables of a configuration that are needed and have no value. */
  readonly lacking: Map<string, Lacking>;
  /** Filled with what is sensitive. */
  readonly secrets: Secrets;
}

export type Writer = {
  /** A few words after the title. */
  readonly detail: () => string;
  /** How the names of its files end. */
  readonly extension: string;
} & (
  | { readonly holds: 'direction'; readonly write: (out: Outgoing, group: Group, direction: ast.Direction) => string }
  | { readonly holds: 'group'; readonly write: (out: Outgoing, group: Group) => string }
  /** `groups`: with the lists that their rules name. `entities`: all but expectations and comments. `everything`: these, too. */
  | { readonly holds: 'groups' | 'entities' | 'everything'; readonly write: (out: Outgoing, what: Written) => string }
);

export interface Written {
  readonly groups: readonly Group[];
  /** The groups among them. */
  readonly entities: readonly Entity[];
  readonly expectations: readonly Expectation[];
  /** The text of a file of the model, where it is known. */
  readonly textOf?: (uri: string) => string | undefined;
}
