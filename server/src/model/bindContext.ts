import type { Declarations, Site } from './declare.ts';
import type { Lists } from './lists.ts';

/** What looking up and binding one block needs to know of all others. */
export interface BindContext {
  readonly declarations: Declarations;
  readonly lists: Lists;
  readonly sites: ReadonlyMap<string, Site>;
  /** Interfaces that stand by themselves, by the key of their machine. */
  readonly interfaces: ReadonlyMap<string, readonly Site[]>;
  /** The keys of the acls that say at which subnets they stand, by the key of the subnet. */
  readonly acls: ReadonlyMap<string, string>;
}
