// Names of the rule language for what a cloud account calls as it likes: readable, valid, and each only once in a region.

import type * as ast from '#syntax/ast.ts';
import { cloudIdKind, isName } from '#syntax/names.ts';

/** Words that would be read as something else where a name may stand. */
const TAKEN: ReadonlySet<string> = new Set([
  'any',
  'any6',
  'self',
  'internet',
  'all',
  'tcp',
  'udp',
  'icmp',
  'icmpv6',
  'gre',
  'id',
  'from',
  'to',
  'until',
  'allow',
  'deny',
]);

/** What one of a kind is called that has no usable name at all. */
const PLAIN: Readonly<Record<string, string>> = {
  group: 'group',
  acl: 'acl',
  cvm: 'cvm',
  subnet: 'subnet',
  addresses: 'addresses',
  services: 'services',
};

/** The cloud's names have 60 characters at most. */
const MAX_NAME = 200;

/** A valid name as near to the text as can be. */
export function validName(text: string, kind: ast.DeclarationKind): string {
  if (isName(text) && cloudIdKind(text) === undefined && !TAKEN.has(text)) return text;
  const plain = PLAIN[kind] ?? kind;
  if (cloudIdKind(text) !== undefined) return prefixed(plain, text.slice(text.indexOf('-') + 1));
  const kept = text
    .slice(0, MAX_NAME)
    .replace(/[^\p{L}\p{M}\p{Nd}_.-]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '');
  if (kept === '') return plain;
  return isName(kept) && cloudIdKind(kept) === undefined && !TAKEN.has(kept) ? kept : prefixed(plain, kept);
}

/** `subnet-1` would be an id again, where `group-1` is none. */
function prefixed(plain: string, rest: string): string {
  const name = `${plain}-${rest}`;
  return cloudIdKind(name) === undefined ? name : `${plain}_${rest}`;
}

/** The name, or with the next number that is free behind it. Takes it. */
export function uniqueName(name: string, taken: Set<string>, next: Map<string, number>): string {
  let chosen = name;
  let number = next.get(name) ?? 2;
  while (taken.has(chosen)) chosen = `${name}-${number++}`;
  next.set(name, number);
  taken.add(chosen);
  return chosen;
}
