import { parseAddress } from '#net/address.ts';
import * as addressSet from '#net/addressSet.ts';
import type { PacketSet } from '#net/packetSet.ts';
import * as packetSet from '#net/packetSet.ts';

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
  if (parts.length === 0) return 'nothing';
  return parts
    .map(({ services, blocks }) => `${services.join(', ')} ${options.word} ${peers(blocks, options)}`)
    .join('; ');
}

function peers(blocks: readonly string[], options: DescribeOptions): string {
  const { whose } = options;
  const left = leftOut(blocks);
  // Where less is left out than is in, that says more: everyone but an office is a hundred blocks.
  if (left !== undefined && left.length <= FEW && left.length < blocks.length) {
    return whose === undefined ? `any but ${listed(left, options)}` : `${whose} outside ${listed(left, options)}`;
  }
  const named = blocks.map((block) => (block === '0.0.0.0/0' ? 'any' : block === '::/0' ? 'any6' : block));
  // A group's members may have any IPv4 address: only where some are left out do addresses say anything.
  if (whose !== undefined && named.length === 1 && named[0] === 'any') return whose;
  return whose === undefined ? listed(named, options) : `${whose} in ${listed(named, options)}`;
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
  const shown = blocks.length > most + 1 ? [...blocks.slice(0, most), `${blocks.length - most} more blocks`] : blocks;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown[shown.length - 1]}`;
}
