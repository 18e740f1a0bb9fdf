// What files mark as sensitive. It is never shown, neither in messages nor in the source text beside them.

import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { quote } from './source.ts';

export interface Secrets {
  /** The values as text. */
  readonly texts: Set<string>;
  /** Where they are in the text of the unit. */
  readonly ranges: Range[];
}

export const newSecrets = (): Secrets => ({ texts: new Set(), ranges: [] });

/** A shorter text, such as `22`, is in many lines by chance, so it is hidden only where the sensitive value is. */
const SHORTEST = 4;

/** The text, in its length, with asterisks in the place of what is sensitive. Blanks and quotes stay. */
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

/** The message without what is sensitive. Short texts are left out where they are in quotes, as values are in messages. */
export function withoutSecrets(message: string, texts: ReadonlySet<string>): string {
  let shown = message;
  for (const one of indexOf(texts).cutOrShort) shown = shown.replaceAll(quote(one), t('(sensitive)'));
  const found = occurrences(shown, texts);
  for (const { start, end } of found.toReversed()) shown = shown.slice(0, start) + t('(sensitive)') + shown.slice(end);
  return shown;
}

/** The places of the longer texts in a text. They are found by their first characters, so that many of them cost no more than one. */
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
  /** How many texts it was made from. A set only grows, so another size means that it is out of date. */
  readonly size: number;
  /** The lengths of the texts by their first characters, the longest first. */
  readonly lengths: ReadonlyMap<string, readonly number[]>;
  /** The texts that are looked for in the form in which messages quote them. */
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
