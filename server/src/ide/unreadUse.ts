// What was not read may still name a thing. An edit that renames or deletes it would leave that name behind.

import type { Entity } from '#model/model.ts';
import type { Gap } from '#questions/gaps.ts';
import { isWithin, mayBeIn, placesOf, unreadOf } from '#questions/unread.ts';
import { lineAt, lineIndex } from '#text/lineIndex.ts';
import { t } from '#util/l10n.ts';
import { fileName } from '#util/strings.ts';
import type { Folder, SourceFile } from '#workspace/folder.ts';

/** Why a thing is not given another name: a line that could not be read speaks of it. Undefined where none does. */
export function unreadUse(folder: Folder, entity: Entity): string | undefined {
  return unreadWord(folder, wordsOf(entity), (gap) => mayBeIn(gap, entity.region));
}

/** The same for deleting it: what stands within it goes with it. */
export function unreadUseElsewhere(folder: Folder, entity: Entity): string | undefined {
  return unreadWord(folder, wordsOf(entity), (gap) => mayBeIn(gap, entity.region) && !isWithin(gap, entity.key));
}

/** The same for the name of a region, a project or a VPC, which is known everywhere. */
export function unreadLabel(folder: Folder, name: string): string | undefined {
  return unreadWord(folder, [name], () => true);
}

function wordsOf({ name, node }: Entity): readonly string[] {
  return [name, ...node.ids.map(({ text }) => text)];
}

function unreadWord(folder: Folder, words: readonly string[], isMeant: (gap: Gap) => boolean): string | undefined {
  for (const unread of unreadOf(folder)) {
    if (unread.text === undefined || !isMeant(unread.gap)) continue;
    for (const word of words) {
      const [at] = placesOf(folder.model, unread, word);
      if (at !== undefined) return refusal(unread.text.file, at.start, word);
    }
  }
  return undefined;
}

function refusal({ uri, text, lineIndex: index, parts, syntaxOnly }: SourceFile, at: number, word: string): string {
  const part = parts?.findLast(({ start }) => start <= at);
  const place =
    part === undefined
      ? { uri, index, at }
      : { uri: part.uri, index: lineIndex(text.slice(part.start)), at: at - part.start };
  if (syntaxOnly)
    return t(
      "'{1}' is too large to be read and mentions '{2}' in line {0}: change it there first.",
      lineAt(place.index, place.at) + 1,
      fileName(place.uri),
      word,
    );
  return t(
    "Line {0} of '{1}' could not be read and mentions '{2}': correct it first.",
    lineAt(place.index, place.at) + 1,
    fileName(place.uri),
    word,
  );
}
