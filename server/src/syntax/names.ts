// What is a name and what is a cloud id: lexical facts that other folders need without a parser.

import type { Name } from './ast.ts';

export type CloudIdKind = 'group' | 'acl' | 'cvm' | 'interface' | 'subnet' | 'addresses' | 'services';

/** `ipmg` and `ppmg` are template groups: lists that name other lists. */
const idKinds: ReadonlyMap<string, CloudIdKind> = new Map([
  ['sg', 'group'],
  ['acl', 'acl'],
  ['ins', 'cvm'],
  ['eni', 'interface'],
  ['subnet', 'subnet'],
  ['ipm', 'addresses'],
  ['ipmg', 'addresses'],
  ['ppm', 'services'],
  ['ppmg', 'services'],
]);

/** The kind of thing that a cloud id such as `sg-0a1b2c3d` stands for; undefined where the text is not an id, as `sg-` or `sg-a_b`. */
export function cloudIdKind(text: string): CloudIdKind | undefined {
  const dash = text.indexOf('-');
  if (dash < 2 || dash > 6 || dash === text.length - 1) return undefined;
  const kind = idKinds.get(text.slice(0, dash));
  if (kind === undefined) return undefined;
  for (let i = dash + 1; i < text.length; i++) if (!isAlphanumeric(text.charCodeAt(i))) return undefined;
  return kind;
}

/**
 * Whether a text can stand where the grammar has NAME. Invisible characters (joiners, bidirectional marks) count as parts of a name; a
 * diagnostic reports them at the character. A byte order mark is a blank.
 */
export function isName(text: string): boolean {
  return isPlainWord(text) ? cloudIdKind(text) === undefined : anyScript.test(text) && !text.includes('\ufeff');
}

const PEER_WORDS: ReadonlySet<string> = new Set(['any', 'any6', 'self', 'internet']);
const ADDRESSES_WORDS: ReadonlySet<string> = new Set([...PEER_WORDS, 'id']);
const SERVICES_WORDS: ReadonlySet<string> = new Set(['all', 'tcp', 'udp', 'icmp', 'icmpv6', 'gre', 'id']);

/** Whether a word has another meaning in the places where things of a kind are named, so that it cannot be a name there. */
export function isWordFor(kind: CloudIdKind, text: string): boolean {
  const words = kind === 'services' ? SERVICES_WORDS : kind === 'addresses' ? ADDRESSES_WORDS : PEER_WORDS;
  return words.has(text);
}

/** Whether a reference is by cloud id, and not by name. */
export function isCloudId(name: Name): boolean {
  return cloudIdKind(name.text) !== undefined;
}

const anyScript = /^[\p{L}_][\p{L}\p{M}\p{Nd}\p{Cf}_.-]*$/u;

/** A quick check for the usual names, which are of ASCII letters. */
function isPlainWord(text: string): boolean {
  const first = text.charCodeAt(0);
  if (!isLetter(first) && first !== 0x5f) return false;
  for (let i = 1; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (!isAlphanumeric(unit) && unit !== 0x5f && unit !== 0x2d && unit !== 0x2e) return false;
  }
  return true;
}

function isLetter(unit: number): boolean {
  return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a);
}

function isAlphanumeric(unit: number): boolean {
  return isLetter(unit) || (unit >= 0x30 && unit <= 0x39);
}
