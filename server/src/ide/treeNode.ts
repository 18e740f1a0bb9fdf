// One node of the trees, as plain data with offsets. Ids are paths of keys: the same thing has the same id after every edit.

import type { Place } from './place.ts';
import type { Problems } from './problems.ts';

export type NodeKind =
  | 'folder'
  | 'region'
  | 'project'
  | 'builtin-groups'
  | 'group'
  | 'direction'
  | 'rule'
  | 'members'
  | 'references'
  | 'lists'
  | 'addresses'
  | 'services'
  | 'item'
  | 'acl'
  | 'reference'
  | 'vpc'
  | 'subnet'
  | 'cvm'
  | 'cvm-groups'
  | 'cvm-group'
  | 'reached-by'
  | 'reaches'
  | 'path';

export interface TreeNode {
  readonly id: string;
  readonly kind: NodeKind;
  readonly label: string;
  readonly description?: string;
  readonly tooltip?: string;
  readonly hasChildren: boolean;
  readonly place?: Place;
  readonly entity?: string;
  readonly builtin?: boolean;
  readonly rule?: { readonly owner: string; readonly direction: 'inbound' | 'outbound'; readonly index: number };
  readonly action?: 'allow' | 'deny';
  readonly problems?: Problems;
  /** In words, how it differs from its other side. */
  readonly live?: string;
  readonly attached?: boolean;
  /** Of the lists and rules of an acl. */
  readonly ofAcl?: boolean;
  /** What can be copied: the id in the cloud, the addresses of a machine. */
  readonly cloudId?: string;
  readonly addresses?: readonly string[];
}

export function nodeId(...parts: readonly string[]): string {
  return parts.map(encodeURIComponent).join('/');
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
