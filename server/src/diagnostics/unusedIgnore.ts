// Takes the findings off that comments ignore, and reports comments that take nothing off.
//
// A comment at the end of a line speaks of that line, one alone on its line of the next one; ignore comments on consecutive lines
// all speak of the line behind them. Where the line opens a block, it speaks of all of it. A comment before a declaration lies in
// the syntax block before, so that this is judged by file, in offsets of the file.

import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';
import type { TextEdit } from '#text/textEdit.ts';
import { type Code, codeInfo } from './codes.ts';
import type { Diagnostic } from './diagnostic.ts';
import { finding, graded } from './finding.ts';
import { type IgnoreComment, ignoreComments, readIgnore } from './ignoreComment.ts';
import { type Settings, severityOf } from './settings.ts';
import { ruleLists } from './walk.ts';

export interface FileToIgnoreIn {
  readonly tree: ast.File;
  readonly text: string;
  readonly settings: Settings;
  readonly diagnosticsOf: (block: ast.Block) => readonly Diagnostic[];
  /** Codes that may still be found: a comment that names one is not yet without use. */
  readonly unsure: ReadonlySet<Code>;
}

/** Whether any comment of a file says what to ignore. If not, there is nothing to do. */
export function ignoresAnything(tree: ast.File): boolean {
  return (
    tree.language === 'sg' &&
    tree.blocks.some(({ block }) => block.comments.length > 0 && ignoreComments(block).length > 0)
  );
}

/** What is left of the findings of those blocks where that differs, comments without use among them. */
export function withoutIgnored(file: FileToIgnoreIn): ReadonlyMap<ast.Block, readonly Diagnostic[]> {
  const directives = directivesOf(file);
  const ignored = new Set<Diagnostic>();
  for (const directive of directives) takeOff(file, directive, ignored);
  const reported = new Map<ast.Block, Diagnostic[]>();
  for (const directive of unusedAmong(file, directives)) {
    const { placed, ignore } = directive;
    const [diagnostic] = graded(
      [finding('unused-ignore', ignore.comment, complaint(file.settings, directive))],
      file.settings,
    );
    if (diagnostic === undefined) continue;
    const known = reported.get(placed.block);
    if (known === undefined) reported.set(placed.block, [diagnostic]);
    else known.push(diagnostic);
  }
  const changed = new Map<ast.Block, readonly Diagnostic[]>();
  for (const { block } of file.tree.blocks) {
    const all = file.diagnosticsOf(block);
    const added = reported.get(block) ?? [];
    if (added.length > 0 || all.some((diagnostic) => ignored.has(diagnostic))) {
      changed.set(block, [...all.filter((diagnostic) => !ignored.has(diagnostic)), ...added]);
    }
  }
  return changed;
}

interface Directive {
  readonly placed: ast.PlacedBlock;
  readonly ignore: IgnoreComment;
  /** The line it speaks of, and the blocks that this line opens. */
  readonly scopes: readonly Range[];
  used: boolean;
}

function directivesOf({ tree, text }: FileToIgnoreIn): Directive[] {
  return tree.blocks.flatMap((placed) =>
    ignoreComments(placed.block).map((ignore) => {
      const line = lineOf(text, placed.start + ignore.comment.start, ignore.comment.alone);
      return { placed, ignore, scopes: line === undefined ? [] : [line, ...openedOn(tree, text, line)], used: false };
    }),
  );
}

/** The line that a comment at an offset speaks of, its line break not included. */
function lineOf(text: string, comment: number, alone: boolean): Range | undefined {
  let line = lineAround(text, comment);
  if (!alone) return line;
  for (;;) {
    if (line.end >= text.length) return undefined;
    line = lineAround(text, line.end + (text.startsWith('\r\n', line.end) ? 2 : 1));
    const written = text.slice(line.start, line.end).trim();
    if (!written.startsWith('#') || readIgnore(written) === undefined) return line;
  }
}

function lineAround(text: string, offset: number): Range {
  let start = offset;
  while (start > 0 && !isLineBreak(text.charCodeAt(start - 1))) start--;
  let end = offset;
  while (end < text.length && !isLineBreak(text.charCodeAt(end))) end++;
  return { start, end };
}

function isLineBreak(unit: number): boolean {
  return unit === 10 || unit === 13;
}

/** The declarations and rule lists with braces of which keyword, name or opening brace stands on the line. */
function openedOn(tree: ast.File, text: string, line: Range): Range[] {
  const opened: Range[] = [];
  for (let i = firstReaching(tree, line.start); i < tree.blocks.length; i++) {
    const { start, block } = tree.blocks[i] as ast.PlacedBlock;
    if (start > line.end) break;
    const node = block.declaration;
    if (node === undefined || node.kind === 'region' || node.kind === 'project' || node.kind === 'expect') continue;
    const headEnd = Math.max(
      node.keyword.end,
      node.name?.end ?? 0,
      'description' in node ? (node.description?.end ?? 0) : 0,
    );
    for (const part of [
      { head: headEnd, of: node, from: node.keyword.start },
      ...ruleLists(node).map((list) => ({ head: list.keyword.end, of: list, from: list.keyword.start })),
    ]) {
      const brace = text.indexOf('{', start + part.head);
      const opens = brace < 0 || brace >= start + part.of.end ? start + part.head : brace;
      if (start + part.from <= line.end && opens >= line.start)
        opened.push({ start: start + part.of.start, end: start + part.of.end });
    }
  }
  return opened;
}

/** The index of the first block that reaches past an offset. */
function firstReaching(tree: ast.File, offset: number): number {
  let low = 0;
  let high = tree.blocks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const placed = tree.blocks[middle] as ast.PlacedBlock;
    if (placed.start + placed.block.length < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function takeOff(file: FileToIgnoreIn, directive: Directive, ignored: Set<Diagnostic>): void {
  const { codes, reason } = directive.ignore;
  if (!reason) return;
  for (const scope of directive.scopes) {
    for (let i = firstReaching(file.tree, scope.start); i < file.tree.blocks.length; i++) {
      const { start, block } = file.tree.blocks[i] as ast.PlacedBlock;
      if (start > scope.end) break;
      for (const diagnostic of file.diagnosticsOf(block)) {
        if (!codes.includes(diagnostic.code) || !canBeIgnored(diagnostic)) continue;
        if (start + diagnostic.start > scope.end || start + diagnostic.end < scope.start) continue;
        ignored.add(diagnostic);
        directive.used = true;
      }
    }
  }
}

function canBeIgnored({ code, severity }: Diagnostic): boolean {
  return severity !== 'error' && codeInfo(code).hideable;
}

/** A comment may keep others from being reported, but not itself. */
function unusedAmong({ settings, unsure }: FileToIgnoreIn, directives: readonly Directive[]): readonly Directive[] {
  const isUnused = ({ used, ignore }: Directive): boolean =>
    !ignore.reason || ignore.unknown.length > 0 || (!used && !ignore.codes.some((code) => unsure.has(code)));
  if (settings.severity.get('unused-ignore') === 'error') return directives.filter(isUnused);
  const excused = new Set<Directive>();
  for (const keeper of directives) {
    if (!keeper.ignore.reason || !keeper.ignore.codes.includes('unused-ignore')) continue;
    for (const other of directives) {
      if (other === keeper || !isUnused(other)) continue;
      const at = other.placed.start + other.ignore.comment.start;
      if (!keeper.scopes.some(({ start, end }) => start <= at && at <= end)) continue;
      excused.add(other);
      keeper.used = true;
    }
  }
  return directives.filter((directive) => isUnused(directive) && !excused.has(directive));
}

function complaint(settings: Settings, { ignore, scopes, used }: Directive): string {
  const { codes, unknown, reason } = ignore;
  const [first] = unknown;
  if (first !== undefined) return `'${first}' is no code of a diagnostic, so that nothing is taken off for it.`;
  if (codes.length === 0) return "This names no code: write '# ignore CODE: reason'.";
  if (!reason || used)
    return `This gives no reason and takes nothing off: write '# ignore ${codes.join(', ')}: reason'.`;
  const error = codes.find((code) => !codeInfo(code).hideable || severityIsError(settings, code));
  if (error !== undefined) return `'${error}' is an error, and errors cannot be ignored.`;
  if (scopes.length === 0) return 'This takes nothing off: no line follows. Remove it.';
  return `This takes nothing off: no ${codes.map((code) => `'${code}'`).join(' or ')} is reported here. Remove it.`;
}

function severityIsError(settings: Settings, code: Code): boolean {
  return severityOf(settings, code) === 'error';
}

/** The edit that removes a comment: its whole line where nothing else stands on it. Offsets are the file's. */
export function removeComment(text: string, comment: Range): TextEdit {
  const line = lineAround(text, comment.start);
  let start = comment.start;
  while (start > line.start && /[ \t]/.test(text[start - 1] as string)) start--;
  if (start > line.start) return { start, end: comment.end, newText: '' };
  const next = text.startsWith('\r\n', line.end) ? line.end + 2 : line.end + 1;
  return { start, end: Math.min(next, text.length), newText: '' };
}
