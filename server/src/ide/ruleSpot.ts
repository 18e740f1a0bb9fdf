import type { Decision } from '#engine/packet/trace.ts';
import { BUILTIN_TEXT, BUILTIN_URI } from '#model/builtins.ts';
import { policyText } from '#questions/policyText.ts';
import type * as ast from '#syntax/ast.ts';
import type { Snapshot } from '#workspace/snapshot.ts';
import { titleOf } from './describe.ts';
import { type Place, placeIn } from './place.ts';

/** A policy as people know it: where its rule is written, in whose list it stands, at which index. */
export interface RuleSpot {
  readonly place: Place;
  readonly owner: string;
  readonly ownerKey: string;
  readonly direction: ast.Direction;
  readonly index: number;
  /** The rule's line, blanks folded; of a snapshot, as the rule language would write it. */
  readonly text: string;
}

export function ruleSpot(
  snapshot: Snapshot,
  { owner, policy }: Decision,
  direction: ast.Direction,
): RuleSpot | undefined {
  const entity = snapshot.model.entities.get(owner);
  const place = entity === undefined ? undefined : placeIn(snapshot, entity.source, policy.rule);
  if (place === undefined) return undefined;
  const file = snapshot.files.get(place.uri);
  const text = place.uri === BUILTIN_URI ? BUILTIN_TEXT : (file?.text ?? '');
  return {
    place,
    owner: titleOf(snapshot.model, owner),
    ownerKey: owner,
    direction,
    index: policy.index,
    text:
      file?.language === 'json'
        ? policyText(snapshot.model, policy, direction)
        : text.slice(place.start, place.end).replace(/\s+/g, ' '),
  };
}
