import { parseAddress } from '#net/address.ts';

/**
 * The address that a text is most probably meant to be; undefined where that is not clear.
 *
 *   10.0.0.010  10.0.0.10       10.1            10.1.0.0/16      fe80::1%eth0  fe80::1
 *   10.0.0.0/33 10.0.0.0/32     10.0.0.0/255.0.0.0  10.0.0.0/8   10.0.0.5/24   10.0.0.5, where a single address has to stand
 *
 * `isSingle`: no block may stand there.
 */
export function nearestAddress(text: string, { isSingle = false } = {}): string | undefined {
  const nearest = nearestOf(isSingle ? text.replace(/\/[^/]*$/, '') : text);
  return isSingle && nearest?.includes('/') ? undefined : nearest;
}

function nearestOf(text: string): string | undefined {
  const [host = '', prefix, ...more] = text.replace(/%[^/]*/, '').split('/');
  if (more.length > 0) return undefined;
  if (prefix !== undefined && parseAddress(text).ok) return host;
  const parts = host.split('.');
  const isDecimal = parts.every((part) => /^\d+$/.test(part) && Number(part) <= 255);
  if (!isDecimal) return right(withPrefix(host, prefix, 128));
  if (parts.length > 4) return undefined;
  const four = [...parts.map(Number), 0, 0, 0].slice(0, 4).join('.');
  return right(withPrefix(four, prefix ?? (parts.length < 4 ? String(parts.length * 8) : undefined), 32));
}

function withPrefix(host: string, prefix: string | undefined, width: 32 | 128): string {
  if (prefix === undefined || prefix === '') return host;
  return `${host}/${prefix.includes('.') ? (lengthOfMask(prefix) ?? prefix) : Math.min(Number(prefix), width)}`;
}

/** `255.255.255.0` is 24 bits. */
function lengthOfMask(mask: string): number | undefined {
  const parts = mask.split('.').map(Number);
  if (parts.length !== 4 || !parts.every((part) => part <= 255)) return undefined;
  const bits = parts.map((part) => part.toString(2).padStart(8, '0')).join('');
  return /^1*0*$/.test(bits) ? bits.replaceAll('0', '').length : undefined;
}

function right(text: string): string | undefined {
  const read = parseAddress(text);
  return read.ok ? (read.network ?? text) : undefined;
}
