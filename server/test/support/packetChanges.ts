// The packets whose fate differs between two models, in blocks of addresses.

import { blocksOf, type PacketChange } from '#engine/versions/changedBlocks.ts';
import type { SplitBy } from '#engine/versions/compareLists.ts';
import { compareModels } from '#engine/versions/diff.ts';
import type { Model } from '#model/model.ts';

export function packetChanges(before: Model, after: Model, by?: SplitBy): readonly PacketChange[] {
  const compared = compareModels(before, after, by);
  if (!compared.complete) throw new Error('too large to be compared');
  return blocksOf(compared);
}
