// The texts of a template between its `${…}` and `%{…}`. They are taken from the source, since the parser's tree leaves out blanks.

import type { TemplatePart } from './expression.ts';

/** What is not text in a template. Places are those of the file. */
export interface TemplateItem {
  readonly start: number;
  readonly end: number;
  readonly part: TemplatePart;
  /** Whether a `~` leaves out the blanks of the text before it, or after it. */
  readonly stripsBefore: boolean;
  readonly stripsBehind: boolean;
}

/** How the texts of a template are written. */
export interface Writing {
  /** Whether a backslash begins an escape. */
  readonly escapes: boolean;
  /** How many blanks each line loses at its beginning. */
  readonly indent: number;
}

/** A part of a source that is a template. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly stripsFirst?: boolean;
  readonly stripsLast?: boolean;
}

export const QUOTED: Writing = { escapes: true, indent: 0 };

export function partsOf(source: string, items: readonly TemplateItem[], writing: Writing, span: Span): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let from = span.from;
  let stripsFirst = span.stripsFirst === true;
  const literal = (to: number, stripsLast: boolean) => {
    let raw = unindented(source, from, to, writing.indent);
    if (stripsFirst) raw = raw.trimStart();
    if (stripsLast) raw = raw.trimEnd();
    if (raw !== '') parts.push(unescaped(raw, writing.escapes));
  };
  for (const item of items) {
    literal(item.start, item.stripsBefore);
    parts.push(item.part);
    from = item.end;
    stripsFirst = item.stripsBehind;
  }
  literal(span.to, span.stripsLast === true);
  return parts;
}

/** What is between the lines `<<EOT` and `EOT`, with the end of the last line. */
export function heredocSpan(source: string, start: number, end: number): Span {
  const first = source.indexOf('\n', start);
  const from = first < 0 || first > end ? end : first + 1;
  return { from, to: Math.max(from, source.lastIndexOf('\n', end - 1) + 1) };
}

/** `<<-` takes off the blanks that all lines begin with. Lines of nothing but blanks do not count. */
export function heredocWriting(source: string, start: number, end: number): Writing {
  if (!source.startsWith('<<-', start)) return { escapes: false, indent: 0 };
  const { from, to } = heredocSpan(source, start, end);
  let fewest = Number.POSITIVE_INFINITY;
  for (let line = from; line < to; ) {
    const next = source.indexOf('\n', line) + 1;
    const until = next === 0 ? to : next;
    let at = line;
    while (at < until && /\s/.test(source[at] as string)) at++;
    if (at < until) fewest = Math.min(fewest, at - line);
    line = until;
  }
  return { escapes: false, indent: Number.isFinite(fewest) ? fewest : 0 };
}

function unindented(source: string, from: number, to: number, indent: number): string {
  const raw = source.slice(from, to);
  if (indent === 0) return raw;
  let text = '';
  for (let line = 0; line < raw.length; ) {
    const next = raw.indexOf('\n', line) + 1;
    const until = next === 0 ? raw.length : next;
    let start = line;
    if (line > 0 || source[from - 1] === '\n') {
      while (start < until && start - line < indent && /[^\S\n]/.test(raw[start] as string)) start++;
    }
    text += raw.slice(start, until);
    line = until;
  }
  return text;
}

/** `$${` and `%%{` stand for text in every template. Backslashes escape only in quotes. */
function unescaped(raw: string, escapes: boolean): string {
  if (!/[\\$%]/.test(raw)) return raw;
  const doubled = /([$%])\1\{/g;
  if (!escapes) return raw.replace(doubled, '$1{');
  return raw.replace(
    /\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))|([$%])\4\{/g,
    (whole, short, long, letter, sign) => {
      if (sign !== undefined) return `${sign}{`;
      const point = Number.parseInt(short ?? long ?? '', 16);
      if (!Number.isNaN(point)) return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
      return ESCAPES.get(letter) ?? whole;
    },
  );
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['"', '"'],
  ['\\', '\\'],
]);
