import { parseAddress } from '#net/address.ts';
import * as addressSet from '#net/addressSet.ts';
import type { PacketSet } from '#net/packetSet.ts';
import * as packetSet from '#net/packetSet.ts';
import * as l10n from '#util/l10n.ts';

export interface DescribeOptions {
  /** `from` for inbound, `to` for outbound. */
  readonly word: 'from' | 'to';
  /** Whose these packets are, instead of addresses: `members of 'web'`. */
  readonly whose?: string;
  /** So many blocks of one part are written out, the others counted. All, if it is left out. */
  readonly most?: number;
}

/** Packets in words, in few parts: `tcp 80,443 from 10.0.0.0/9; udp 53 from any but 10.0.0.1`; `nothing` where there are none. */
export function describe(packets: PacketSet, options: DescribeOptions): string {
  const parts = packetSet.print(packets);
  if (parts.length === 0) return l10n.t('nothing');
  return l10n.semicolons(
    parts.map(({ services, blocks }) => `${services.join(', ')} ${options.word} ${peers(blocks, options)}`),
  );
}

function peers(blocks: readonly string[], options: DescribeOptions): string {
  const { whose } = options;
  const left = leftOut(blocks);
  // Where less is left out than is in, that says more: everyone but an office is a hundred blocks.
  if (left !== undefined && left.length <= FEW && left.length < blocks.length) {
    return whose === undefined
      ? l10n.t('any but {0}', listed(left, options))
      : l10n.t('{0} outside {1}', whose, listed(left, options));
  }
  const named = blocks.map((block) => (block === '0.0.0.0/0' ? 'any' : block === '::/0' ? 'any6' : block));
  // A group's members may have any IPv4 address: only where some are left out do addresses say anything.
  if (whose !== undefined && named.length === 1 && named[0] === 'any') return whose;
  return whose === undefined ? listed(named, options) : l10n.t('{0} in {1}', whose, listed(named, options));
}

/** More than so many blocks left out are no shorter way to say it. */
const FEW = 4;

/** The IPv4 blocks that are not among these, where these are IPv4 alone and many. */
function leftOut(blocks: readonly string[]): readonly string[] | undefined {
  if (blocks.length < 3 || blocks.some((block) => block.includes(':'))) return undefined;
  const addresses = blocks.flatMap((block) => {
    const parsed = parseAddress(block);
    return parsed.ok ? [parsed.address] : [];
  });
  return addressSet.toBlocks(addressSet.subtract(addressSet.ANY4, addressSet.of(...addresses)));
}

function listed(blocks: readonly string[], { most = Number.POSITIVE_INFINITY }: DescribeOptions): string {
  const many = blocks.length > most + 1;
  return l10n.listed(many ? [...blocks.slice(0, most), l10n.t('{0} more blocks', blocks.length - most)] : blocks);
}
