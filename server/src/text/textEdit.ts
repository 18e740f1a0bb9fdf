import type { Range } from './range.ts';

/** Puts `newText` in the place of a range. The edits of one list all count from the text before any of them. */
export interface TextEdit extends Range {
  readonly newText: string;
}

/** The text after edits that do not overlap, whatever their order. Of two insertions at one place the earlier in the list comes first. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const ordered = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  let result = '';
  let done = 0;
  for (const edit of ordered) {
    result += text.slice(done, edit.start) + edit.newText;
    done = edit.end;
  }
  return result + text.slice(done);
}

/** An edit of one of two lists, by its place in the text between them; without a text where it is made already. */
interface Part extends Range {
  readonly growth: number;
  readonly newText?: string;
}

/**
 * One list of edits that does what two lists do one after the other: `second` counts from the text that `first` makes of `text`.
 * Edits that touch become one.
 */
export function composeEdits(text: string, first: readonly TextEdit[], second: readonly TextEdit[]): TextEdit[] {
  if (first.length === 0 || second.length === 0) return [...first, ...second];
  const between = applyEdits(text, first);
  let growth = 0;
  const made = [...first]
    .sort((a, b) => a.start - b.start || a.end - b.end)
    .map(({ start, end, newText }) => {
      const place = {
        start: start + growth,
        end: start + growth + newText.length,
        growth: newText.length - (end - start),
      };
      growth += place.growth;
      return place;
    });
  const later = second.map((edit) => ({ ...edit, growth: 0 }));
  const parts: Part[] = [...made, ...later].sort((a, b) => a.start - b.start || a.end - b.end);
  const result: TextEdit[] = [];
  let before = 0;
  for (let at = 0; at < parts.length; ) {
    const start = parts[at]?.start ?? 0;
    let end = parts[at]?.end ?? 0;
    let inside = 0;
    const within: TextEdit[] = [];
    for (let part = parts[at]; part !== undefined && part.start <= end; part = parts[++at]) {
      end = Math.max(end, part.end);
      inside += part.growth;
      if (part.newText !== undefined)
        within.push({ start: part.start - start, end: part.end - start, newText: part.newText });
    }
    const newText = applyEdits(between.slice(start, end), within);
    result.push({ start: start - before, end: end - before - inside, newText });
    before += inside;
  }
  return result;
}

/** The smallest edit that leads from one text to the other. Between the two characters of a line end is no place that an editor knows. */
export function difference(old: string, text: string): TextEdit {
  const isWithinLineEnd = (at: number) => old[at - 1] === '\r' && old[at] === '\n';
  const shorter = Math.min(old.length, text.length);
  let start = 0;
  while (start < shorter && old.charCodeAt(start) === text.charCodeAt(start)) start++;
  if (isWithinLineEnd(start)) start--;
  let behind = 0;
  while (
    behind < shorter - start &&
    old.charCodeAt(old.length - 1 - behind) === text.charCodeAt(text.length - 1 - behind)
  )
    behind++;
  if (isWithinLineEnd(old.length - behind)) behind--;
  return { start, end: old.length - behind, newText: text.slice(start, text.length - behind) };
}

/** The lines that differ, as one edit; nothing where none do. */
export function changedLines(old: string, text: string): TextEdit | undefined {
  if (old === text) return undefined;
  const lines = (of: string): readonly string[] => of.split(/(?<=\n)/);
  const [before, after] = [lines(old), lines(text)];
  const most = Math.min(before.length, after.length);
  let first = 0;
  while (first < most && before[first] === after[first]) first++;
  let last = 0;
  while (last < most - first && before.at(-1 - last) === after.at(-1 - last)) last++;
  const length = (parts: readonly string[]): number => parts.reduce((sum, part) => sum + part.length, 0);
  const start = length(before.slice(0, first));
  return {
    start,
    end: start + length(before.slice(first, before.length - last)),
    newText: after.slice(first, after.length - last).join(''),
  };
}
