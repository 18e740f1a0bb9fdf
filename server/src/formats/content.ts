// The text of a file, parsed as far as its format can be told by it. Each is parsed once, whoever asks.

import type * as ast from '#syntax/ast.ts';
import { type JsonObject, type JsonTree, type JsonValue, member, parseJson } from '#syntax/json.ts';
import { parse } from '#syntax/parse.ts';
import { memoOf } from '#util/memo.ts';
import type { ImportFile } from './importFile.ts';

export type Content = JsonContent | TextContent;

export interface JsonContent {
  readonly kind: 'json';
  readonly text: string;
  readonly tree: JsonTree;
  /** Without the `Response` that raw answers of the API have around it. Absent where there is no value at all. */
  readonly root: JsonValue | undefined;
  /** Else it is pruned: what lies deeper than formats can be told by has no members. */
  readonly isWhole: boolean;
}

export interface TextContent {
  readonly kind: 'text';
  readonly text: string;
}

/** Larger files may not fit the memory as trees. Of these only the outer levels are kept, in which formats differ. */
const MAX_WHOLE = 5_000_000;
const TELLING_DEPTH = 4;

export const contentOf: (file: ImportFile) => Content = memoOf(({ text }) => {
  const start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const first = /[^ \t\r\n]/.exec(text.slice(start, start + 100_000))?.[0];
  if (first !== '{' && first !== '[') return { kind: 'text', text };
  const isWhole = text.length <= MAX_WHOLE;
  const tree = parseJson(text, isWhole ? {} : { onObject: (_, around) => around.length >= TELLING_DEPTH });
  return { kind: 'json', text, tree, root: withoutResponse(tree.root), isWhole };
});

/** The rule language in a text. */
export const rulesIn: (content: TextContent) => ast.File = memoOf(({ text }) => parse(text));

/** The value with all its levels. */
export function wholeRoot({ text, root, isWhole }: JsonContent): JsonValue | undefined {
  return isWhole ? root : withoutResponse(parseJson(text).root);
}

export function withoutResponse(root: JsonValue | undefined): JsonValue | undefined {
  const inner = root?.kind === 'object' ? member(root, 'Response')?.value : undefined;
  return inner?.kind === 'object' ? inner : root;
}

export function asObject(value: JsonValue | undefined): JsonObject | undefined {
  return value?.kind === 'object' ? value : undefined;
}
