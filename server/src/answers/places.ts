// The places of rules and other things, in the form that answers have.

import type { Decision } from '#engine/packet/trace.ts';
import { BUILTIN_TEXT, BUILTIN_URI, builtinTree } from '#model/builtins.ts';
import type { Entity } from '#model/model.ts';
import { startOf } from '#model/places.ts';
import { type LineIndex, lineIndex, positionAt } from '#text/lineIndex.ts';
import { type Range, shift } from '#text/range.ts';
import type { Folder } from '#workspace/folder.ts';
import type * as api from './api.ts';
import { type Standing, type StandingFile, standing } from './standing.ts';

/** How answers name a file, by its URI. */
export type FileName = (uri: string) => string;

/** Zero-based lines and UTF-16 characters, as in LSP. */
export function rangeOf(index: LineIndex, range: Range): api.Range {
  return { start: positionAt(index, range.start), end: positionAt(index, range.end) };
}

/** Where a rule is written; undefined where none decided, or the rule is of no file that was read. */
export function rulePlace(folder: Folder, { owner, policy }: Decision): Standing | undefined {
  const entity = folder.model.entities.get(owner);
  return entity === undefined ? undefined : placeInBlock(folder, entity, policy.rule);
}

/** Where a thing is named, or else its declaration begins. */
export function placeOfEntity(folder: Folder, entity: Entity | undefined): Standing | undefined {
  return entity === undefined ? undefined : placeInBlock(folder, entity, entity.node.name ?? entity.node.keyword);
}

function placeInBlock({ files }: Folder, { source: { uri, block } }: Entity, range: Range): Standing | undefined {
  const file = files.get(uri);
  const isBuiltin = file === undefined && uri === BUILTIN_URI;
  const tree = isBuiltin ? builtinTree() : file?.tree;
  const start = startOf(tree, block);
  if (start === undefined) return undefined;
  const placed = shift(range, start);
  return file === undefined ? { file: BUILTIN_FILE, range: placed } : standing(file, placed);
}

const BUILTIN_FILE: StandingFile = { uri: BUILTIN_URI, text: BUILTIN_TEXT, lineIndex: lineIndex(BUILTIN_TEXT) };

export function ruleOf(
  fileName: FileName,
  folder: Folder,
  decision: Decision | undefined,
  direction: api.Direction,
): api.Rule | null {
  const at = decision === undefined ? undefined : rulePlace(folder, decision);
  if (decision === undefined || at === undefined) return null;
  return {
    file: fileName(at.file.uri),
    range: rangeOf(at.file.lineIndex, at.range),
    owner: folder.model.entities.get(decision.owner)?.name ?? decision.owner,
    direction,
    index: decision.index,
  };
}
