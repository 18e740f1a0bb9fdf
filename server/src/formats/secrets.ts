// What files mark as sensitive: it is in nothing that comes out, neither in words nor in the source text that is shown beside them.

import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { quote } from './source.ts';

export interface Secrets {
  /** As they would be printed. */
  readonly texts: Set<string>;
  /** Where they are written, in the text of the unit. */
  readonly ranges: Range[];
}

export const newSecrets = (): Secrets => ({ texts: new Set(), ranges: [] });

/** Shorter texts stand for themselves only where they are written: `22` is in many a line. */
const SHORTEST = 4;

/** The text, as long as it was, with asterisks in the place of what is sensitive. Blanks and quotes stay. */
export function masked(text: string, { texts, ranges }: Secrets): string {
  const places = [...ranges, ...occurrences(text, texts)].sort((a, b) => a.start - b.start);
  let shown = '';
  let done = 0;
  for (const { start, end } of places) {
    if (end <= done) continue;
    const from = Math.max(start, done);
    shown += text.slice(done, from) + text.slice(from, end).replace(/[^\s"]/g, '*');
    done = end;
  }
  return done === 0 ? text : shown + text.slice(done);
}

/** The message without what is sensitive: short texts where they stand in quotes, as values do. */
export function withoutSecrets(message: string, texts: ReadonlySet<string>): string {
  let shown = message;
  for (const one of indexOf(texts).cutOrShort) shown = shown.replaceAll(quote(one), t('(sensitive)'));
  const found = occurrences(shown, texts);
  for (const { start, end } of found.toReversed()) shown = shown.slice(0, start) + t('(sensitive)') + shown.slice(end);
  return shown;
}

/** Where the longer ones stand in a text, one behind the other. They are looked up by how they begin, so that many cost no more than one. */
function occurrences(text: string, texts: ReadonlySet<string>): Range[] {
  const { lengths } = indexOf(texts);
  if (lengths.size === 0) return [];
  const found: Range[] = [];
  for (let at = 0; at + SHORTEST <= text.length; at++) {
    const length = lengths.get(text.slice(at, at + SHORTEST))?.find((each) => texts.has(text.slice(at, at + each)));
    if (length === undefined) continue;
    found.push({ start: at, end: at + length });
    at += length - 1;
  }
  return found;
}

interface Index {
  /** How many texts it was made of: a set only grows. */
  readonly size: number;
  /** How long those are that begin so, the longest first. */
  readonly lengths: ReadonlyMap<string, readonly number[]>;
  /** Those that are looked for as messages quote them. */
  readonly cutOrShort: readonly string[];
}

const indexes = new WeakMap<ReadonlySet<string>, Index>();

function indexOf(texts: ReadonlySet<string>): Index {
  const before = indexes.get(texts);
  if (before?.size === texts.size) return before;
  const found = new Map<string, Set<number>>();
  const cutOrShort: string[] = [];
  for (const secret of texts) {
    if (quote(secret) !== `'${secret}'` || secret.length < SHORTEST) cutOrShort.push(secret);
    if (secret.length < SHORTEST) continue;
    const beginning = secret.slice(0, SHORTEST);
    const known = found.get(beginning);
    if (known === undefined) found.set(beginning, new Set([secret.length]));
    else known.add(secret.length);
  }
  const lengths = new Map([...found].map(([beginning, all]) => [beginning, [...all].sort((a, b) => b - a)]));
  const made = { size: texts.size, lengths, cutOrShort };
  indexes.set(texts, made);
  return made;
}
