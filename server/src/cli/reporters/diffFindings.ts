// Changes of what is let through, for formats that know only findings: each stands at the rule that decides now, one that no rule
// decides at the group, acl or machine.

import type { PacketChange } from '#engine/diff.ts';
import { startOf } from '#model/places.ts';
import { positionAt } from '#text/lineIndex.ts';
import type { Range } from '#text/range.ts';
import { shift } from '#text/range.ts';
import type { Snapshot, SourceFile } from '#workspace/snapshot.ts';
import { shownFile } from '../paths.ts';
import { rulePlace } from '../places.ts';
import type { System } from '../system.ts';
import { changedPackets } from './changedPackets.ts';
import { data, property } from './github.ts';
import { log } from './sarif.ts';

interface Placed {
  readonly file: SourceFile;
  readonly range: Range;
  readonly rule: 'newly-allowed' | 'no-longer-allowed';
  readonly message: string;
}

export function diffGithub(system: System, snapshot: Snapshot, changes: readonly PacketChange[]): string {
  return changes
    .map((change) => {
      const found = placed(snapshot, change);
      if (found === undefined) return `::warning ::${data(messageOf(change))}\n`;
      const { line } = positionAt(found.file.lineIndex, found.range.start);
      return `::warning file=${property(shownFile(system, found.file.uri))},line=${line + 1},title=${found.rule}::${data(found.message)}\n`;
    })
    .join('');
}

export function diffSarif(system: System, snapshot: Snapshot, changes: readonly PacketChange[]): Iterable<string> {
  const rules = [
    { id: 'newly-allowed', shortDescription: { text: 'Packets that are let through and were not' } },
    { id: 'no-longer-allowed', shortDescription: { text: 'Packets that were let through and are not' } },
  ];
  const results = changes.map((change) => {
    const found = placed(snapshot, change);
    const rule = change.now === 'allow' ? 'newly-allowed' : 'no-longer-allowed';
    return {
      ruleId: rule,
      level: 'warning' as const,
      message: messageOf(change),
      related: [],
      ...(found === undefined ? {} : { at: found }),
    };
  });
  return log(system, snapshot, rules, results);
}

function placed(snapshot: Snapshot, change: PacketChange): Placed | undefined {
  const { decidedBy, owner, now } = change;
  const rule = now === 'allow' ? 'newly-allowed' : 'no-longer-allowed';
  const message = messageOf(change);
  const at = decidedBy === undefined ? undefined : rulePlace(snapshot, decidedBy);
  const file = at === undefined ? undefined : snapshot.files.get(at.uri);
  if (at !== undefined && file !== undefined) return { file, range: at.range, rule, message };
  const entity = snapshot.model.entities.get(owner.key);
  const own = entity === undefined ? undefined : snapshot.files.get(entity.source.uri);
  const start = entity === undefined || own === undefined ? undefined : startOf(own.tree, entity.source.block);
  if (entity === undefined || own === undefined || start === undefined) return undefined;
  return { file: own, range: shift(entity.node.name ?? entity.node.keyword, start), rule, message };
}

function messageOf(change: PacketChange): string {
  const { owner, direction, now } = change;
  return `${owner.kind} '${owner.name}' ${direction}: ${changedPackets(change)} is ${now === 'allow' ? 'now allowed' : 'no longer allowed'}.`;
}
