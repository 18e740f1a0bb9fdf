import type { Model } from '#model/model.ts';
import type * as ast from '#syntax/ast.ts';
import type { Diagnostic } from './diagnostic.ts';
import { commonKeys, duplicateAddresses, duplicateIds, duplicateNames } from './duplicates.ts';
import { graded } from './finding.ts';
import { collectFindings, type Findings } from './findings.ts';
import { steady } from './kept.ts';
import { regionQuotas } from './regionQuotas.ts';
import type { Settings } from './settings.ts';
import { type Shared, type SharedNames, sharedNames } from './sharedNames.ts';
import { cvmsWithoutGroup, emptyGroupPeers, unused } from './uses.ts';

export interface Across {
  readonly model: Model;
  readonly settings: Settings;
  /** Kept from one model to the next. */
  readonly shared: SharedNames;
}

export function newShared(): SharedNames {
  return sharedNames(commonKeys);
}

type ByBlock = ReadonlyMap<ast.Block, readonly Diagnostic[]>;

const known = new WeakMap<Model, { readonly settings: Settings; readonly byBlock: ByBlock }>();
const last = new WeakMap<ast.Block, readonly Diagnostic[]>();

/** What follows from several blocks together, in one pass over the model. */
export function checkAcross({ model, settings, shared }: Across): ByBlock {
  const before = known.get(model);
  if (before?.settings === settings) return before.byBlock;
  const findings = collectFindings();
  collect(model, settings, shared.of(model), findings);
  const byBlock = new Map<ast.Block, readonly Diagnostic[]>();
  for (const [block, found] of findings.byBlock) byBlock.set(block, steady(last, block, graded(found, settings)));
  known.set(model, { settings, byBlock });
  return byBlock;
}

function collect(model: Model, settings: Settings, shared: Shared, into: Findings): void {
  const snapshots = new Set(model.files.flatMap(({ uri, tree }) => (tree.language === 'json' ? [uri] : [])));
  duplicateNames(shared, snapshots, into);
  duplicateIds(shared, into);
  duplicateAddresses(shared, into);
  regionQuotas(model, settings, into);
  unused(model, shared, snapshots, into);
  emptyGroupPeers(model, into);
  cvmsWithoutGroup(model, into);
}
