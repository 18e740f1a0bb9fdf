// Leaves out the findings that comments ignore, and reports comments that ignore nothing.
//
// A comment at the end of a line speaks of that line, one alone on its line of the next one; ignore comments on consecutive lines
// all speak of the line behind them. Where the line opens a block, it speaks of all of it. A comment before a declaration lies in
// the syntax block before, so that this is judged by file, in offsets of the file.

import { ruleListsIn } from '#model/parts.ts';
import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';
import type { TextEdit } from '#text/textEdit.ts';
import { editDistance } from '#util/editDistance.ts';
import { t } from '#util/l10n.ts';
import { codes as allCodes, type Code, codeInfo } from './codes.ts';
import type { Diagnostic } from './diagnostic.ts';
import { finding, graded } from './finding.ts';
import { type Fix, type FixContext, fix, placedAt } from './fix.ts';
import { type IgnoreComment, ignoreComments, readIgnore } from './ignoreComment.ts';
import { type Settings, severityOf } from './settings.ts';
import { quoted } from './words.ts';

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
  return ignores(tree, () => true);
}

/** Whether any comment of a file names one of the codes. */
export function ignoresAny(tree: ast.File, codes: ReadonlySet<Code>): boolean {
  return ignores(tree, (comment) => comment.codes.some((code) => codes.has(code)));
}

function ignores(tree: ast.File, isMeant: (comment: IgnoreComment) => boolean): boolean {
  if (tree.language === 'json') return false;
  return tree.blocks.some(({ block }) => block.comments.length > 0 && ignoreComments(block).some(isMeant));
}

/** What is left of the findings of those blocks where that differs, comments without use among them. */
export function withoutIgnored(file: FileToIgnoreIn): ReadonlyMap<ast.Block, readonly Diagnostic[]> {
  const directives = directivesOf(file);
  const reported = new Map<ast.Block, Diagnostic[]>();
  const left = takeOff(file, directives);
  for (const directive of unusedAmong(file, directives)) {
    const { placed, ignore } = directive;
    const found = finding('unused-ignore', ignore.comment, complaint(file.settings, directive));
    const known = reported.get(placed.block);
    const made = graded([found], file.settings);
    reported.set(placed.block, known === undefined ? [...made] : known.concat(made));
  }
  for (const [block, added] of reported) left.set(block, (left.get(block) ?? file.diagnosticsOf(block)).concat(added));
  return left;
}

interface Directive {
  readonly placed: ast.PlacedBlock;
  readonly ignore: IgnoreComment;
  readonly line: Range | undefined;
  used: boolean;
}

function directivesOf({ tree, text }: FileToIgnoreIn): Directive[] {
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
function scopesOf({ tree, text }: FileToIgnoreIn, directives: readonly Directive[]): readonly (readonly Scope[])[] {
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

function* scopesAround(scopes: readonly (readonly Scope[])[], range: Range): Generator<Directive> {
  for (const ordered of scopes) {
    let low = 0;
    let high = ordered.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ordered[middle] as Scope).end < range.start) low = middle + 1;
      else high = middle;
    }
    for (let i = low; i < ordered.length && (ordered[i] as Scope).start <= range.end; i++)
      yield (ordered[i] as Scope).directive;
  }
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
function openedOn(tree: ast.File, text: string, line: Range): { readonly range: Range; readonly isList: boolean }[] {
  const opened: { readonly range: Range; readonly isList: boolean }[] = [];
  for (let i = firstReaching(tree, line.start); i < tree.blocks.length; i++) {
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

/** Marks the comments that are of use, and returns what is left of blocks of which something is taken off. */
function takeOff(file: FileToIgnoreIn, directives: readonly Directive[]): Map<ast.Block, readonly Diagnostic[]> {
  const scopes = scopesOf(file, directives);
  const left = new Map<ast.Block, readonly Diagnostic[]>();
  for (const { start: by, block } of file.tree.blocks) {
    const all = file.diagnosticsOf(block);
    const kept = all.filter((diagnostic) => {
      if (!canBeIgnored(diagnostic)) return true;
      let ignored = false;
      const at = { start: by + diagnostic.start, end: by + diagnostic.end };
      for (const directive of scopesAround(scopes, at)) {
        if (!directive.ignore.codes.includes(diagnostic.code)) continue;
        directive.used = true;
        ignored = true;
      }
      return !ignored;
    });
    if (kept.length < all.length) left.set(block, kept);
  }
  return left;
}

function canBeIgnored({ code, severity }: Diagnostic): boolean {
  return severity !== 'error' && codeInfo(code).hideable;
}

/** A comment may keep others from being reported, but not itself. */
function unusedAmong(file: FileToIgnoreIn, directives: readonly Directive[]): readonly Directive[] {
  const { settings, unsure } = file;
  const isUnused = ({ used, ignore }: Directive): boolean =>
    !ignore.reason || ignore.unknown.length > 0 || (!used && !ignore.codes.some((code) => unsure.has(code)));
  if (severityOf(settings, 'unused-ignore') === 'error') return directives.filter(isUnused);
  const keepers = directives.filter(({ ignore }) => ignore.codes.includes('unused-ignore'));
  const scopes = scopesOf(file, keepers);
  const excused = new Set<Directive>();
  for (const directive of directives) {
    if (!isUnused(directive)) continue;
    const { start, end } = directive.ignore.comment;
    const at = { start: start + directive.placed.start, end: end + directive.placed.start };
    for (const keeper of scopesAround(scopes, at)) {
      if (keeper === directive) continue;
      keeper.used = true;
      excused.add(directive);
    }
  }
  return directives.filter((directive) => isUnused(directive) && !excused.has(directive));
}

function complaint(settings: Settings, { ignore, line, used }: Directive): string {
  const { codes, unknown, reason } = ignore;
  const [first] = unknown;
  if (first !== undefined) return t('{0} is not a code of a diagnostic: this ignores nothing.', quoted(first));
  if (codes.length === 0) return t("The code is missing: write '# ignore CODE: reason'.");
  if (!reason || used)
    return t("Without a reason this ignores nothing: write '# ignore {0}: reason'.", codes.join(', '));
  const error = codes.find((code) => !codeInfo(code).hideable || severityIsError(settings, code));
  if (error !== undefined) return t("'{0}' is an error, and errors cannot be ignored.", error);
  if (line === undefined) return t('This ignores nothing: no line follows. Remove it.');
  const unreported = codes.map((code) => `'${code}'`).join(t(' or '));
  return t('This ignores nothing: no {0} is reported here. Remove it.', unreported);
}

function severityIsError(settings: Settings, code: Code): boolean {
  return severityOf(settings, code) === 'error';
}

export function commentFixes(context: FixContext, diagnostic: Diagnostic): readonly Fix[] {
  return [...meantCodes(context, diagnostic), ...removeCommentFixes(context, diagnostic)];
}

/** The code that is spelled most alike, in the place of one that is none. */
function meantCodes(context: FixContext, diagnostic: Diagnostic): readonly Fix[] {
  const { start, end } = placedAt(context, diagnostic);
  const written = context.text.slice(start, end);
  const [unknown] = readIgnore(written)?.unknown ?? [];
  if (unknown === undefined) return [];
  const near = allCodes
    .filter(({ hideable }) => hideable)
    .map(({ code }) => ({ code, distance: editDistance(unknown, code, MOST_SLIPS) }))
    .filter(({ distance }) => distance <= MOST_SLIPS)
    .toSorted((a, b) => a.distance - b.distance)[0];
  const at = start + written.indexOf(unknown);
  return near === undefined
    ? []
    : [fix(t("Write '{0}'", near.code), [{ start: at, end: at + unknown.length, newText: near.code }])];
}

const MOST_SLIPS = 3;

function removeCommentFixes(context: FixContext, diagnostic: Diagnostic): readonly Fix[] {
  return [fix(t('Remove the comment'), [removeComment(context.text, placedAt(context, diagnostic))])];
}

/** The edit that removes a comment: its whole line where nothing else stands on it. Offsets are the file's. */
function removeComment(text: string, comment: Range): TextEdit {
  const line = lineAround(text, comment.start);
  let start = comment.start;
  while (start > line.start && /[ \t]/.test(text[start - 1] as string)) start--;
  if (start > line.start) return { start, end: comment.end, newText: '' };
  const next = text.startsWith('\r\n', line.end) ? line.end + 2 : line.end + 1;
  return { start, end: Math.min(next, text.length), newText: '' };
}
