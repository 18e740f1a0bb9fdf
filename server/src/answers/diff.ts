// The packets that another version allows or denies otherwise.

import { blocksOf } from '#engine/versions/changedBlocks.ts';
import { changeWords } from '#engine/versions/changeWords.ts';
import type { ComparedModels } from '#engine/versions/diff.ts';
import { printStatement } from '#net/words/words.ts';
import type { Folder } from '#workspace/folder.ts';
import type * as api from './api.ts';
import { type Damage, incompletePart } from './incomplete.ts';
import { type FileName, ruleOf } from './places.ts';

export interface Difference {
  readonly compared: ComparedModels;
  readonly damage: readonly Damage[];
  readonly notCompared: api.DiffAnswer['notCompared'];
}

/** `changes` has an entry for each block of peers and each protocol, so that programs need not split texts; `text` has the words. */
export function diffAnswer(
  fileName: FileName,
  now: Folder,
  { compared, damage, notCompared }: Difference,
): api.DiffAnswer {
  const changes = blocksOf(compared).flatMap((change) =>
    change.peers.flatMap((peer) =>
      change.services.map((service) => ({
        [change.owner.kind]: change.owner.name,
        direction: change.direction,
        peer,
        service,
        was: change.was,
        now: change.now,
        rule: ruleOf(fileName, now, change.decidedBy, change.direction),
      })),
    ),
  );
  const text = changeWords(compared).map(({ owners, direction, statement, ...change }) => ({
    kind: owners[0].kind,
    owners: owners.map(({ name }) => name),
    direction,
    was: change.was,
    now: change.now,
    packets: printStatement(statement, direction === 'inbound' ? 'from' : 'to'),
  }));
  return { version: 1, changes, text, notCompared, ...incompletePart(fileName, damage) };
}
