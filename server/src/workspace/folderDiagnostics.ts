// The diagnostics of the files of a folder, and their fixes.

import { type CheckedBlock, checkingFile, type Depth } from '#diagnostics/check.ts';
import type { Code, Severity } from '#diagnostics/codes.ts';
import type { Diagnostic } from '#diagnostics/diagnostic.ts';
import type { Fix } from '#diagnostics/fix.ts';
import { fixesOf, safeFixes } from '#diagnostics/fixes.ts';
import { judgingLists, judgingMachines, waitsForOthers } from '#diagnostics/runner.ts';
import { severityOf } from '#diagnostics/settings.ts';
import type { Source } from '#model/model.ts';
import { startOf } from '#model/places.ts';
import type { Range } from '#text/range.ts';
import type { TextEdit } from '#text/textEdit.ts';
import { memoOf } from '#util/memo.ts';
import { finish, type Steps } from '#util/steps.ts';
import type { BlockDiagnostics } from './blockDiagnostics.ts';
import type { Config } from './config.ts';
import { withFileFault } from './fileFault.ts';
import type { Folder, SourceFile } from './folder.ts';

export interface PlacedRelated extends Range {
  readonly uri: string;
  readonly message: string;
}

/** A finding with offsets of its file. */
export interface PlacedDiagnostic extends Range {
  readonly code: Code;
  readonly severity: Severity;
  readonly message: string;
  /** Fades the text. */
  readonly unnecessary: boolean;
  readonly related: readonly PlacedRelated[];
}

/** Everything to be said about a file, ordered by place. Nothing for a URI that is no file of the folder. */
export function diagnosticsOf(folder: Folder, uri: string): readonly PlacedDiagnostic[] {
  return placedIn(folder, blockDiagnosticsOf(folder, uri));
}

/** The findings of blocks, ordered by place. */
export function placedIn(folder: Folder, blocks: readonly BlockDiagnostics[]): readonly PlacedDiagnostic[] {
  return blocks
    .flatMap(({ start, diagnostics }) => diagnostics.map((diagnostic) => place(folder, diagnostic, start)))
    .sort((a, b) => a.start - b.start);
}

/** The same by blocks, for whoever keeps results of untouched blocks. Blocks without findings are left out. */
export function blockDiagnosticsOf(folder: Folder, uri: string, depth: Depth = 'full'): readonly BlockDiagnostics[] {
  return finish(judgingFile(folder, uri, depth));
}

/**
 * Finds in steps what is to be said about the blocks of a file. A `quick` answer takes what follows from other blocks (expectations, for
 * one) as it was the last time; `judgeOthers` makes up for it.
 */
export function* judgingFile(folder: Folder, uri: string, depth: Depth): Steps<readonly BlockDiagnostics[]> {
  const file = folder.files.get(uri);
  if (file === undefined) return [];
  if (file.language === 'config') {
    const diagnostics = configDiagnostics(folder.config);
    return withFileFault(folder, file, diagnostics.length === 0 ? [] : [{ start: 0, diagnostics }]);
  }
  const checked = yield* checking(folder, file, depth);
  const blocks = checked.map(({ placed, diagnostics }) => ({ ...placed, diagnostics }));
  return withFileFault(folder, file, blocks);
}

/** Judges what quick answers left as it was, a little at each step, so that others can come in between. */
export function* judgeOthers({ files, model, settings }: Folder): Steps<true> {
  for (const { language, syntaxOnly, tree } of files.values()) {
    if (language === 'config' || syntaxOnly) continue;
    for (const { block } of tree.blocks) {
      if (!waitsForOthers(model, settings, block)) continue;
      yield* judgingLists(model, settings, block);
      yield* judgingMachines(model, settings, block);
      yield;
    }
  }
  return true;
}

/** Where related information stands now, in offsets of its file. */
function placeOf(folder: Folder, { uri, block }: Source, { start, end }: Range): Range {
  const by = startOf(folder.files.get(uri)?.tree, block) ?? 0;
  return { start: start + by, end: end + by };
}

export interface OfferedFix {
  readonly diagnostic: PlacedDiagnostic;
  /** Its edits are the file's. */
  readonly fix: Fix;
}

/** The quick fixes for what is reported in a range of a file, its ends included. */
export function fixesAt(folder: Folder, uri: string, range: Range): readonly OfferedFix[] {
  const file = folder.files.get(uri);
  if (file === undefined || file.language === 'config' || file.syntaxOnly) return [];
  const { language, text } = file;
  const offered: OfferedFix[] = [];
  // What follows from machines is taken as it was found last; that rules are without effect is to be so now.
  for (const { start, block } of file.tree.blocks) {
    const isAt = start <= range.end && start + block.length >= range.start;
    if (isAt) finish(judgingLists(folder.model, folder.settings, block));
  }
  for (const { placed, diagnostics } of checked(folder, file, 'quick')) {
    for (const diagnostic of diagnostics) {
      if (placed.start + diagnostic.start > range.end || placed.start + diagnostic.end < range.start) continue;
      for (const fix of fixesOf({ model: folder.model, language, text, placed }, diagnostic)) {
        offered.push({ diagnostic: place(folder, diagnostic, placed.start), fix });
      }
    }
  }
  return offered;
}

/** Every fix of a file that changes no packet's fate, as one; rules without effect go only where they can go together. */
export function fixAll(folder: Folder, uri: string): readonly TextEdit[] {
  const file = folder.files.get(uri);
  if (file === undefined || file.language === 'config' || file.syntaxOnly || file.parts !== undefined) return [];
  const { language, text } = file;
  return checked(folder, file).flatMap(({ placed, diagnostics }) =>
    safeFixes({ model: folder.model, language, text, placed }, diagnostics),
  );
}

function place(folder: Folder, diagnostic: Diagnostic, by: number): PlacedDiagnostic {
  const related = diagnostic.related.map(({ source, message, ...at }) => ({
    uri: source.uri,
    ...placeOf(folder, source, at),
    message,
  }));
  return { ...diagnostic, start: diagnostic.start + by, end: diagnostic.end + by, related };
}

/** What was judged as a whole, by file. */
const checks = memoOf((_: Folder) => new Map<string, readonly CheckedBlock[]>());

function checked(folder: Folder, file: SourceFile, depth: Depth = 'full'): readonly CheckedBlock[] {
  return finish(checking(folder, file, depth));
}

function* checking(folder: Folder, file: SourceFile, depth: Depth): Steps<readonly CheckedBlock[]> {
  const byFile = checks(folder);
  const known = byFile.get(file.uri);
  if (known !== undefined) return known;
  const found = yield* checkingFile(folder, file, depth);
  if (depth === 'full') byFile.set(file.uri, found);
  return found;
}

const configDiagnostics = memoOf((config: Config): readonly Diagnostic[] => gradedProblems(config));

function gradedProblems({ settings, problems }: Config): readonly Diagnostic[] {
  const severity = severityOf(settings, 'config-error');
  if (severity === 'off') return [];
  return problems.map(({ start, end, message, notJson }) => ({
    code: 'config-error',
    severity,
    start,
    end,
    message,
    related: [],
    unnecessary: false,
    notJson,
  }));
}
