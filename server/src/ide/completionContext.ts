import type * as ast from '#syntax/ast.ts';
import type { ExpectedAt } from '#syntax/expectedAt.ts';
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
}
