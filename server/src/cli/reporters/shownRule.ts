import { rulePlace } from '#answers/places.ts';
import type { Decision } from '#engine/packet/trace.ts';
import { policyText } from '#questions/policyText.ts';
import type * as ast from '#syntax/ast.ts';
import type { Folder } from '#workspace/folder.ts';
import { shownPlace } from '../paths.ts';
import type { System } from '../system.ts';
import { visible } from './visible.ts';

/** `web inbound 2  'allow ssh from office'  shop.sg:21:5`. */
export function shownRule(system: System, folder: Folder, decision: Decision, direction: ast.Direction): string {
  const place = rulePlace(folder, decision);
  const owner = folder.model.entities.get(decision.owner)?.name ?? decision.owner;
  if (place === undefined) return visible(owner);
  const file = folder.files.get(place.file.uri);
  // A rule of a snapshot is written in the rule language; one of a file of another format, as it stands there.
  const written =
    file?.language === 'json' && file.parts === undefined
      ? policyText(folder.model, decision.policy, direction)
      : place.file.text.slice(place.range.start, place.range.end).replace(/\s+/g, ' ');
  return visible(`${owner} ${direction} ${decision.index}  '${written}'  ${shownPlace(system, place)}`);
}
