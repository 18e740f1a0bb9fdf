// Where rules stand, in answers.

import type { Decision } from '#engine/packet/trace.ts';
import { BUILTIN_TEXT, BUILTIN_URI, builtinTree } from '#model/builtins.ts';
import { startOf } from '#model/places.ts';
import { type LineIndex, lineIndex, positionAt } from '#text/lineIndex.ts';
import type { Range } from '#text/range.ts';
import { shift } from '#text/range.ts';
import type { Folder } from '#workspace/folder.ts';
import type * as api from './api.ts';
import { standing } from './standing.ts';

/** A file by its URI, as whoever asks names it. */
export type FileName = (uri: string) => string;

/** Zero-based lines and UTF-16 characters, as in LSP. */
export function rangeOf(index: LineIndex, range: Range): api.Range {
  return { start: positionAt(index, range.start), end: positionAt(index, range.end) };
}

export function ruleOf(
  fileName: FileName,
  folder: Folder,
  decision: Decision | null | undefined,
  direction: api.Direction,
): api.Rule | null {
  const place = decision == null ? undefined : rulePlace(folder, decision);
  if (decision == null || place === undefined) return null;
  const { uri, index, range } = place;
  const owner = folder.model.entities.get(decision.owner)?.name ?? decision.owner;
  return {
    file: fileName(uri),
    range: rangeOf(index, range),
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

export function rulePlace(folder: Folder, { owner, policy }: Decision): RulePlace | undefined {
  const entity = folder.model.entities.get(owner);
  if (entity === undefined) return undefined;
  const { uri, block } = entity.source;
  const file = folder.files.get(uri);
  const tree = file?.tree ?? (uri === BUILTIN_URI ? builtinTree() : undefined);
  const start = tree === undefined ? undefined : startOf(tree, block);
  if (start === undefined) return undefined;
  const range = shift(policy.rule, start);
  if (file === undefined) return { uri, text: BUILTIN_TEXT, index: lineIndex(BUILTIN_TEXT), range };
  const at = standing(file, range);
  return { uri: at.file.uri, text: at.file.text, index: at.file.lineIndex, range: at.range };
}
