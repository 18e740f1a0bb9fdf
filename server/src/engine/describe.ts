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

/** Packets in words, in few parts: `tcp 80,443 from 10.0.0.0/9; udp 53 from any`; `nothing` where there are none. */
export function describe(packets: PacketSet, options: DescribeOptions): string {
  const parts = packetSet.print(packets);
  if (parts.length === 0) return 'nothing';
  return parts
    .map(({ services, blocks }) => `${services.join(', ')} ${options.word} ${peers(blocks, options)}`)
    .join('; ');
}

function peers(blocks: readonly string[], { whose, most = Number.POSITIVE_INFINITY }: DescribeOptions): string {
  const named = blocks.map((block) => (block === '0.0.0.0/0' ? 'any' : block === '::/0' ? 'any6' : block));
  // A group's members may have any IPv4 address: only where some are left out do addresses say anything.
  if (whose !== undefined && named.length === 1 && named[0] === 'any') return whose;
  const shown = named.length > most + 1 ? [...named.slice(0, most), `${named.length - most} more blocks`] : named;
  const list = shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown[shown.length - 1]}`;
  return whose === undefined ? list : `${whose} in ${list}`;
}
