import type { Decision } from '#engine/packet/trace.ts';
import { BUILTIN_TEXT, BUILTIN_URI } from '#model/builtins.ts';
import type { RulePlace } from '#protocol/packets.ts';
import { policyText } from '#questions/policyText.ts';
import type * as ast from '#syntax/ast.ts';
import type { Folder } from '#workspace/folder.ts';
import { titleOf } from './describe.ts';
import { type Place, placeIn } from './place.ts';

/** A policy as people know it: where its rule is written, in whose list it stands, at which index. */
export interface RuleSpot extends Omit<RulePlace, 'uri' | 'range'> {
  readonly place: Place;
}

export function ruleSpot(
  folder: Folder,
  { owner, policy, index }: Decision,
  direction: ast.Direction,
): RuleSpot | undefined {
  const entity = folder.model.entities.get(owner);
  const place = entity === undefined ? undefined : placeIn(folder, entity.source, policy.rule);
  if (place === undefined) return undefined;
  const file = folder.files.get(place.uri);
  const text = place.uri === BUILTIN_URI ? BUILTIN_TEXT : (file?.text ?? '');
  return {
    place,
    owner: titleOf(folder.model, owner),
    ownerKey: owner,
    direction,
    index,
    text:
      file?.language === 'json'
        ? policyText(folder.model, policy, direction)
        : text.slice(place.start, place.end).replace(/\s+/g, ' '),
  };
}
