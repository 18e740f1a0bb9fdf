import { editsLaidOut } from '#edits/laidOut.ts';
import { blockDiagnosticsOf, diagnosticsAt, fixesAt } from '#questions/findings.ts';
import type { Range } from '#text/range.ts';
import type { TextEdit } from '#text/textEdit.ts';
import { t } from '#util/l10n.ts';
import type { Folder } from '#workspace/folder.ts';
import { fixAll } from '#workspace/folderDiagnostics.ts';
import type { ActionKind, CodeAction } from './codeAction.ts';
import { configFixes } from './configFixes.ts';
import { actionsFor } from './findingActions.ts';
import { createMissing } from './refactor/createMissing.ts';
import { extractAddresses } from './refactor/extractAddresses.ts';
import { inlineAddresses } from './refactor/inlineAddresses.ts';
import { mergeRules } from './refactor/mergeRules.ts';
import { moveToEffect } from './refactor/moveToEffect.ts';
import { rulePlaceAt } from './refactor/place.ts';
import { splitRule } from './refactor/splitRule.ts';
import { unreadUseElsewhere } from './unreadUse.ts';

/** What can be done about a range of a file, of the kinds that are wanted. */
export function codeActions(
  folder: Folder,
  uri: string,
  range: Range,
  wanted: ReadonlySet<ActionKind>,
): readonly CodeAction[] {
  const actions: CodeAction[] = [];
  if (wanted.has('fix')) actions.push(...fixes(folder, uri, range), ...createMissing(folder, uri, range));
  if (wanted.has('inline')) actions.push(...inlineAddresses(folder, uri, range));
  const place = wanted.has('extract') || wanted.has('rewrite') ? rulePlaceAt(folder, uri, range) : undefined;
  // In a snapshot each rule is an object of its own with one peer.
  const lines = place?.language === 'sg' ? place : undefined;
  if (lines !== undefined && wanted.has('extract')) actions.push(...extractAddresses(lines));
  if (lines !== undefined && wanted.has('rewrite')) actions.push(...splitRule(lines), ...mergeRules(lines));
  if (place !== undefined && wanted.has('rewrite')) actions.push(...moveToEffect(place));
  if (wanted.has('fixAll')) actions.push(...allFixes(folder, uri));
  // What people go on to type in is laid out when they format it.
  return actions.map((action) =>
    action.cursor === undefined ? { ...action, edits: editsLaidOut(folder.files, action.edits) } : action,
  );
}

/** Of a selection with more findings than this only the first are looked at: who selects everything asks for no fix of one line. */
const MOST_FINDINGS = 30;

function fixes(folder: Folder, uri: string, range: Range): readonly CodeAction[] {
  const own = textFixes(folder, uri, range);
  const [ignores, others] = [
    own.filter(({ cursor }) => cursor !== undefined),
    own.filter(({ cursor }) => cursor === undefined),
  ];
  return [...others, ...moreActions(folder, uri, range), ...ignores];
}

/** Actions that are more than an edit of this file. Of each code only the first finding of a selection counts: trying expectations takes time. */
function moreActions(folder: Folder, uri: string, range: Range): readonly CodeAction[] {
  const touched = diagnosticsAt(folder, uri, range);
  const first = new Map(touched.toReversed().map((each) => [each.code, each]));
  return [...first.values()]
    .toReversed()
    .flatMap((each) => (each.code === 'config-error' ? configFixes : actionsFor)(folder, uri, each));
}

function textFixes(folder: Folder, uri: string, range: Range): readonly CodeAction[] {
  return fixesAt(folder, uri, firstFindings(folder, uri, range))
    .filter(({ fix }) => !takesOutWhatIsNotRead(folder, uri, fix.edits))
    .map(({ diagnostic, fix: { edits, title, ...fix } }) => ({
      ...fix,
      kind: 'fix',
      // What is renamed or removed may decide packets otherwise; the title of an expired rule's fix speaks of it already.
      title:
        fix.changesPackets && diagnostic.code !== 'expired-rule' ? t('{0} (changes which packets pass)', title) : title,
      diagnostics: [{ ...diagnostic, uri }],
      edits: new Map([[uri, edits]]),
    }));
}

/** Whether the edits delete a declaration of which a line speaks that could not be read: what seems unused may be used there. */
function takesOutWhatIsNotRead(folder: Folder, uri: string, edits: readonly TextEdit[]): boolean {
  const blocks = folder.files.get(uri)?.tree.blocks ?? [];
  return edits.some(({ start, end, newText }) => {
    if (newText !== '' || start === end) return false;
    return blocks.some(({ start: base, block }) => {
      const entity = folder.model.bindings.get(block)?.entity;
      const name = entity?.node.name;
      if (entity === undefined || name === undefined || start > base + name.start || base + name.end > end)
        return false;
      return unreadUseElsewhere(folder, entity) !== undefined;
    });
  });
}

function firstFindings(folder: Folder, uri: string, range: Range): Range {
  let left = MOST_FINDINGS;
  for (const { start, diagnostics } of blockDiagnosticsOf(folder, uri)) {
    for (const finding of diagnostics) {
      if (start + finding.end < range.start || start + finding.start > range.end) continue;
      if (--left === 0) return { start: range.start, end: Math.min(range.end, start + finding.start) };
    }
  }
  return range;
}

function allFixes(folder: Folder, uri: string): readonly CodeAction[] {
  const edits = fixAll(folder, uri);
  if (edits.length === 0) return [];
  const shared = { preferred: false, diagnostics: [], changesPackets: false };
  return [
    { ...shared, kind: 'fixAll', title: t('Fix everything that changes no packet'), edits: new Map([[uri, edits]]) },
  ];
}
