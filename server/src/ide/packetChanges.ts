import type { Decision } from '#engine/packet/trace.ts';
import { blocksOf } from '#engine/versions/changedBlocks.ts';
import { changesInWords } from '#engine/versions/changeWords.ts';
import type { ChangedOwner, ComparedModels } from '#engine/versions/diff.ts';
import { undecidedWords } from '#engine/words.ts';
import { printStatement } from '#net/words/words.ts';
import type * as protocol from '#protocol/packets.ts';
import type * as ast from '#syntax/ast.ts';
import type { Steps } from '#util/steps.ts';
import type { Folder } from '#workspace/folder.ts';
import type { Compared } from './compare.ts';
import { type RuleSpot, ruleSpot } from './ruleSpot.ts';

export interface PacketChange extends Omit<protocol.PacketChange, 'rule' | 'ruleBefore'> {
  readonly rule: RuleSpot | null;
  /** In the older texts; null where no rule decided, or changes are not split by it. */
  readonly ruleBefore: RuleSpot | null;
}

/** One for each block of peers and each protocol, with the rule that decides now and the one that decided before. */
export function* packetChanges({ now, old: before, compared }: Compared): Steps<readonly PacketChange[]> {
  const spot = (folder: Folder, decision: Decision | undefined, direction: ast.Direction) =>
    decision === undefined ? null : (ruleSpot(folder, decision, direction) ?? null);
  const found: PacketChange[] = [];
  for (const change of compared.changed) {
    for (const block of blocksOf({ ...compared, changed: [change] })) {
      const { owner, direction, peers, services, was, now: is, decidedBy, decidedBefore } = block;
      const rule = spot(now, decidedBy, direction);
      const ruleBefore = spot(before, decidedBefore, direction);
      for (const peer of peers)
        for (const service of services)
          found.push({ [owner.kind]: owner.name, direction, peer, service, was, now: is, rule, ruleBefore });
    }
    yield;
  }
  return found;
}

export interface ChangeText extends Omit<protocol.ChangeText, 'rules' | 'rulesBefore'> {
  readonly rules: readonly RuleSpot[];
  readonly rulesBefore: readonly RuleSpot[];
}

/**
 * What changed, as people read it: owners that change alike together, in the fewest words. `written`: where the older version is not that of
 * the folder itself, the decision that the folder has of it.
 */
export function* changeTexts(
  { now, old: before, compared }: Pick<Compared, 'now' | 'old' | 'compared'>,
  written = (decision: Decision, _: ast.Direction): Decision | undefined => decision,
): Steps<readonly ChangeText[]> {
  const spots = (folder: Folder, decisions: readonly Decision[], direction: ast.Direction) =>
    decisions.flatMap((decision) => ruleSpot(folder, decision, direction) ?? []);
  return (yield* changesInWords(compared)).map(
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
