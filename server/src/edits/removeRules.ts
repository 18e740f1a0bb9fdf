// Removes policies from their lists: a whole rule where all its peers go, else these peers alone. A comment at the end of a removed line
// goes with it, and so does an ignore comment alone on the line before, which would else ignore a finding of the next rule.

import type * as ast from '#syntax/ast.ts';
import { lineEnd, lineStart, nextLine, previousLine } from '#text/lines.ts';
import type { Range } from '#text/range.ts';
import type { TextEdit } from '#text/textEdit.ts';
import { type ObjectsToRemove, removeObjects } from './countedItems.ts';
import { cutsFromList, united } from './cutParts.ts';

export interface RulesToRemove extends ObjectsToRemove {
  readonly language: ast.File['language'];
}

/** Edits in offsets of the file, in order and without overlap. */
export function removeRules(removal: RulesToRemove): readonly TextEdit[] {
  const edits = removal.language === 'json' ? removeObjects(removal) : fromLines(removal);
  return [...edits].sort((a, b) => a.start - b.start);
}

function fromLines(removal: RulesToRemove): TextEdit[] {
  const { text, blockStart: by, gone } = removal;
  const cuts: Range[] = [];
  const cutsOfPeers: Range[] = [];
  for (const list of removal.lists) {
    for (const { peers, whole } of list.rules) {
      if (!peers.some((peer) => gone.has(peer))) continue;
      if (peers.every((peer) => gone.has(peer))) {
        cuts.push(cutOfRule(text, whole.start + by, whole.end + by));
        continue;
      }
      cutsOfPeers.push(...cutsFromList(removal, peers, (peer) => gone.has(peer)));
    }
  }
  const ofRules = united(cuts).map((cut) => withLines(text, cut));
  return united([...ofRules, ...cutsOfPeers]).map((cut) => ({ ...cut, newText: '' }));
}

/** The rule, with the blanks between it and what else is on its line. */
function cutOfRule(text: string, start: number, end: number): Range {
  const behind = text.slice(end, lineEnd(text, end)).trim();
  if (behind !== '' && !behind.startsWith('#')) return { start, end: end + text.slice(end).search(/\S/) };
  const first = lineStart(text, start);
  const before = text.slice(first, start).trimEnd();
  return { start: before === '' ? start : first + before.length, end };
}

/** A cut that leaves nothing on its lines takes the lines along. */
function withLines(text: string, { start, end }: Range): Range {
  const first = lineStart(text, start);
  const behind = text.slice(end, lineEnd(text, end)).trim();
  const isAll = text.slice(first, start).trim() === '' && (behind === '' || behind.startsWith('#'));
  return isAll ? { start: withIgnoreComments(text, first), end: nextLine(text, end) } : { start, end };
}

/** Where the ignore comments begin that are alone on the lines right before a line. */
function withIgnoreComments(text: string, line: number): number {
  let start = line;
  while (start > 0) {
    const previous = previousLine(text, start);
    if (!/^[ \t]*#[ \t]*ignore[ \t]+[a-z-]+[ \t]*[,:]/.test(text.slice(previous, start))) break;
    start = previous;
  }
  return start;
}
