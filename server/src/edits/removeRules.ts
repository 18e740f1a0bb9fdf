// Takes policies out of their lists: whole rules where all their peers go, else the peers alone. A comment at the end of a removed
// line goes with it, and so does an ignore comment that stood alone before it, for it would speak of the next rule.

import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';
import type { TextEdit } from '#text/textEdit.ts';
import { lineEnd, lineStart, nextLine } from './lines.ts';

export interface RulesToRemove {
  /** The file's text, and where the block of the lists begins in it. */
  readonly text: string;
  readonly language: ast.File['language'];
  readonly blockStart: number;
  readonly lists: readonly ast.RuleList[];
  /** The peers whose policies go. */
  readonly gone: ReadonlySet<ast.Peer>;
}

/** Edits in offsets of the file, in order and without overlap. */
export function removeRules(removal: RulesToRemove): readonly TextEdit[] {
  const edits =
    removal.language === 'json' ? removal.lists.flatMap((list) => removeItems(removal, list)) : fromLines(removal);
  return edits.sort((a, b) => a.start - b.start);
}

function fromLines(removal: RulesToRemove): TextEdit[] {
  const { text, blockStart: by, gone } = removal;
  const cuts: Range[] = [];
  for (const list of removal.lists) {
    for (const { peers, whole } of list.rules) {
      if (!peers.some((peer) => gone.has(peer))) continue;
      if (peers.every((peer) => gone.has(peer))) {
        cuts.push(cutOfRule(text, whole.start + by, whole.end + by));
        continue;
      }
      let keptEnd: number | undefined;
      for (const [i, peer] of peers.entries()) {
        const next = peers[i + 1];
        if (!gone.has(peer)) keptEnd = peer.end;
        else if (next !== undefined) cuts.push({ start: peer.start + by, end: next.start + by });
        else cuts.push({ start: (keptEnd ?? peer.start) + by, end: peer.end + by });
      }
    }
  }
  return united(cuts).map(({ start, end }) => ({ start, end, newText: '' }));
}

/** The rule's lines where it has them for itself, else the rule and the blanks towards what stands beside it. */
function cutOfRule(text: string, start: number, end: number): Range {
  const first = lineStart(text, start);
  const before = text.slice(first, start);
  const last = lineEnd(text, end);
  const behind = text.slice(end, last).trim();
  if (behind === '' || behind.startsWith('#')) {
    if (before.trim() === '') return { start: withIgnoreComments(text, first), end: nextLine(text, end) };
    return { start: first + before.trimEnd().length, end };
  }
  return { start, end: end + text.slice(end).search(/\S/) };
}

/** The start of the ignore comments that stand alone on the lines directly before a line. */
function withIgnoreComments(text: string, line: number): number {
  let start = line;
  while (start > 0) {
    const previous = lineStart(text, text.startsWith('\r\n', start - 2) ? start - 2 : start - 1);
    if (!/^[ \t]*#[ \t]*ignore[ \t]+[a-z-]+[ \t]*[,:]/.test(text.slice(previous, start))) break;
    start = previous;
  }
  return start;
}

function united(cuts: readonly Range[]): Range[] {
  const result: { start: number; end: number }[] = [];
  for (const { start, end } of [...cuts].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else result.push({ start, end });
  }
  return result;
}

/** Items of a JSON list with their commas; those behind have their `PolicyIndex` counted down. */
function removeItems({ text, blockStart: by, gone }: RulesToRemove, list: ast.RuleList): TextEdit[] {
  const edits: TextEdit[] = [];
  const isGone = (rule: ast.Rule | undefined): boolean =>
    rule !== undefined && rule.peers.length > 0 && rule.peers.every((peer) => gone.has(peer));
  let removed = 0;
  for (let i = 0; i < list.rules.length; i++) {
    const rule = list.rules[i] as ast.Rule;
    if (!isGone(rule)) {
      if (removed > 0) edits.push(...countDown(text, rule.whole.start + by, rule.whole.end + by, removed));
      continue;
    }
    const { start } = rule.whole;
    while (isGone(list.rules[i + 1])) {
      i++;
      removed++;
    }
    removed++;
    edits.push(cutOfItems(text, start + by, (list.rules[i] as ast.Rule).whole.end + by));
  }
  return edits;
}

function cutOfItems(text: string, start: number, end: number): TextEdit {
  const comma = /^\s*,\s*/.exec(text.slice(end));
  if (comma !== null) return { start, end: end + comma[0].length, newText: '' };
  let before = start;
  while (before > 0 && /\s/.test(text[before - 1] as string)) before--;
  return { start: text[before - 1] === ',' ? before - 1 : start, end, newText: '' };
}

function countDown(text: string, start: number, end: number, by: number): TextEdit[] {
  const match = /("PolicyIndex"\s*:\s*)(\d+)/.exec(text.slice(start, end));
  if (match === null) return [];
  const [, key, index] = match as unknown as [string, string, string];
  const at = start + match.index + key.length;
  return [{ start: at, end: at + index.length, newText: String(Math.max(0, Number(index) - by)) }];
}
