// One node of the trees, as plain data with offsets. Ids are paths of keys: the same thing has the same id after every edit.

import type * as protocol from '#protocol/tree.ts';
import type { Place } from './place.ts';

export interface TreeNode extends Omit<protocol.TreeNode, 'location'> {
  readonly place?: Place;
}

export function nodeId(...parts: readonly string[]): string {
  return parts.map(encodeURIComponent).join('/');
}

/** The root of the model that a node is of. */
export const rootOf = (id: string): string => nodeParts(id)[0] ?? '';

/** Tells apart what says the same: says of a text how often it has been given so far. */
export function counting(): (text: string) => number {
  const seen = new Map<string, number>();
  return (text) => {
    const nth = (seen.get(text) ?? 0) + 1;
    seen.set(text, nth);
    return nth;
  };
}

/** The parts of an id; an id that is none of ours has parts that lead nowhere. */
export function nodeParts(id: string): readonly string[] {
  return id.split('/').map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  });
}
