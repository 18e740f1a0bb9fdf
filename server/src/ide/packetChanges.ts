import type { PacketChange as EngineChange } from '#engine/diff.ts';
import type * as ast from '#syntax/ast.ts';
import type { Snapshot } from '#workspace/snapshot.ts';
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
}

/** One for each block of peers and each protocol, with the rule that decides now. */
export function packetChanges(snapshot: Snapshot, changes: readonly EngineChange[]): readonly PacketChange[] {
  return changes.flatMap(({ owner, direction, peers, services, was, now, decidedBy }) => {
    const rule = decidedBy === undefined ? null : (ruleSpot(snapshot, decidedBy, direction) ?? null);
    return peers.flatMap((peer) =>
      services.map((service) => ({ [owner.kind]: owner.name, direction, peer, service, was, now, rule })),
    );
  });
}
