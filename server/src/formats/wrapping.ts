// Lines that a tool wrapped around JSON: the command before it, a log, the head of an HTTP answer, the fence of a quotation.

import { type JsonObject, parseJson } from '#syntax/json.ts';
import type { Range } from '#text/range.ts';
import { type Detected, detect } from './detect.ts';
import type { ImportFile } from './importFile.ts';

export interface Opened {
  /** Its text with blanks in the place of the lines around, so that places stay what they are. */
  readonly file: ImportFile;
  readonly detected: Detected;
  /** The lines around that say something, in order. */
  readonly around: readonly Range[];
}

export function open(file: ImportFile): Opened {
  const detected = detect(file.text);
  const isOther = detected.format !== 'unknown' && !('tree' in detected && detected.tree.problems.length > 0);
  const inner = isOther ? undefined : withoutWrapping(file.text);
  if (inner === undefined || inner.around.length === 0) return { file, detected, around: [] };
  const found = detect(inner.text);
  const isJson = found.format !== 'unknown' || found.tree !== undefined;
  return isJson
    ? { file: { ...file, text: inner.text }, detected: found, around: inner.around }
    : { file, detected, around: [] };
}

/** The first JSON that begins with a line. What stands behind it is only a wrapping where no other JSON does. */
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

/** Only where the value ends is of interest. */
const giveUp = (_: JsonObject): boolean => true;

/** A log line may begin with a bracket, too: behind one of JSON there is nothing, or a value. */
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
