import type * as ast from '#syntax/ast.ts';
import { memoOf } from '#util/memo.ts';
import { type Code, isCode } from './codes.ts';

/** A comment that ignores findings, or is meant to. */
export interface IgnoreComment {
  readonly comment: ast.Comment;
  readonly codes: readonly Code[];
  /** The words among the codes that are not codes. */
  readonly unknown: readonly string[];
  /** Whether a reason is given: without one the comment ignores nothing. */
  readonly reason: boolean;
}

/** The ignore comments of a block: those that say `ignore`, then codes with commas between them, then a colon or nothing more. */
export const ignoreComments = memoOf((block: ast.Block): readonly IgnoreComment[] =>
  block.comments.flatMap((comment) => {
    const read = readIgnore(comment.text);
    return read === undefined ? [] : [{ comment, ...read }];
  }),
);

/** Reads a comment, which begins with `#`. Prose that only happens to begin with the word `ignore` is not an ignore comment. */
export function readIgnore(text: string): Omit<IgnoreComment, 'comment'> | undefined {
  const match = /^#[ \t]*ignore(?=[\s:]|$)(.*)$/s.exec(text);
  if (match === null) return undefined;
  const rest = match[1] as string;
  const colon = rest.indexOf(':');
  const words = (colon < 0 ? rest : rest.slice(0, colon)).split(',').map((word) => word.trim());
  const named = words.filter((word) => word !== '');
  const reason = colon >= 0 && rest.slice(colon + 1).trim() !== '';
  if (named.every((word) => !/\s/.test(word))) {
    return { codes: [...new Set(named.filter(isCode))], unknown: named.filter((word) => !isCode(word)), reason };
  }
  // `# ignore shadowed-rule because …` is meant as one, but the reason has to stand behind a colon.
  const first = /^\s*([\w-]+)/.exec(rest)?.[1] ?? '';
  return isCode(first) ? { codes: [first], unknown: [], reason: false } : undefined;
}
