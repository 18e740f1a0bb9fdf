// The parts of a file to which ignore comments apply.
//
// A comment at the end of a line applies to that line, a comment alone on its line to the next line. Ignore comments on consecutive lines
// all apply to the line after them. If that line opens a block, they apply to the whole block. A comment before a declaration lies in
// the syntax block before it, so scopes belong to the whole file and use its offsets.

import { ruleListsIn } from '#model/parts.ts';
import type * as ast from '#syntax/ast.ts';
import { lineEnd, lineStart, nextLine } from '#text/lines.ts';
import type { Range } from '#text/range.ts';
import { countBefore } from '#util/sorted.ts';
import { type IgnoreComment, ignoreComments, readIgnore } from './ignoreComment.ts';

export interface CommentedFile {
  readonly tree: ast.File;
  readonly text: string;
}

/** An ignore comment in its file. */
export interface Directive {
  readonly placed: ast.PlacedBlock;
  readonly ignore: IgnoreComment;
  readonly line: Range | undefined;
  used: boolean;
}

export function directivesOf({ tree, text }: CommentedFile): Directive[] {
  return tree.blocks.flatMap((placed) =>
    ignoreComments(placed.block).map((ignore) => {
      const line = lineOf(text, placed.start + ignore.comment.start, ignore.comment.alone);
      return { placed, ignore, line, used: false };
    }),
  );
}

/** A stretch of the file that a comment speaks of. */
interface Scope extends Range {
  readonly directive: Directive;
}

/**
 * What the comments speak of: their lines, the declarations and the rule lists that these lines open. Each of the three is in order and
 * without overlap, but for comments that speak of the same line.
 */
export function scopesOf(
  { tree, text }: CommentedFile,
  directives: readonly Directive[],
): readonly (readonly Scope[])[] {
  const lines: Scope[] = [];
  const declarations: Scope[] = [];
  const lists: Scope[] = [];
  for (const directive of directives) {
    if (directive.line === undefined || !directive.ignore.reason) continue;
    lines.push({ ...directive.line, directive });
    for (const { range, isList } of openedOn(tree, text, directive.line))
      (isList ? lists : declarations).push({ ...range, directive });
  }
  return [lines, declarations, lists];
}

/** The comments that speak of a place. */
export function* directivesFor(scopes: readonly (readonly Scope[])[], range: Range): Generator<Directive> {
  for (const ordered of scopes) {
    const first = countBefore(ordered.length, (i) => (ordered[i] as Scope).end < range.start);
    for (let i = first; i < ordered.length && (ordered[i] as Scope).start <= range.end; i++)
      yield (ordered[i] as Scope).directive;
  }
}

/** The line that a comment at an offset speaks of, its line break not included. */
function lineOf(text: string, comment: number, alone: boolean): Range | undefined {
  let line = lineAround(text, comment);
  if (!alone) return line;
  for (;;) {
    if (line.end >= text.length) return undefined;
    line = lineAround(text, nextLine(text, line.end));
    const written = text.slice(line.start, line.end).trim();
    if (!written.startsWith('#') || readIgnore(written) === undefined) return line;
  }
}

function lineAround(text: string, offset: number): Range {
  return { start: lineStart(text, offset), end: lineEnd(text, offset) };
}

/** The declarations and rule lists with braces of which keyword, name or opening brace stands on the line. */
function openedOn(tree: ast.File, text: string, line: Range): { readonly range: Range; readonly isList: boolean }[] {
  const opened: { readonly range: Range; readonly isList: boolean }[] = [];
  const first = countBefore(tree.blocks.length, (i) => endOf(tree.blocks[i] as ast.PlacedBlock) < line.start);
  for (let i = first; i < tree.blocks.length; i++) {
    const { start, block } = tree.blocks[i] as ast.PlacedBlock;
    if (start > line.end) break;
    const node = block.declaration;
    if (node === undefined || node.kind === 'region' || node.kind === 'project' || node.kind === 'expect') continue;
    const description = 'description' in node ? node.description?.end : undefined;
    const heads = [
      { of: node, keyword: node.keyword, end: Math.max(node.keyword.end, node.name?.end ?? 0, description ?? 0) },
      ...ruleListsIn(node).map((list) => ({ of: list, keyword: list.keyword, end: list.keyword.end })),
    ];
    for (const { of, keyword, end } of heads) {
      if (start + keyword.start > line.end || start + of.end < line.start) continue;
      const brace = text.indexOf('{', start + end);
      const opens = brace < 0 || brace >= start + of.end ? start + end : brace;
      if (opens >= line.start)
        opened.push({ range: { start: start + of.start, end: start + of.end }, isList: of !== node });
    }
  }
  return opened;
}

function endOf({ start, block }: ast.PlacedBlock): number {
  return start + block.length;
}
