// Changed packets as annotations. Each stands at the rule that decides now; where no rule decides, at the group, acl or
// machine.

import { placeOfEntity, rulePlace } from '#answers/places.ts';
import type { Standing } from '#answers/standing.ts';
import type { ChangeInWords } from '#engine/versions/changeWords.ts';
import type { ChangedOwner } from '#engine/versions/diff.ts';
import { BUILTIN_URI } from '#model/builtins.ts';
import type { Folder } from '#workspace/folder.ts';
import type { System } from '../system.ts';
import type { Annotation, AnnotationRule } from './annotation.ts';
import { type AnnotationFormat, annotationLog } from './annotations.ts';
import { changedPackets } from './changedPackets.ts';

export const changeRules: readonly AnnotationRule[] = [
  { id: 'newly-allowed', shortDescription: { text: 'Packets that are allowed and were not' } },
  { id: 'no-longer-allowed', shortDescription: { text: 'Packets that were allowed and are not' } },
];

export async function annotatedDiff(
  system: System,
  folder: Folder,
  changes: readonly ChangeInWords[],
  format: AnnotationFormat,
): Promise<string> {
  const { head, between, row, foot } = await annotationLog(system, format, changeRules);
  const rows = changeAnnotations(folder, changes).map((each) => row(folder, each));
  return `${head}${rows.join(between)}${foot}`;
}

export function changeAnnotations(folder: Folder, changes: readonly ChangeInWords[]): readonly Annotation[] {
  return changes.flatMap((change) =>
    placesOf(folder, change).map((at) => ({
      ruleId: kindOf(change),
      level: 'warning' as const,
      message: messageOf(change),
      related: [],
      at,
    })),
  );
}

function kindOf({ now }: ChangeInWords): 'newly-allowed' | 'no-longer-allowed' {
  return now === 'allow' ? 'newly-allowed' : 'no-longer-allowed';
}

/** The rules that decide now; where some packets are decided by none, also the owners. Undefined stands for nowhere. */
function placesOf(folder: Folder, { decidedBy, undecided, owners }: ChangeInWords): readonly (Standing | undefined)[] {
  const found = decidedBy.flatMap((decision) => {
    const at = rulePlace(folder, decision);
    return at === undefined || at.file.uri === BUILTIN_URI ? [] : [at];
  });
  const placeOfOwner = ({ key }: ChangedOwner) => placeOfEntity(folder, folder.model.entities.get(key));
  if (undecided.length > 0) found.push(...owners.flatMap((owner) => placeOfOwner(owner) ?? []));
  return found.length > 0 ? found : [placeOfOwner(owners[0])];
}

function messageOf(change: ChangeInWords): string {
  const { owners, direction, now } = change;
  const names = owners.map(({ name }) => `'${name}'`).join(', ');
  return `${owners[0].kind} ${names} ${direction}: ${changedPackets(change)} is ${now === 'allow' ? 'now allowed' : 'no longer allowed'}.`;
}
