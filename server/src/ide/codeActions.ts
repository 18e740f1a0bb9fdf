import type { Range } from '#text/range.ts';
import { fixAll, fixesAt, type Snapshot } from '#workspace/snapshot.ts';
import type { ActionKind, CodeAction } from './codeAction.ts';
import { createMissing } from './refactor/createMissing.ts';
import { extractAddresses } from './refactor/extractAddresses.ts';
import { inlineAddresses } from './refactor/inlineAddresses.ts';
import { mergeRules } from './refactor/mergeRules.ts';
import { moveToEffect } from './refactor/moveToEffect.ts';
import { rulePlaceAt } from './refactor/place.ts';
import { splitRule } from './refactor/splitRule.ts';

/** What can be done about a range of a file, of the kinds that are wanted. */
export function codeActions(
  snapshot: Snapshot,
  uri: string,
  range: Range,
  wanted: ReadonlySet<ActionKind>,
): readonly CodeAction[] {
  const actions: CodeAction[] = [];
  if (wanted.has('fix')) actions.push(...fixes(snapshot, uri, range), ...createMissing(snapshot, uri, range));
  if (wanted.has('inline')) actions.push(...inlineAddresses(snapshot, uri, range));
  const place = wanted.has('extract') || wanted.has('rewrite') ? rulePlaceAt(snapshot, uri, range) : undefined;
  if (place !== undefined && wanted.has('extract')) actions.push(...extractAddresses(place));
  if (place !== undefined && wanted.has('rewrite'))
    actions.push(...splitRule(place), ...mergeRules(place), ...moveToEffect(place));
  if (wanted.has('fixAll')) actions.push(...allFixes(snapshot, uri));
  return actions;
}

function fixes(snapshot: Snapshot, uri: string, range: Range): readonly CodeAction[] {
  return fixesAt(snapshot, uri, range).map(({ diagnostic, fix: { edits, title, ...fix } }) => ({
    ...fix,
    kind: 'fix',
    // What is renamed or removed may decide packets otherwise; where the title does not speak of it yet, it is said.
    title: fix.changesPackets && !/\bdecided\b/.test(title) ? `${title} (changes which packets pass)` : title,
    diagnostics: [{ ...diagnostic, uri }],
    edits: new Map([[uri, edits]]),
  }));
}

function allFixes(snapshot: Snapshot, uri: string): readonly CodeAction[] {
  const edits = fixAll(snapshot, uri);
  if (edits.length === 0) return [];
  const shared = { preferred: false, diagnostics: [], changesPackets: false };
  return [{ ...shared, kind: 'fixAll', title: 'Fix all that changes no packet', edits: new Map([[uri, edits]]) }];
}
