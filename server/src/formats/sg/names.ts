// Names for the rule language, where things in a cloud account may have any name: readable, valid, and unique in a region.

import type * as ast from '#syntax/ast.ts';
import { cloudIdKind, isName } from '#syntax/names.ts';
import { groupBy } from '#util/groupBy.ts';

/** Words that would be read as something else where the name of a thing of that kind may stand: as a peer, an endpoint or a service. */
const TAKEN: Readonly<Partial<Record<ast.DeclarationKind, readonly string[]>>> = {
  group: ['any', 'any6', 'self', 'internet'],
  addresses: ['any', 'any6', 'self', 'internet'],
  services: ['all', 'tcp', 'udp', 'icmp', 'icmpv6', 'gre'],
  cvm: ['any', 'any6', 'internet'],
  subnet: ['any', 'any6', 'internet'],
};

/** The cloud's names have 60 characters at most. */
const MAX_NAME = 200;

/** Whether a text is a name, and not a cloud id. */
export function isPlainName(text: string): boolean {
  return isName(text) && cloudIdKind(text) === undefined;
}

/** A valid name as near to the text as possible. What has no usable name at all is called after its kind. */
export function validName(text: string, kind: ast.DeclarationKind): string {
  const isTaken = (name: string) => TAKEN[kind]?.includes(name) === true;
  if (isPlainName(text) && !isTaken(text)) return text;
  if (cloudIdKind(text) !== undefined) return prefixed(kind, text.slice(text.indexOf('-') + 1));
  const kept = text
    .slice(0, MAX_NAME)
    .replace(/[^\p{L}\p{M}\p{Nd}_.-]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '');
  if (kept === '') return kind;
  return isPlainName(kept) && !isTaken(kept) ? kept : prefixed(kind, kept);
}

/** `group-1` is a name, but `subnet-1` would be an id. */
function prefixed(plain: string, rest: string): string {
  const name = `${plain}-${rest}`;
  return cloudIdKind(name) === undefined ? name : `${plain}_${rest}`;
}

/** Something with the name that it has in the cloud. */
export interface Called {
  readonly kind: ast.DeclarationKind;
  /** Its id, where it has no name. */
  readonly name: string;
}

/**
 * The names of everything in one region. A name that is valid as it is stays with the first thing that has it. Then names that were made
 * valid are given, where they are free, and only then names with numbers, so that no name that is made takes one that the cloud has.
 */
export function chooseNames<T extends Called>(things: readonly T[]): Map<T, string> {
  const chosen = new Map<T, string>();
  const taken = new Set<string>();
  const next = new Map<string, number>();
  const bases = things.map((thing) => [thing, validName(thing.name, thing.kind)] as const);
  for (const wanted of [true, false]) {
    for (const [thing, base] of bases) {
      if ((base === thing.name) !== wanted || taken.has(base)) continue;
      taken.add(base);
      chosen.set(thing, base);
    }
  }
  for (const [thing, base] of bases) if (!chosen.has(thing)) chosen.set(thing, uniqueName(base, taken, next));
  return chosen;
}

/**
 * Whether a name in a rule file is what an import makes of the name that something has in the cloud: made valid, and with a number if
 * several things of the region would have that name.
 */
export function importedNames<T extends Called & { readonly region: string }>(
  live: readonly T[],
): (thing: T, written: string) => boolean {
  const baseOf = ({ kind, name }: T) => validName(name, kind);
  const claims = groupBy(live, (thing) => JSON.stringify([thing.region, baseOf(thing)]));
  return (thing, written) => {
    const base = baseOf(thing);
    if (written === base) return true;
    const isCrowded = (claims.get(JSON.stringify([thing.region, base]))?.length ?? 0) > 1;
    return isCrowded && written.startsWith(base) && /^[-_][1-9][0-9]*$/.test(written.slice(base.length));
  };
}

/** What an import calls a thing that has no name in its file, such as a group of which the file has the rules alone. */
export function nameOfId(id: string, kind: ast.DeclarationKind): string {
  return validName(id, kind);
}

/** The name, with the next free number behind it if it is taken. It is taken from then on. */
export function uniqueName(name: string, taken: Set<string>, next: Map<string, number>): string {
  let chosen = name;
  let number = next.get(name) ?? 2;
  while (taken.has(chosen)) chosen = prefixed(name, String(number++));
  next.set(name, number);
  taken.add(chosen);
  return chosen;
}
