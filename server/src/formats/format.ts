// What a format is: told by the content of a file, read into declarations, and written, where it can be.

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
  /** The declarations in the order of the file. What is found on the way goes to `source`. */
  readonly read: (source: Source, content: UnitContent, options: ReadOptions) => Reading | Promise<Reading>;
  /** Absent where it is only read. */
  readonly writer?: Writer;
}

export interface WrittenFormat extends Format {
  readonly writer: Writer;
}

export type Reading = readonly Item[];

/** Of one file, or of all files of a Terraform configuration. */
export type UnitContent = Content | { readonly kind: 'configuration'; readonly loaded: Loaded };

export interface Lacking {
  readonly description?: string;
  readonly sensitive: boolean;
}

export interface ReadOptions {
  /** For rules that do not say it themselves. */
  readonly direction: ast.Direction | undefined;
  /** Of a Terraform plan what there is, not what there is going to be. */
  readonly before: boolean;
  /** Whether the declarations are going to be printed anew, and so without their comments. */
  readonly printed: boolean;
  /** Filled with what a name of the file means that is none of a declaration. */
  readonly references: Map<string, ast.Declaration>;
  /** Filled with variables of a configuration that something needs and that have no value. */
  readonly lacking: Map<string, Lacking>;
  /** Filled with what must not come out. */
  readonly secrets: Secrets;
}

export type Writer = {
  /** A few words behind the title. */
  readonly detail: () => string;
  /** The end of the names of its files. */
  readonly extension: string;
} & (
  | { readonly holds: 'direction'; readonly write: (out: Outgoing, group: Group, direction: ast.Direction) => string }
  | { readonly holds: 'group'; readonly write: (out: Outgoing, group: Group) => string }
  /** `groups`: with the lists of their rules; `entities`: all but expectations and comments; `everything`: these too. */
  | { readonly holds: 'groups' | 'entities' | 'everything'; readonly write: (out: Outgoing, what: Written) => string }
);

export interface Written {
  readonly groups: readonly Group[];
  /** The groups among them. */
  readonly entities: readonly Entity[];
  readonly expectations: readonly Expectation[];
  /** The text of a file of the model, where it is at hand. */
  readonly textOf?: (uri: string) => string | undefined;
}
