// MD5, SHA-1 and SHA-256 of texts (RFC 1321, FIPS 180-4). The hashes of Node and of browsers are out of reach here, or answer later.

import { string } from '../evaluated.ts';
import { spend } from '../steps.ts';
import { type Callable, scoped } from './define.ts';
import { base64Of } from './encoding.ts';

/** What a hash makes of a block of sixteen words. */
interface Hash {
  readonly start: readonly number[];
  readonly isLittleEndian: boolean;
  readonly next: (state: readonly number[], words: readonly number[]) => readonly number[];
}

const left = (value: number, by: number) => (value << by) | (value >>> (32 - by));

const SINES = Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32) | 0);
const SHIFTS = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
];

const MD5: Hash = {
  start: [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476],
  isLittleEndian: true,
  next: ([a0 = 0, b0 = 0, c0 = 0, d0 = 0], words) => {
    let [a, b, c, d] = [a0, b0, c0, d0];
    for (let i = 0; i < 64; i++) {
      const round = i >> 4;
      const [mixed, at] = [
        [(b & c) | (~b & d), i],
        [(d & b) | (~d & c), 5 * i + 1],
        [b ^ c ^ d, 3 * i + 5],
        [c ^ (b | ~d), 7 * i],
      ][round] as [number, number];
      const sum = a + mixed + (SINES[i] ?? 0) + (words[at % 16] ?? 0);
      [a, d, c, b] = [d, c, b, (b + left(sum | 0, SHIFTS[round]?.[i % 4] ?? 0)) | 0];
    }
    return [a0 + a, b0 + b, c0 + c, d0 + d];
  },
};

const SHA1: Hash = {
  start: [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0],
  isLittleEndian: false,
  next: (state, words) => {
    const w = [...words];
    let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
    for (let i = 0; i < 80; i++) {
      if (i >= 16) w.push(left((w[i - 3] ?? 0) ^ (w[i - 8] ?? 0) ^ (w[i - 14] ?? 0) ^ (w[i - 16] ?? 0), 1));
      const [mixed, constant] = [
        [(b & c) | (~b & d), 0x5a827999],
        [b ^ c ^ d, 0x6ed9eba1],
        [(b & c) | (b & d) | (c & d), 0x8f1bbcdc],
        [b ^ c ^ d, 0xca62c1d6],
      ][Math.floor(i / 20)] as [number, number];
      const sum = (left(a, 5) + mixed + e + constant + (w[i] ?? 0)) | 0;
      [a, b, c, d, e] = [sum, a, left(b, 30), c, d];
    }
    return [a, b, c, d, e].map((value, i) => value + (state[i] ?? 0));
  },
};

const PRIMES = Array.from({ length: 310 }, (_, i) => i + 2).filter((one) => {
  for (let by = 2; by * by <= one; by++) if (one % by === 0) return false;
  return true;
});
/** The first 32 bits behind the point. */
const behindPoint = (value: number) => Math.floor((value - Math.floor(value)) * 2 ** 32) | 0;
const CUBE_ROOTS = PRIMES.slice(0, 64).map((prime) => behindPoint(Math.cbrt(prime)));

const SHA256: Hash = {
  start: PRIMES.slice(0, 8).map((prime) => behindPoint(Math.sqrt(prime))),
  isLittleEndian: false,
  next: (state, words) => {
    const w = [...words];
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
    for (let i = 0; i < 64; i++) {
      if (i >= 16) {
        const [x = 0, y = 0] = [w[i - 15], w[i - 2]];
        const low = left(x, 25) ^ left(x, 14) ^ (x >>> 3);
        const high = left(y, 15) ^ left(y, 13) ^ (y >>> 10);
        w.push(((w[i - 16] ?? 0) + low + (w[i - 7] ?? 0) + high) | 0);
      }
      const chosen = (left(e, 26) ^ left(e, 21) ^ left(e, 7)) + ((e & f) ^ (~e & g));
      const first = (h + chosen + (CUBE_ROOTS[i] ?? 0) + (w[i] ?? 0)) | 0;
      const second = (left(a, 30) ^ left(a, 19) ^ left(a, 10)) + ((a & b) ^ (a & c) ^ (b & c));
      [a, b, c, d, e, f, g, h] = [(first + second) | 0, a, b, c, (d + first) | 0, e, f, g];
    }
    return [a, b, c, d, e, f, g, h].map((value, i) => value + (state[i] ?? 0));
  },
};

function hashed({ start, isLittleEndian, next }: Hash, text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  const padded = new DataView(new ArrayBuffer(Math.ceil((bytes.length + 9) / 64) * 64));
  for (const [i, byte] of bytes.entries()) padded.setUint8(i, byte);
  padded.setUint8(bytes.length, 0x80);
  padded.setBigUint64(padded.byteLength - 8, BigInt(bytes.length) * 8n, isLittleEndian);
  let state = start;
  for (let at = 0; at < padded.byteLength; at += 64)
    state = next(
      state,
      Array.from({ length: 16 }, (_, i) => padded.getInt32(at + 4 * i, isLittleEndian)),
    ).map((value) => value | 0);
  const made = new DataView(new ArrayBuffer(4 * state.length));
  for (const [i, word] of state.entries()) made.setInt32(4 * i, word, isLittleEndian);
  return new Uint8Array(made.buffer);
}

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

const withHash = (hash: Hash, write: (bytes: Uint8Array) => string): Callable =>
  scoped(['string'], ({ budget }, text) => spend(budget, 64 + text.length) ?? string(write(hashed(hash, text))));

export const HASHES: ReadonlyMap<string, Callable> = new Map<string, Callable>([
  ['md5', withHash(MD5, hex)],
  ['sha1', withHash(SHA1, hex)],
  ['sha256', withHash(SHA256, hex)],
  ['base64sha256', withHash(SHA256, base64Of)],
]);
