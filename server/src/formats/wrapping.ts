// Lines around JSON that are not part of it: the command that printed it, a log, the head of an HTTP answer, the fence of a quotation.

import { type JsonObject, parseJson } from '#syntax/json.ts';
import type { Range } from '#text/range.ts';
import { memoOf } from '#util/memo.ts';
import { type Content, contentOf } from './content.ts';
import type { Format } from './format.ts';
import { detect } from './formats.ts';
import type { ImportFile } from './importFile.ts';

export interface Opened {
  /** The file with blanks in the place of the lines around the JSON, so that all places stay right. */
  readonly file: ImportFile;
  readonly content: Content;
  /** Absent for a file that is in none of the formats. */
  readonly format: Format | undefined;
  /** The lines around the JSON that are not blank, in order. */
  readonly around: readonly Range[];
}

export const open: (file: ImportFile) => Opened = memoOf((file) => {
  const whole = opened(file, []);
  const isSound = whole.content.kind !== 'json' || whole.content.tree.problems.length === 0;
  const inner = whole.format !== undefined && isSound ? undefined : withoutWrapping(file.text);
  if (inner === undefined || inner.around.length === 0) return whole;
  const unwrapped = opened({ ...file, text: inner.text }, inner.around);
  return unwrapped.content.kind === 'json' || unwrapped.format !== undefined ? unwrapped : whole;
});

function opened(file: ImportFile, around: readonly Range[]): Opened {
  const content = contentOf(file);
  return { file, content, format: detect(content), around };
}

/** The first JSON that begins a line. What follows it is left out only where no other JSON is in it. */
function withoutWrapping(text: string): { readonly text: string; readonly around: readonly Range[] } | undefined {
  const start = startOfJson(text);
  if (start < 0) return undefined;
  const { root, problems } = parseJson(text, { from: start, onObject: giveUp });
  const isWhole = root !== undefined && problems.every((problem) => problem.start >= root.end);
  const behind = isWhole ? text.slice(root.end) : '';
  const isAlone = /^[ \t]*(?:\r|\n|$)/.test(behind) && startOfJson(behind) < 0;
  const end = isWhole && isAlone ? root.end : text.length;
  return {
    text: blank(text.slice(0, start)) + text.slice(start, end) + blank(text.slice(end)),
    around: [...linesIn(text, 0, start), ...linesIn(text, end, text.length)],
  };
}

function blank(text: string): string {
  return text.replace(/[^\r\n]/g, ' ');
}

/** Members are not kept, since only the end of the value is wanted. */
const giveUp = (_: JsonObject): boolean => true;

/** A line of a log may begin with a bracket, too. In JSON, a bracket is followed by a value or by the end of the line. */
const START = /^[ \t]*(?=[{[][ \t]*(?:$|["{[\]}]))/m;

function startOfJson(text: string): number {
  const match = START.exec(text);
  return match === null ? -1 : match.index + match[0].length;
}

function linesIn(text: string, from: number, to: number): Range[] {
  const lines: Range[] = [];
  let start = from;
  for (const line of text.slice(from, to).split(/(?<=\r\n|\n|\r(?!\n))/)) {
    const said = line.trim();
    const first = start + line.indexOf(said);
    if (said !== '') lines.push({ start: first, end: first + said.length });
    start += line.length;
  }
  return lines;
}
