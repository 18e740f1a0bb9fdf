import type { TreeNode } from '#protocol/tree.ts';

export type Direction = 'inbound' | 'outbound';

/** Of the row of a list. */
export function directionOf({ id }: TreeNode): Direction {
  return id.endsWith('outbound') ? 'outbound' : 'inbound';
}
