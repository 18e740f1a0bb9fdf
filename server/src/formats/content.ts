// The text of a file, parsed as far as is needed to find out its format. Each file is parsed once, however often it is asked for.

import type * as ast from '#syntax/ast.ts';
import { type JsonTree, type JsonValue, parseJson } from '#syntax/json.ts';
import { parse } from '#syntax/parse.ts';
import { memoOf } from '#util/memo.ts';
import type { ImportFile } from './importFile.ts';
import { objectIn } from './jsonAccess.ts';

export type Content = JsonContent | TextContent;

export interface JsonContent {
  readonly kind: 'json';
  readonly text: string;
  readonly tree: JsonTree;
  /** The value without the `Response` around it that answers of the API have. Absent where there is no value. */
  readonly root: JsonValue | undefined;
  /** Whether the tree has all its levels. Otherwise the objects of the inner levels have no members. */
  readonly isWhole: boolean;
}

export interface TextContent {
  readonly kind: 'text';
  readonly text: string;
}

/** A larger file may not fit the memory as a tree. Only its outer levels are kept, in which the formats differ. */
const MAX_WHOLE = 5_000_000;
const OUTER_LEVELS = 4;

export const contentOf: (file: ImportFile) => Content = memoOf(({ text }) => {
  const start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const first = /[^ \t\r\n]/.exec(text.slice(start, start + 100_000))?.[0];
  if (first !== '{' && first !== '[') return { kind: 'text', text };
  const isWhole = text.length <= MAX_WHOLE;
  const tree = parseJson(text, isWhole ? {} : { onObject: (_, around) => around.length >= OUTER_LEVELS });
  return { kind: 'json', text, tree, root: withoutResponse(tree.root), isWhole };
});

/** The rule language in a text. */
export const rulesIn: (content: TextContent) => ast.File = memoOf(({ text }) => parse(text));

/** The value with all its levels. */
export function wholeRoot({ text, root, isWhole }: JsonContent): JsonValue | undefined {
  return isWhole ? root : withoutResponse(parseJson(text).root);
}

export function withoutResponse(root: JsonValue | undefined): JsonValue | undefined {
  return objectIn(root, 'Response') ?? root;
}
