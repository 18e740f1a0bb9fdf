/** What can stand in a line: names with what they are, in the order in which they are offered. */
export interface LineWords {
  readonly ends: readonly Word[];
  readonly services: readonly Word[];
  readonly ports: readonly Word[];
  /** Lines that were tried before, newest first. */
  readonly tried: readonly Word[];
}

export interface Word {
  readonly text: string;
  readonly about?: string;
  /** Whether it stands for many machines or addresses. */
  readonly isMany?: boolean;
}

export interface Suggestion {
  readonly line: string;
  /** The last word of the line, where it was completed. */
  readonly word?: string;
  readonly about?: string;
  /** Whether the packet is tested when the line is chosen. Otherwise the line is put into the box to be completed. */
  readonly isWhole: boolean;
  /** For an end that stands for many: whether the packet is tested with all of them, or with one that is asked for. */
  readonly many?: ManyAsked;
}

export interface ManyAsked {
  readonly end: 'from' | 'to';
  readonly name: string;
  readonly how: 'all' | 'one';
}

/**
 * What the box of Test Packet offers below a text such as `tcp 22 from we`; the first one is what Enter takes. A line whose last word is
 * known, or like no known one, is asked as it was typed.
 */
export function suggestLines(text: string, words: LineWords): readonly Suggestion[] {
  const typed = text.trim().replace(/\s+/g, ' ');
  if (typed === '') return words.tried.map(whole);
  const tried = words.tried.filter(({ text: line }) => line !== typed && isLike(line, typed)).map(whole);
  const { before, part, known, isLast, after } = placeIn(text.replace(/\s+/g, ' ').trimStart(), words);
  const isKnown = known.some((word) => word.text === part);
  const asTyped: Suggestion = { line: typed, isWhole: true };
  if (isLast && part !== '' && isKnown) return [asTyped, ...manyIn(typed, words), ...tried];
  const completed = likely(known, part).map(({ text: word, about }): Suggestion => {
    const next = isLast ? '' : after(word);
    return { line: `${before}${word}${next}`, word, ...(about ? { about } : {}), isWhole: isLast };
  });
  return [...completed, ...tried, asTyped];
}

/** The further choices for ends that stand for many. The line as typed takes the first of them. */
function manyIn(line: string, { ends }: LineWords): readonly Suggestion[] {
  const [, from = '', to = ''] = / from (.*) to (.*)$/.exec(line) ?? [];
  return [['from', from] as const, ['to', to] as const].flatMap(([end, name]) =>
    ends.some(({ text, isMany }) => text === name && isMany === true)
      ? (['all', 'one'] as const).map((how): Suggestion => ({ line, isWhole: true, many: { end, name, how } }))
      : [],
  );
}

const whole = ({ text, about }: Word): Suggestion => ({ line: text, ...(about ? { about } : {}), isWhole: true });

interface Place {
  /** The text before the word that is being typed, with its blank. */
  readonly before: string;
  readonly part: string;
  readonly known: readonly Word[];
  /** Whether the line ends with this word. */
  readonly isLast: boolean;
  /** What follows the chosen word. */
  after(word: string): string;
}

/** Which word of `SERVICE [PORT] from END to END` is being typed. */
function placeIn(text: string, { ends, services, ports }: LineWords): Place {
  const at = (start: number, known: readonly Word[], isLast: boolean, after: (word: string) => string): Place => ({
    before: text.slice(0, start),
    part: text.slice(start),
    known,
    isLast,
    after,
  });
  const from = text.indexOf(' from ');
  if (from >= 0) {
    const to = text.indexOf(' to ', from + 5);
    if (to >= 0) return at(to + 4, ends, true, () => '');
    const [, end = ''] = /^(.* )\S*$/.exec(text.slice(from + 6)) ?? [];
    // The sender is whole where a blank follows it: then only `to` can come.
    if (end !== '') return at(from + 6 + end.length, [{ text: 'to' }], false, () => ' ');
    return at(from + 6, ends, false, () => ' to ');
  }
  const blank = text.indexOf(' ');
  if (blank < 0) return at(0, services, false, (word) => (takesPort(word) ? ' ' : ' from '));
  const second = text.indexOf(' ', blank + 1);
  if (takesPort(text.slice(0, blank)) && second < 0) return at(blank + 1, ports, false, () => ' from ');
  return at(text.lastIndexOf(' ') + 1, [{ text: 'from' }], false, () => ' ');
}

const takesPort = (service: string): boolean => service === 'tcp' || service === 'udp';

const isLike = (name: string, part: string): boolean => name.toLowerCase().includes(part.toLowerCase());

/** The words that are like what was typed, those that begin so first. */
function likely(known: readonly Word[], part: string): readonly Word[] {
  const begins = ({ text }: Word): boolean => text.toLowerCase().startsWith(part.toLowerCase());
  const like = known.filter(({ text }) => isLike(text, part));
  return [...like.filter(begins), ...like.filter((word) => !begins(word))];
}
