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
