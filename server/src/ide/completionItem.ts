// What completion looks at, and what it offers.

import type * as ast from '#syntax/ast.ts';
import type { ExpectedAt } from '#syntax/expectedAt.ts';
import type { Range } from '#text/range.ts';
import type { Folder } from '#workspace/folder.ts';

/** What completion looks at. */
export interface CompletionContext {
  readonly folder: Folder;
  readonly region: string;
  readonly project: string;
  readonly at: ExpectedAt;
  /** The declaration that the place is in, as far as it could be read. */
  readonly node?: ast.Declaration;
  /** What says the properties that the place is among, where it is in a cvm: the cvm itself or one of its interfaces. */
  readonly attached?: ast.Cvm | ast.Interface;
  /** The place, counted from the block's start, and what is written there. */
  readonly offset: number;
  readonly word: string;
  /** Whether nothing but blanks stands before it on its line. */
  readonly beginsLine: boolean;
}

export type CompletionKind = 'keyword' | 'group' | 'cvm' | 'addresses' | 'services' | 'subnet' | 'acl' | 'value' | 'id';

/** One thing that may stand at a place. */
export interface CompletionItem {
  readonly kind: CompletionKind;
  readonly label: string;
  /** Behind the label: what it is. */
  readonly detail: string;
  /** At the far end: how much there is of it. */
  readonly note?: string;
  /** More than the label, for editors that take snippets: with `$1`, `${2:name}` in it, and what it is. */
  readonly snippet?: { readonly text: string; readonly detail: string };
  /** Items with a smaller number come first. */
  readonly rank: number;
  /** What the documentation is made from when it is asked for. */
  readonly about?: About;
}

export type About =
  | { readonly kind: 'keyword'; readonly word: string }
  | { readonly kind: 'entity'; readonly key: string };

export interface Completions {
  /** What a chosen item takes the place of: the word that the cursor is in. */
  readonly range: Range;
  readonly items: readonly CompletionItem[];
}
