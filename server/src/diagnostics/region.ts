// What the checks of the scope `region` work with: what the blocks of a region have in common, and where findings are put.

import type { Binding, Model } from '#model/model.ts';
import type * as ast from '#syntax/ast.ts';
import { addTo } from '#util/groupBy.ts';
import type { Finding } from './finding.ts';
import type { Settings } from './settings.ts';
import type { Shared } from './sharedNames.ts';

export interface Region {
  readonly model: Model;
  readonly settings: Settings;
  readonly shared: Shared;
  /** The files that are snapshots of the cloud. */
  readonly snapshots: ReadonlySet<string>;
  /** Those of them that rule files declare as well; none where `live-as-wanted` is switched off. */
  readonly mixed: MixedSnapshots;
}

/** The groups and machines of a snapshot, by its URI, that rule files declare as well. */
export type MixedSnapshots = ReadonlyMap<string, ReadonlySet<Binding>>;

/** Findings of many blocks, by the block in which they are. */
export interface Findings {
  add(block: ast.Block, finding: Finding): void;
  readonly byBlock: ReadonlyMap<ast.Block, readonly Finding[]>;
}

export function collectFindings(): Findings {
  const byBlock = new Map<ast.Block, Finding[]>();
  return { byBlock, add: (block, finding) => addTo(byBlock, block, finding) };
}
