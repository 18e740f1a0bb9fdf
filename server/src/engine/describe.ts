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
  const rest = leftOut(blocks);
  if (rest !== undefined) {
    const left = listed(rest.blocks, options);
    if (whose !== undefined) return l10n.t('{0} outside {1}', whose, left);
    return rest.family === 4 ? l10n.t('any but {0}', left) : l10n.t('any6 but {0}', left);
  }
  const named = blocks.map((block) => (block === '0.0.0.0/0' ? 'any' : block === '::/0' ? 'any6' : block));
  // A group's members may have any IPv4 address: only where some are left out do addresses say anything.
  if (whose !== undefined && named.length === 1 && named[0] === 'any') return whose;
  return whose === undefined ? listed(named, options) : l10n.t('{0} in {1}', whose, listed(named, options));
}

/** So many blocks left out are always a shorter way to say it; more are only where there are many times as many blocks. */
const FEW = 4;

/** The blocks that are not among these, of one family, where that says more: everyone but an office is a hundred blocks. */
function leftOut(
  blocks: readonly string[],
): { readonly blocks: readonly string[]; readonly family: 4 | 6 } | undefined {
  const family = blocks[0]?.includes(':') ? 6 : 4;
  if (blocks.length < 3 || blocks.some((block) => block.includes(':') !== (family === 6))) return undefined;
  const addresses = blocks.flatMap((block) => {
    const parsed = parseAddress(block);
    return parsed.ok ? [parsed.address] : [];
  });
  const all = family === 4 ? addressSet.ANY4 : addressSet.ANY6;
  const left = addressSet.toBlocks(addressSet.subtract(all, addressSet.of(...addresses)));
  const isShorter = left.length < blocks.length && (left.length <= FEW || left.length * FEW <= blocks.length);
  return isShorter ? { blocks: left, family } : undefined;
}

function listed(blocks: readonly string[], { most = Number.POSITIVE_INFINITY }: DescribeOptions): string {
  const many = blocks.length > most + 1;
  return l10n.listed(many ? [...blocks.slice(0, most), l10n.t('{0} more blocks', blocks.length - most)] : blocks);
}
