// The hashes of Node and of browsers are out of reach here, or answer later.

import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { string } from '../evaluated.ts';
import { spend } from '../steps.ts';
import { type Callable, scoped } from './define.ts';
import { base64Of } from './encoding.ts';

const withHash = (hash: (bytes: Uint8Array) => Uint8Array, write: (bytes: Uint8Array) => string): Callable =>
  scoped(['string'], ({ budget }, text) => spend(budget, 64 + text.length) ?? string(write(hash(utf8ToBytes(text)))));

export const HASHES: ReadonlyMap<string, Callable> = new Map<string, Callable>([
  ['md5', withHash(md5, bytesToHex)],
  ['sha1', withHash(sha1, bytesToHex)],
  ['sha256', withHash(sha256, bytesToHex)],
  ['sha512', withHash(sha512, bytesToHex)],
  ['base64sha256', withHash(sha256, base64Of)],
  ['base64sha512', withHash(sha512, base64Of)],
]);
