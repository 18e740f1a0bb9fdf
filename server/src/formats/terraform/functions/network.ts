// Functions about blocks of addresses.

import { END4, END6, parseAddress, print4, print6 } from '#net/address.ts';
import { t } from '#util/l10n.ts';
import { integerOf, numberText } from '../decimal.ts';
import { bool, fault, type Numeric, sequence, string, type Unknown, type Value } from '../evaluated.ts';
import { spend } from '../steps.ts';
import { type Callable, fixed, variadic } from './define.ts';

interface Block {
  readonly start: bigint;
  readonly prefix: number;
  readonly width: 32 | 128;
  /** As the argument has it: messages must show no other form, since only this one can be known to be sensitive. */
  readonly written: string;
}

/** A block, with the bits of the host set to zero as Terraform does. */
function blockIn(written: string): Block | Unknown {
  const slash = written.indexOf('/');
  const parsed = parseAddress(written);
  if (slash < 0 || !parsed.ok) return fault(t("'{0}' is not a block of addresses", written));
  const { family, start } = parsed.address;
  return { start: BigInt(start), prefix: Number(written.slice(slash + 1)), width: family === 4 ? 32 : 128, written };
}

const sizeOf = (width: number, prefix: number) => 1n << BigInt(width - prefix);

const endOf = ({ start, width, prefix }: Block) => start + sizeOf(width, prefix);

function printed(address: bigint, width: number): string {
  return width === 32 ? print4(Number(address % BigInt(END4))) : print6(address % END6);
}

function subnetOf(block: Block, bits: number, place: bigint): Block | Unknown {
  const prefix = block.prefix + bits;
  if (!Number.isInteger(bits) || bits < 0 || prefix > block.width) {
    return fault(t('a block of /{0} cannot be extended by {1} bits', block.prefix, bits));
  }
  if (place < 0n || place >= 1n << BigInt(bits))
    return fault(t('there is no subnet number {1} in {0} bits', bits, String(place)));
  return { ...block, start: block.start + place * sizeOf(block.width, prefix), prefix };
}

const blockText = ({ start, prefix, width }: Block) => string(`${printed(start, width)}/${prefix}`);

/** What a function makes of the block in its first argument. */
const ofBlock =
  <A extends readonly unknown[]>(make: (block: Block, ...rest: A) => Value) =>
  (written: string, ...rest: A): Value => {
    const block = blockIn(written);
    return 'kind' in block ? block : make(block, ...rest);
  };

function cidrsubnet(block: Block, bits: number, place: Numeric): Value {
  const at = integerOf(place);
  if (at === undefined) return fault(t('there is no subnet number {1} in {0} bits', bits, numberText(place)));
  const subnet = subnetOf(block, bits, at);
  return 'kind' in subnet ? subnet : blockText(subnet);
}

/** Each follows the one before, as near as its size allows. */
function cidrsubnets(block: Block, ...bits: string[]): Value {
  const made: Value[] = [];
  let next = block.start;
  for (const each of bits.map(Number)) {
    const first = subnetOf(block, each, 0n);
    if ('kind' in first) return first;
    const size = sizeOf(block.width, first.prefix);
    const start = ((next + size - 1n) / size) * size;
    if (start + size > endOf(block)) {
      return fault(t("'cidrsubnets': so many subnets do not fit into {0}", block.written));
    }
    made.push(blockText({ ...first, start }));
    next = start + size;
  }
  return sequence('list', made);
}

function cidrhost(block: Block, place: Numeric): Value {
  const size = sizeOf(block.width, block.prefix);
  const at = integerOf(place);
  const offset = at === undefined ? size : at < 0n ? size + at : at;
  if (offset < 0n || offset >= size) return fault(t('{0} has no address {1}', block.written, numberText(place)));
  return string(printed(block.start + offset, block.width));
}

function cidrnetmask({ width, prefix }: Block): Value {
  if (width !== 32) return fault(t("'cidrnetmask' knows IPv4 only"));
  return string(print4(Number(BigInt(END4) - sizeOf(32, prefix))));
}

function cidrcontains(block: Block, inner: string): Value {
  const other = blockIn(inner.includes('/') ? inner : `${inner}/${block.width}`);
  if ('kind' in other) return other;
  return bool(block.width === other.width && other.start >= block.start && endOf(other) <= endOf(block));
}

export const NETWORK: ReadonlyMap<string, Callable> = new Map<string, Callable>([
  ['cidrsubnet', fixed(['string', 'number', 'numeric'], ofBlock(cidrsubnet))],
  [
    'cidrsubnets',
    variadic('string', ([written = '', ...bits], { budget }) => {
      return spend(budget, bits.length) ?? ofBlock(cidrsubnets)(written, ...bits);
    }),
  ],
  ['cidrhost', fixed(['string', 'numeric'], ofBlock(cidrhost))],
  ['cidrnetmask', fixed(['string'], ofBlock(cidrnetmask))],
  ['cidrcontains', fixed(['string', 'string'], ofBlock(cidrcontains))],
]);
