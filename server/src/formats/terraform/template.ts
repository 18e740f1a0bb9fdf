// The texts of a template between its `${…}` and `%{…}`. They are taken from the source, since the parser's tree leaves out blanks.

import type { Range } from '#text/range.ts';
import type { TemplatePart } from './expression.ts';

/** What is not text in a template: `${…}`, `%{ if … }`, `%{ endif }`. */
export interface Tag extends Range {
  /** Whether a `~` leaves out the blanks of the text before it, or after it. */
  readonly stripsBefore: boolean;
  readonly stripsBehind: boolean;
}

/** A part of a template that is more than text. Places are those of the file. */
export interface TemplateItem {
  /** In their order. Between them there are texts and other items. */
  readonly tags: readonly [Tag, ...Tag[]];
  /** How many levels of directives it has. */
  readonly depth: number;
  readonly part: (writing: Writing) => TemplatePart;
}

/** How the texts of a template are written: in quotes, or in lines. */
export type Writing = 'quoted' | Lines;

interface Lines {
  /** Where the lines begin that lose blanks there, and how many they lose. */
  readonly starts: ReadonlySet<number>;
  readonly indent: number;
}

/** A part of a source that is a template, up to the tags around it, if there are any. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly before?: Tag;
  readonly behind?: Tag;
}

export function partsOf(source: string, items: readonly TemplateItem[], writing: Writing, span: Span): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let from = span.from;
  let before = span.before;
  const literal = (to: number, behind: Tag | undefined) => {
    const text = textsIn(source, from, to, before, behind, writing)
      .map(({ at, text }) => (writing !== 'quoted' && writing.starts.has(at) ? text.slice(writing.indent) : text))
      .join('');
    if (text !== '') parts.push(writing === 'quoted' ? text : text.replace(DOUBLED, '$1{'));
  };
  for (const { tags, part } of items) {
    literal(tags[0].start, tags[0]);
    parts.push(part(writing));
    before = tags.at(-1);
    from = before?.end ?? from;
  }
  literal(span.to, span.behind);
  return parts;
}

interface Text {
  readonly at: number;
  readonly text: string;
}

/** The text between two tags. Terraform reads it line by line, if it is not in quotes, and a `~` reaches no further than its line. */
function textsIn(
  source: string,
  from: number,
  to: number,
  before: Tag | undefined,
  behind: Tag | undefined,
  writing: Writing | undefined,
): readonly Text[] {
  const raw = source.slice(from, to);
  const lines: readonly Text[] =
    writing === 'quoted'
      ? [{ at: from, text: unescaped(raw) }]
      : [...raw.matchAll(/[^\n]*\n|[^\n]+/g)].map((match) => ({ at: from + match.index, text: match[0] }));
  return lines.map(({ at, text }, i) => {
    const begun = i === 0 && before?.stripsBehind === true ? text.trimStart() : text;
    return { at, text: i === lines.length - 1 && behind?.stripsBefore === true ? begun.trimEnd() : begun };
  });
}

/** What is between the lines `<<EOT` and `EOT`, with the end of the last line. */
export function heredocSpan(source: string, start: number, end: number): Span {
  const first = source.indexOf('\n', start);
  const from = first < 0 || first > end ? end : first + 1;
  return { from, to: Math.max(from, source.lastIndexOf('\n', end - 1) + 1) };
}

/**
 * `<<-` takes off the blanks that all lines begin with. Lines of nothing but blanks do not count, and what a `~` leaves of a line, or joins
 * to another one, counts as it is then.
 */
export function heredocWriting(source: string, start: number, span: Span, tags: readonly Tag[]): Writing {
  const starts = new Set<number>();
  if (!source.startsWith('<<-', start)) return { starts, indent: 0 };
  let fewest = Number.POSITIVE_INFINITY;
  let begins = true;
  let { from } = span;
  let before: Tag | undefined;
  for (const behind of [...tags, undefined]) {
    for (const { at, text } of textsIn(source, from, behind?.start ?? span.to, before, behind, undefined)) {
      const words = text.trimStart();
      if (begins && (words !== '' || !text.endsWith('\n'))) {
        starts.add(at);
        fewest = Math.min(fewest, text.length - words.length);
      }
      begins = text.endsWith('\n');
    }
    if (behind === undefined) break;
    if (begins) fewest = 0;
    begins = false;
    before = behind;
    from = behind.end;
  }
  return { starts, indent: Number.isFinite(fewest) ? fewest : 0 };
}

/** `$${` and `%%{` stand for text in every template. */
const DOUBLED = /([$%])\1\{/g;

/** Backslashes escape in quotes alone. */
function unescaped(raw: string): string {
  if (!/[\\$%]/.test(raw)) return raw;
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
