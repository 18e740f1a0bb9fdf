import ipaddr from 'ipaddr.js';
import { t } from '#util/l10n.ts';

/** A run of addresses of one family, never empty: one address, a CIDR block or any range. `end` is the first one behind it. */
export type Address = Address4 | Address6;

export interface Address4 {
  readonly family: 4;
  readonly start: number;
  readonly end: number;
}

export interface Address6 {
  readonly family: 6;
  readonly start: bigint;
  readonly end: bigint;
}

export type ParsedAddress =
  | {
      readonly ok: true;
      readonly address: Address;
      /** The block as it should have been written, where bits of the host were set: `10.0.0.0/24` for `10.0.0.5/24`. */
      readonly network?: string;
    }
  | { readonly ok: false; readonly error: AddressError };

export interface AddressError {
  readonly code: 'invalid-address' | 'invalid-cidr';
  readonly message: string;
  /** Of a range, which end is wrong by itself; absent where the two do not go together. */
  readonly part?: 'first' | 'last';
}

/** One past the last address of a family. */
export const END4 = 2 ** 32;
export const END6 = 2n ** 128n;

/** The one of the two that is of the type of an address. */
export function endOf<T extends number | bigint>(address: T): T {
  return (typeof address === 'bigint' ? END6 : END4) as T;
}

/**
 * One address or CIDR block, in the strict form only: four decimal numbers without leading zeros, or RFC 4291 text without a zone.
 * An IPv4-mapped IPv6 address stays IPv6.
 */
export function parseAddress(text: string): ParsedAddress {
  const slash = text.indexOf('/');
  const host = slash < 0 ? text : text.slice(0, slash);
  const ip = parseIp(host);
  if (typeof ip === 'string') return { ok: false, error: { code: 'invalid-address', message: ip } };
  if (slash < 0) return { ok: true, address: ip };
  const width = ip.family === 4 ? 32 : 128;
  const written = text.slice(slash + 1);
  const prefix = /^(0|[1-9][0-9]{0,2})$/.test(written) ? Number(written) : Number.NaN;
  if (!(prefix <= width)) {
    const message = t(
      '{0} has no valid prefix length: write a number from 0 to {1} behind the slash.',
      quote(text),
      width,
    );
    return { ok: false, error: { code: 'invalid-cidr', message } };
  }
  const address = blockAround(ip, prefix);
  return address.start === ip.start ? { ok: true, address } : { ok: true, address, network: printAddress(address) };
}

/** All addresses from `first` to `last`, both included. Each end is one address, not a block. */
export function parseRange(first: string, last: string): ParsedAddress {
  const low = parseIp(first);
  if (typeof low === 'string') return { ok: false, error: { code: 'invalid-address', message: low, part: 'first' } };
  const high = parseIp(last);
  if (typeof high === 'string') return { ok: false, error: { code: 'invalid-address', message: high, part: 'last' } };
  if (low.family === 4 && high.family === 4 && low.start <= high.start)
    return { ok: true, address: { family: 4, start: low.start, end: high.end } };
  if (low.family === 6 && high.family === 6 && low.start <= high.start)
    return { ok: true, address: { family: 6, start: low.start, end: high.end } };
  const range = quote(`${first}-${last}`);
  const message =
    low.family === high.family
      ? t('The range {0} runs backwards: write the lower address first.', range)
      : t('The range {0} mixes IPv4 and IPv6: write both ends in one family.', range);
  return { ok: false, error: { code: 'invalid-address', message } };
}

/** The same for `first-last` in one text, or an address or block. */
export function parseAddressOrRange(text: string): ParsedAddress {
  const dash = text.indexOf('-');
  return dash < 0 ? parseAddress(text) : parseRange(text.slice(0, dash), text.slice(dash + 1));
}

/** A single address as such, a CIDR block as such, any other run as `first-last`. */
export function printAddress(address: Address): string {
  if (address.family === 4) {
    const size = address.end - address.start;
    if (size === 1) return print4(address.start);
    const bits = Math.log2(size);
    if (Number.isInteger(bits) && address.start % size === 0) return `${print4(address.start)}/${32 - bits}`;
    return `${print4(address.start)}-${print4(address.end - 1)}`;
  }
  const size = address.end - address.start;
  if (size === 1n) return print6(address.start);
  if ((size & (size - 1n)) === 0n && address.start % size === 0n) {
    return `${print6(address.start)}/${129 - size.toString(2).length}`;
  }
  return `${print6(address.start)}-${print6(address.end - 1n)}`;
}

export function print4(value: number): string {
  return new ipaddr.IPv4([value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]).toString();
}

export function print6(value: bigint): string {
  const parts: number[] = [];
  for (let shift = 112n; shift >= 0n; shift -= 16n) parts.push(Number((value >> shift) & 0xffffn));
  return new ipaddr.IPv6(parts).toString();
}

/** Four decimal numbers without leading zeros: ipaddr.js reads octal, hexadecimal and shorter forms too, and takes longer for these. */
const FOUR_DECIMALS = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

function parse4(text: string): number | undefined {
  if (!FOUR_DECIMALS.test(text)) return undefined;
  return text.split('.').reduce((value, octet) => value * 256 + Number(octet), 0);
}

function parse6(text: string): bigint | undefined {
  // ipaddr.js reads an embedded IPv4 part with leading zeros as octal, as some systems do; others read it as decimal.
  const tail = text.slice(text.lastIndexOf(':') + 1);
  if (tail.includes('.') && parse4(tail) === undefined) return undefined;
  try {
    return ipaddr.IPv6.parse(text).parts.reduce((value, part) => (value << 16n) | BigInt(part), 0n);
  } catch {
    return undefined;
  }
}

/** The address, or what is wrong with the text. */
function parseIp(text: string): Address | string {
  const start4 = parse4(text);
  if (start4 !== undefined) return { family: 4, start: start4, end: start4 + 1 };
  if (text.includes(':')) {
    if (text.includes('%')) return t("{0} has a zone: write the address without '%' and what follows.", quote(text));
    const start6 = parse6(text);
    if (start6 === undefined) return t('{0} is not an IPv6 address.', quote(text));
    return { family: 6, start: start6, end: start6 + 1n };
  }
  return /^[0-9.]+$/.test(text)
    ? t('{0} is not an IPv4 or IPv6 address: {1}.', quote(text), faultOfDecimal(text))
    : t('{0} is not an IPv4 or IPv6 address.', quote(text));
}

function faultOfDecimal(text: string): string {
  const parts = text.split('.');
  if (parts.length !== 4 || parts.includes('')) return t('write four numbers with dots between them');
  const zeros = parts.find((part) => part.length > 1 && part.startsWith('0'));
  return zeros === undefined
    ? t('{0} is over 255', quote(parts.find((part) => Number(part) > 255) ?? text))
    : t('{0} has a leading zero', quote(zeros));
}

function blockAround(ip: Address, prefix: number): Address {
  if (ip.family === 4) {
    const size = 2 ** (32 - prefix);
    const start = ip.start - (ip.start % size);
    return { family: 4, start, end: start + size };
  }
  const size = 1n << BigInt(128 - prefix);
  const start = ip.start - (ip.start % size);
  return { family: 6, start, end: start + size };
}

function quote(text: string): string {
  return `'${text}'`;
}
