import type { Decision } from '#engine/packet/trace.ts';
import { blocksOf } from '#engine/versions/changedBlocks.ts';
import { changeWords } from '#engine/versions/changeWords.ts';
import type { ChangedOwner, ComparedModels } from '#engine/versions/diff.ts';
import { undecidedWords } from '#engine/words.ts';
import { printStatement } from '#net/words/words.ts';
import type * as protocol from '#protocol/packets.ts';
import type * as ast from '#syntax/ast.ts';
import type { Folder } from '#workspace/folder.ts';
import type { Compared } from './compare.ts';
import { type RuleSpot, ruleSpot } from './ruleSpot.ts';

export interface PacketChange extends Omit<protocol.PacketChange, 'rule' | 'ruleBefore'> {
  readonly rule: RuleSpot | null;
  /** In the older texts; null where no rule decided, or changes are not split by it. */
  readonly ruleBefore: RuleSpot | null;
}

/** One for each block of peers and each protocol, with the rule that decides now and the one that decided before. */
export function packetChanges({ now, old: before, compared }: Compared): readonly PacketChange[] {
  const spot = (folder: Folder, decision: Decision | undefined, direction: ast.Direction) =>
    decision === undefined ? null : (ruleSpot(folder, decision, direction) ?? null);
  return blocksOf(compared).flatMap(({ owner, direction, peers, services, decidedBy, decidedBefore, ...fate }) => {
    const rule = spot(now, decidedBy, direction);
    const ruleBefore = spot(before, decidedBefore, direction);
    return peers.flatMap((peer) =>
      services.map((service) => ({
        [owner.kind]: owner.name,
        direction,
        peer,
        service,
        was: fate.was,
        now: fate.now,
        rule,
        ruleBefore,
      })),
    );
  });
}

export interface ChangeText extends Omit<protocol.ChangeText, 'rules' | 'rulesBefore'> {
  readonly rules: readonly RuleSpot[];
  readonly rulesBefore: readonly RuleSpot[];
}

/**
 * What changed, as people read it: owners that change alike together, in the fewest words. `written`: where the older version is not that of
 * the folder itself, the decision that the folder has of it.
 */
export function changeTexts(
  { now, old: before, compared }: Pick<Compared, 'now' | 'old' | 'compared'>,
  written = (decision: Decision, _: ast.Direction): Decision | undefined => decision,
): readonly ChangeText[] {
  const spots = (folder: Folder, decisions: readonly Decision[], direction: ast.Direction) =>
    decisions.flatMap((decision) => ruleSpot(folder, decision, direction) ?? []);
  return changeWords(compared).map(
    ({ owners, direction, statement, decidedBy, undecided, decidedBefore, ...fate }) => ({
      kind: owners[0].kind,
      region: regionOf(compared, owners[0]),
      owners: owners.map(({ name }) => name),
      direction,
      was: fate.was,
      now: fate.now,
      packets: printStatement(statement, direction === 'inbound' ? 'from' : 'to'),
      rules: spots(now, decidedBy, direction),
      undecided: undecided.map(undecidedWords),
      rulesBefore: spots(
        before,
        decidedBefore.flatMap((decision) => written(decision, direction) ?? []),
        direction,
      ),
    }),
  );
}

/** Of what is gone, where it was. */
function regionOf({ before, after }: ComparedModels, { key, isGone }: ChangedOwner): string {
  return (isGone ? before : after).entities.get(key)?.region ?? '';
}
