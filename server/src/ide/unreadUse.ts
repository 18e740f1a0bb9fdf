// What was not read may still name a thing. An edit that renames or deletes it would leave that name behind.

import type { Entity } from '#model/model.ts';
import { type Gap, gapsOf } from '#questions/gaps.ts';
import type * as ast from '#syntax/ast.ts';
import { lineAt, lineEnd, lineIndex } from '#text/lineIndex.ts';
import type { Range } from '#text/range.ts';
import { fileName } from '#util/fileName.ts';
import { t } from '#util/l10n.ts';
import type { Folder, SourceFile } from '#workspace/folder.ts';
import { labelsOf } from './cursor.ts';

/** Why a thing is not given another name: a line that could not be read speaks of it. Undefined where none does. */
export function unreadUse(folder: Folder, entity: Entity): string | undefined {
  return unreadWord(folder, wordsOf(entity), ({ reach }) => mayBeIn(reach, entity.region));
}

/** The same for deleting it: what stands within it goes with it. */
export function unreadUseElsewhere(folder: Folder, entity: Entity): string | undefined {
  return unreadWord(
    folder,
    wordsOf(entity),
    ({ reach }) => mayBeIn(reach, entity.region) && !isWithin(reach, entity.key),
  );
}

/** The same for the name of a region, a project or a VPC, which is known everywhere. */
export function unreadLabel(folder: Folder, name: string): string | undefined {
  return unreadWord(folder, [name], () => true);
}

function wordsOf({ name, node }: Entity): readonly string[] {
  return [name, ...node.ids.map(({ text }) => text)];
}

function mayBeIn(reach: Gap['reach'], region: string): boolean {
  return reach.kind === 'everything' || reach.region === region;
}

function isWithin(reach: Gap['reach'], key: string): boolean {
  return (reach.kind === 'list' && reach.owner === key) || (reach.kind === 'entity' && reach.key === key);
}

function unreadWord(folder: Folder, words: readonly string[], isMeant: (gap: Gap) => boolean): string | undefined {
  for (const gap of gapsOf(folder)) {
    const file = folder.files.get(gap.uri);
    const placed = file?.tree.blocks.findLast(({ start }) => start <= gap.start);
    if (file === undefined || placed === undefined || !isMeant(gap) || !isProblem(gap, placed)) continue;
    const unread = unreadAround(file, gap, placed);
    for (const word of words) {
      const at = wordsIn(file, unread, word).find((each) => !isRead(folder, file, each));
      if (at !== undefined) return refusal(file, at.start, word);
    }
  }
  return undefined;
}

/** A word that was read and means nothing hides nothing. */
function isProblem({ start, end }: Gap, { start: base, block }: ast.PlacedBlock): boolean {
  return block.problems.some((problem) => base + problem.start === start && base + problem.end === end);
}

/** A problem has one place, and what was passed over because of it goes on: to the end of its lines at least. */
function unreadAround({ text, tree, lineIndex }: SourceFile, gap: Gap, { start, block }: ast.PlacedBlock): Range {
  if (tree.language === 'json' && gap.reach.kind === 'everything') return { start: 0, end: text.length };
  if (block.declaration === undefined) return { start, end: start + block.length };
  return {
    start: lineIndex.starts[lineAt(lineIndex, gap.start)] ?? 0,
    end: lineEnd(lineIndex, lineAt(lineIndex, gap.end)),
  };
}

/** Where a word stands whole, outside of comments. */
function wordsIn({ text, language, lineIndex }: SourceFile, { start, end }: Range, word: string): readonly Range[] {
  const found: Range[] = [];
  for (let at = text.indexOf(word, start); at >= 0 && at + word.length <= end; at = text.indexOf(word, at + 1)) {
    const range = { start: at, end: at + word.length };
    if (NAME_CHARACTER.test(text.charAt(at - 1)) || NAME_CHARACTER.test(text.charAt(range.end))) continue;
    const before = text.slice(lineIndex.starts[lineAt(lineIndex, at)], at);
    if (language === 'json' || !before.includes('#')) found.push(range);
  }
  return found;
}

const NAME_CHARACTER = /[\p{L}\p{M}\p{N}_.-]/u;

/** Whether it is a name that was read: edits know that one. */
function isRead({ model }: Folder, { tree }: SourceFile, at: Range): boolean {
  const placed = tree.blocks.findLast(({ start }) => start <= at.start);
  const node = placed?.block.declaration;
  if (placed === undefined || node === undefined) return false;
  const names = [
    ...(model.bindings.get(placed.block)?.references ?? []).map(({ name }) => name),
    ...labelsOf(node).map(({ name }) => name),
    ...('name' in node && node.name !== undefined ? [node.name] : []),
    ...('ids' in node ? node.ids : []),
  ];
  return names.some(({ start, end }) => placed.start + start <= at.start && at.end <= placed.start + end);
}

function refusal({ uri, text, lineIndex: index, parts }: SourceFile, at: number, word: string): string {
  const part = parts?.findLast(({ start }) => start <= at);
  const place =
    part === undefined
      ? { uri, index, at }
      : { uri: part.uri, index: lineIndex(text.slice(part.start)), at: at - part.start };
  return t(
    "Line {0} of '{1}' could not be read and mentions '{2}': correct it first.",
    lineAt(place.index, place.at) + 1,
    fileName(place.uri),
    word,
  );
}
