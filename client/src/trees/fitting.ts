/** The width for the words of a row at the root of a tree, in a side bar of 300 pixels, the narrowest that is usual. */
const rowPixels = 220;
/** So much less has a row for each level below the root. */
const indentPixels = 8;
/** The badge for problems or a difference from live. */
const badgePixels = 20;
const letterPixels = 7;
/** A description has smaller letters, and a gap before it. */
const smallPixels = 6.2;
const gapPixels = 7;

export interface RowWords {
  readonly label: string;
  readonly description: string | undefined;
  readonly depth: number;
  readonly hasBadge?: boolean;
  /** Whether the description is a list: then what does not fit is counted, as in `+3`. */
  readonly isList?: boolean;
}

const separator = ' · ';
const comma = ', ';

/** As many entries of a list as fit into a label, and how many others there are. `around`: the letters before and behind the list. */
export function fittingLabel(label: string, depth: number, around = 0): string {
  const entries = label.split(comma);
  const wordsOf = (count: number): string =>
    entries.slice(0, count).join(comma) + (count < entries.length ? ` +${entries.length - count}` : '');
  for (let count = entries.length; count > 1; count--) {
    if ((letters(wordsOf(count)) + around) * letterPixels <= rowPixels - depth * indentPixels) return wordsOf(count);
  }
  return wordsOf(1);
}

/** Packets in words, shortened: `tcp 1-21 +4 to any`. Services are left out before peers. */
export function fittingPackets(words: string, depth: number): string {
  const [, services = '', peers = ''] = /^(.*?)( (?:from|to) .*)$/.exec(words) ?? [];
  if (peers === '') return fittingLabel(words, depth);
  const short = fittingLabel(services, depth, letters(peers));
  return short + fittingLabel(peers, depth, letters(short));
}

/**
 * As many parts of a description as fit into the row. Without this VS Code would cut the text with `…`, often in the middle of a part. The
 * tooltip has all of them.
 */
export function fitting({ label, description, depth, hasBadge = false, isList = false }: RowWords): string {
  const parts = description?.split(separator) ?? [];
  const room =
    rowPixels - depth * indentPixels - (hasBadge ? badgePixels : 0) - letters(label) * letterPixels - gapPixels;
  const wordsOf = (count: number): string => {
    const more = isList && count < parts.length ? ` +${parts.length - count}` : '';
    return parts.slice(0, count).join(separator) + more;
  };
  for (let count = parts.length; count > 0; count--) {
    if (letters(wordsOf(count)) * smallPixels <= room) return wordsOf(count);
  }
  if (!isList) return '';
  // Not even one part fits: then its first port, `tcp 53 +3`.
  const ports = parts.flatMap((part) => part.split(','));
  return ports.length > 1 ? `${ports[0]} +${ports.length - 1}` : wordsOf(1);
}

/** A Chinese character is as wide as two letters. */
const letters = (text: string): number => [...text].reduce((sum, each) => sum + (each > '\u2e80' ? 2 : 1), 0);
