import type { PacketChange } from '#engine/diff.ts';
import { undecidedWords } from '#engine/words.ts';
import { positionAt } from '#text/lineIndex.ts';
import { groupBy } from '#util/groupBy.ts';
import type { Snapshot } from '#workspace/snapshot.ts';
import { shownFile } from '../paths.ts';
import { rulePlace } from '../places.ts';
import type { System } from '../system.ts';
import { inlineCode } from './markdownText.ts';
import { indexOf } from './related.ts';

/** A pull request's comment: a table for what is newly let through, one for what no longer is. */
export function markdown(system: System, snapshot: Snapshot, changes: readonly PacketChange[]): string {
  if (changes.length === 0) return '**Security groups:** no packet is decided otherwise.\n';
  const parts = groupBy(changes, ({ now }) => now);
  const table = (title: string, rows: readonly PacketChange[] | undefined) =>
    rows === undefined
      ? ''
      : `\n### ${title}\n\n| Where | Packets | Decided by |\n| --- | --- | --- |\n${rows.map((row) => rowOf(system, snapshot, row)).join('')}`;
  return `**Security groups:** ${changes.length} change${changes.length === 1 ? '' : 's'} of what is let through.\n${table('Newly allowed', parts.get('allow'))}${table('No longer allowed', parts.get('deny'))}`;
}

function rowOf(
  system: System,
  snapshot: Snapshot,
  { owner, direction, services, peers, decidedBy, undecided }: PacketChange,
): string {
  const packets = `${services.join(', ')} ${direction === 'inbound' ? 'from' : 'to'} ${peers.join(', ')}`;
  const place = decidedBy === undefined ? undefined : rulePlace(snapshot, decidedBy);
  const rule =
    place === undefined
      ? undecidedWords(undecided)
      : `${inlineCode(place.text.slice(place.range.start, place.range.end).replace(/\s+/g, ' '))} ${inlineCode(
          `${shownFile(system, place.uri)}:${positionAt(indexOf(snapshot, place.uri), place.range.start).line + 1}`,
        )}`;
  return `| ${owner.kind} ${inlineCode(owner.name)} ${direction} | ${inlineCode(packets)} | ${rule} |\n`;
}
