/** What a row is given in a side bar of 300 pixels, the least that is usual: for its words at the root, and less by each level below. */
const rowPixels = 220;
const indentPixels = 8;
/** The badge of problems, and of what differs from live. */
const badgePixels = 20;
const letterPixels = 7;
/** A description is smaller, and stands apart. */
const smallPixels = 6.2;
const gapPixels = 7;

export interface RowWords {
  readonly label: string;
  readonly description: string | undefined;
  readonly depth: number;
  readonly hasBadge?: boolean;
  /** Whether the description is a list of which none may be left out unsaid: the rest is counted. */
  readonly isList?: boolean;
}

const separator = ' · ';
const comma = ', ';

/** Of a label that is a list as many entries as a row holds, and how many there are besides. `around`: what stands before and behind it. */
export function fittingLabel(label: string, depth: number, around = 0): string {
  const entries = label.split(comma);
  const wordsOf = (count: number): string =>
    entries.slice(0, count).join(comma) + (count < entries.length ? ` +${entries.length - count}` : '');
  for (let count = entries.length; count > 1; count--) {
    if ((letters(wordsOf(count)) + around) * letterPixels <= rowPixels - depth * indentPixels) return wordsOf(count);
  }
  return wordsOf(1);
}

/** `tcp 1-21 +4 to any` for packets in words: services are left out before peers. */
export function fittingPackets(words: string, depth: number): string {
  const [, services = '', peers = ''] = /^(.*?)( (?:from|to) .*)$/.exec(words) ?? [];
  if (peers === '') return fittingLabel(words, depth);
  const short = fittingLabel(services, depth, letters(peers));
  return short + fittingLabel(peers, depth, letters(short));
}

/** Of a description's parts as many as a row holds: a row that ends in `…` says neither what it has nor what it lacks. Its tooltip has all. */
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
  // `tcp 53 +3`: of the first only its first port.
  const ports = parts.flatMap((part) => part.split(','));
  return ports.length > 1 ? `${ports[0]} +${ports.length - 1}` : wordsOf(1);
}

/** A Chinese character is as wide as two letters. */
const letters = (text: string): number => [...text].reduce((sum, each) => sum + (each > '\u2e80' ? 2 : 1), 0);
