// Where rules stand, in the JSON of the command line.

import type { Decision } from '#engine/packet/trace.ts';
import { BUILTIN_TEXT, BUILTIN_URI, builtinTree } from '#model/builtins.ts';
import { startOf } from '#model/places.ts';
import { type LineIndex, lineIndex, positionAt } from '#text/lineIndex.ts';
import type { Range } from '#text/range.ts';
import { shift } from '#text/range.ts';
import type { Snapshot } from '#workspace/snapshot.ts';
import { shownFile } from './paths.ts';
import { standing } from './standing.ts';
import type { System } from './system.ts';

export interface JsonRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

export interface JsonRule {
  readonly file: string;
  readonly range: JsonRange;
  readonly owner: string;
  readonly direction: 'inbound' | 'outbound';
  readonly index: number;
}

/** Zero-based lines and UTF-16 characters, as in LSP. */
export function jsonRange(index: LineIndex, range: Range): JsonRange {
  return { start: positionAt(index, range.start), end: positionAt(index, range.end) };
}

export function jsonRule(
  system: System,
  snapshot: Snapshot,
  decision: Decision | null | undefined,
  direction: 'inbound' | 'outbound',
): JsonRule | null {
  const place = decision == null ? undefined : rulePlace(snapshot, decision);
  if (decision == null || place === undefined) return null;
  const { uri, index, range } = place;
  const owner = snapshot.model.entities.get(decision.owner)?.name ?? decision.owner;
  return {
    file: shownFile(system, uri),
    range: jsonRange(index, range),
    owner,
    direction,
    index: decision.policy.index,
  };
}

export interface RulePlace {
  readonly uri: string;
  /** The whole file's, in which the range is. */
  readonly text: string;
  readonly index: LineIndex;
  readonly range: Range;
}

export function rulePlace(snapshot: Snapshot, { owner, policy }: Decision): RulePlace | undefined {
  const entity = snapshot.model.entities.get(owner);
  if (entity === undefined) return undefined;
  const { uri, block } = entity.source;
  const file = snapshot.files.get(uri);
  const tree = file?.tree ?? (uri === BUILTIN_URI ? builtinTree() : undefined);
  const start = tree === undefined ? undefined : startOf(tree, block);
  if (start === undefined) return undefined;
  const range = shift(policy.rule, start);
  if (file === undefined) return { uri, text: BUILTIN_TEXT, index: lineIndex(BUILTIN_TEXT), range };
  const at = standing(file, range);
  return { uri: at.file.uri, text: at.file.text, index: at.file.lineIndex, range: at.range };
}
