import type { PacketSet } from '#net/packetSet.ts';
import { inWords, type Names, printStatement } from '#net/words/words.ts';
import { semicolons, t } from '#util/l10n.ts';

export interface DescribeOptions {
  /** `from` for inbound, `to` for outbound. */
  readonly word: 'from' | 'to';
  /** The names of lists and groups that the words may use, with the sets that they stand for. */
  readonly names?: Names;
  /** Packets that the words may cover although they are not in the set, for instance because they cannot occur. */
  readonly also?: PacketSet;
  /** Whose these packets are, instead of any address: `members of 'web'`. */
  readonly whose?: string;
}

/** Packets as the rule language would say them, in the fewest words: `tcp 53 to any except office`. None for no packets. */
export function packetsInWords(packets: PacketSet, { word, whose, ...options }: DescribeOptions): readonly string[] {
  return inWords(packets, options).map(({ peers, ...statement }) => {
    // A group's members may have any IPv4 address, so addresses are mentioned only where some of IPv4 are left out.
    const ofWhom =
      whose === undefined
        ? peers
        : peers.length === 1 && peers[0] === 'any'
          ? [whose]
          : [t('{0} in {1}', whose, peers.join(', '))];
    return printStatement({ ...statement, peers: ofWhom }, word);
  });
}

/** The packets as one text; `nothing` for no packets. */
export function describe(packets: PacketSet, options: DescribeOptions): string {
  const words = packetsInWords(packets, options);
  return words.length === 0 ? t('nothing') : semicolons(words);
}
