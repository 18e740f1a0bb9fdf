// Leaves out the findings that comments ignore, and reports comments that ignore nothing: `unused-ignore`.

import type * as ast from '#syntax/ast.ts';
import { lineStart, nextLine } from '#text/lines.ts';
import type { Range } from '#text/range.ts';
import type { TextEdit } from '#text/textEdit.ts';
import { t } from '#util/l10n.ts';
import { editDistance, withoutEnd } from '#util/strings.ts';
import { codes as allCodes, type Code, codeInfo } from './codes.ts';
import type { Diagnostic } from './diagnostic.ts';
import { finding, graded } from './finding.ts';
import { type Fix, type FixContext, fix, placedAt } from './fix.ts';
import { ignoreComments, readIgnore } from './ignoreComment.ts';
import { type CommentedFile, type Directive, directivesFor, directivesOf, scopesOf } from './ignoreScopes.ts';
import { type Settings, severityOf } from './settings.ts';
import { quoted } from './words.ts';

export interface FileToIgnoreIn extends CommentedFile {
  readonly settings: Settings;
  readonly diagnosticsOf: (block: ast.Block) => readonly Diagnostic[];
  /** Codes that are still to be judged: a comment that names one may turn out to be of use. */
  readonly unsure: ReadonlySet<Code>;
}

/** Whether a file has any ignore comment. */
export function ignoresAnything(tree: ast.File): boolean {
  if (tree.language === 'json') return false;
  return tree.blocks.some(({ block }) => block.comments.length > 0 && ignoreComments(block).length > 0);
}

/** The findings of blocks for which comments change them: without the ignored ones, with those about unused comments. */
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

/** Marks the comments that are of use, and returns what is left of the findings of blocks where some are ignored. */
function takeOff(file: FileToIgnoreIn, directives: readonly Directive[]): Map<ast.Block, readonly Diagnostic[]> {
  const scopes = scopesOf(file, directives);
  const left = new Map<ast.Block, readonly Diagnostic[]>();
  for (const { start: by, block } of file.tree.blocks) {
    const all = file.diagnosticsOf(block);
    const kept = all.filter((diagnostic) => {
      if (!canBeIgnored(diagnostic)) return true;
      let ignored = false;
      const at = { start: by + diagnostic.start, end: by + diagnostic.end };
      for (const directive of directivesFor(scopes, at)) {
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

/** The comments to report. One with the code `unused-ignore` may keep others from being reported, but not itself. */
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
    for (const keeper of directivesFor(scopes, at)) {
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
  const error = codes.find((code) => !codeInfo(code).hideable || severityOf(settings, code) === 'error');
  if (error !== undefined) return t("'{0}' is an error, and errors cannot be ignored.", error);
  if (line === undefined) return t('This ignores nothing: no line follows. Remove it.');
  const unreported = codes.map((code) => `'${code}'`).join(t(' or '));
  return t('This ignores nothing: no {0} is reported here. Remove it.', unreported);
}

export function commentFixes(context: FixContext, diagnostic: Diagnostic): readonly Fix[] {
  return [...meantCodes(context, diagnostic), ...removeCommentFixes(context, diagnostic)];
}

/** Writes the code that is spelled most like a word that is not a code. */
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

/** The edit that removes a comment, with its whole line where nothing else stands on it. Offsets are those of the file. */
function removeComment(text: string, comment: Range): TextEdit {
  const line = lineStart(text, comment.start);
  const start = line + withoutEnd(text.slice(line, comment.start), (each) => each === ' ' || each === '\t').length;
  if (start > line) return { start, end: comment.end, newText: '' };
  return { start, end: nextLine(text, comment.end), newText: '' };
}
