import { blocksOf } from '#engine/diff.ts';
import type { Decision } from '#engine/trace.ts';
import type * as ast from '#syntax/ast.ts';
import type { Snapshot } from '#workspace/snapshot.ts';
import type { Compared } from './compare.ts';
import { type RuleSpot, ruleSpot } from './ruleSpot.ts';

export interface PacketChange {
  readonly cvm?: string;
  readonly group?: string;
  readonly acl?: string;
  readonly subnet?: string;
  readonly direction: ast.Direction;
  readonly peer: string;
  readonly service: string;
  readonly was: ast.Action;
  readonly now: ast.Action;
  readonly rule: RuleSpot | null;
  /** In the older texts; null where no rule decided, or changes are not split by it. */
  readonly ruleBefore: RuleSpot | null;
}

/** One for each block of peers and each protocol, with the rule that decides now and the one that decided before. */
export function packetChanges({ now, old: before, compared }: Compared): readonly PacketChange[] {
  const spot = (snapshot: Snapshot, decision: Decision | undefined, direction: ast.Direction) =>
    decision === undefined ? null : (ruleSpot(snapshot, decision, direction) ?? null);
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
