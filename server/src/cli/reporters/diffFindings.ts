// Changes of what is let through, for formats that know only findings: each stands at the rule that decides now, one that no rule
// decides at the group, acl or machine.

import { rulePlace } from '#answers/places.ts';
import { type Standing, standing } from '#answers/standing.ts';
import type { ChangeInWords } from '#engine/versions/changeWords.ts';
import type { ChangedOwner } from '#engine/versions/diff.ts';
import { BUILTIN_URI } from '#model/builtins.ts';
import { startOf } from '#model/places.ts';
import { positionAt } from '#text/lineIndex.ts';
import { shift } from '#text/range.ts';
import type { Folder } from '#workspace/folder.ts';
import { shownFile } from '../paths.ts';
import type { System } from '../system.ts';
import { changedPackets } from './changedPackets.ts';
import { data, property } from './github.ts';
import { log, type SideResults } from './sarif.ts';

export function diffGithub(system: System, folder: Folder, changes: readonly ChangeInWords[]): string {
  const line = ({ file, range }: Standing) => positionAt(file.lineIndex, range.start).line + 1;
  return changes
    .flatMap((change) =>
      placesOf(folder, change).map((at) =>
        at === undefined
          ? `::warning ::${data(messageOf(change))}\n`
          : `::warning file=${property(shownFile(system, at.file.uri))},line=${line(at)},title=${kindOf(change)}::${data(messageOf(change))}\n`,
      ),
    )
    .join('');
}

/** Something else that differs, and where. */
export interface OtherResult {
  readonly message: string;
  readonly at?: Standing;
}

/** What is found in one model. */
export interface SideFindings {
  readonly folder: Folder;
  readonly changes: readonly ChangeInWords[];
  readonly others?: readonly OtherResult[];
}

export function diffSarif(system: System, sides: readonly SideFindings[]): string {
  const rules = [
    { id: 'newly-allowed', shortDescription: { text: 'Packets that are allowed and were not' } },
    { id: 'no-longer-allowed', shortDescription: { text: 'Packets that were allowed and are not' } },
  ];
  const differs = { id: 'differs', shortDescription: { text: 'Differs, without effect on packets' } };
  const hasOthers = sides.some(({ others = [] }) => others.length > 0);
  return log(system, hasOthers ? [...rules, differs] : rules, sides.map(resultsOf));
}

function resultsOf({ folder, changes, others = [] }: SideFindings): SideResults {
  const results = changes.flatMap((change) =>
    placesOf(folder, change).map((at) => ({
      ruleId: kindOf(change),
      level: 'warning' as const,
      message: messageOf(change),
      related: [],
      at,
    })),
  );
  const notes = others.map((other) => ({ ...other, ruleId: 'differs', level: 'note' as const, related: [] }));
  return { folder, results: [...results, ...notes] };
}

function kindOf({ now }: ChangeInWords): 'newly-allowed' | 'no-longer-allowed' {
  return now === 'allow' ? 'newly-allowed' : 'no-longer-allowed';
}

/** The rules that decide now; where some packets are decided by none, also the owners. Undefined stands for nowhere. */
function placesOf(folder: Folder, { decidedBy, undecided, owners }: ChangeInWords): readonly (Standing | undefined)[] {
  const found = decidedBy.flatMap((decision) => {
    const at = rulePlace(folder, decision);
    if (at === undefined || at.uri === BUILTIN_URI) return [];
    return [{ file: { uri: at.uri, text: at.text, lineIndex: at.index }, range: at.range }];
  });
  if (undecided.length > 0) found.push(...owners.flatMap((owner) => placeOfOwner(folder, owner) ?? []));
  return found.length > 0 ? found : [placeOfOwner(folder, owners[0])];
}

function placeOfOwner(folder: Folder, { key }: ChangedOwner): Standing | undefined {
  const entity = folder.model.entities.get(key);
  const file = entity === undefined ? undefined : folder.files.get(entity.source.uri);
  const start = entity === undefined || file === undefined ? undefined : startOf(file.tree, entity.source.block);
  if (entity === undefined || file === undefined || start === undefined) return undefined;
  return standing(file, shift(entity.node.name ?? entity.node.keyword, start));
}

function messageOf(change: ChangeInWords): string {
  const { owners, direction, now } = change;
  const names = owners.map(({ name }) => `'${name}'`).join(', ');
  return `${owners[0].kind} ${names} ${direction}: ${changedPackets(change)} is ${now === 'allow' ? 'now allowed' : 'no longer allowed'}.`;
}
