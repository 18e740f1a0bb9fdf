// What `diff` prints, in each of its formats.

import pc from 'picocolors';
import type { PacketChange } from '#engine/diff.ts';
import { undecidedWords } from '#engine/words.ts';
import type { Snapshot } from '#workspace/snapshot.ts';
import { type Damage, incompletePart, type NotCompared } from '../incomplete.ts';
import { jsonRule, rulePlace } from '../places.ts';
import type { System } from '../system.ts';
import { changedPackets } from './changedPackets.ts';
import { shownRule } from './shownRule.ts';
import { visible } from './visible.ts';

interface Options {
  readonly format: 'text' | 'json' | 'sarif' | 'github' | 'markdown';
  readonly color: boolean;
}

export interface DiffReport {
  readonly changes: readonly PacketChange[];
  readonly damage: readonly Damage[];
  readonly notCompared: readonly NotCompared[];
}

export async function reportDiff(
  system: System,
  snapshot: Snapshot,
  report: DiffReport,
  { format, color }: Options,
): Promise<string> {
  const { changes } = report;
  switch (format) {
    case 'text':
      return text(system, snapshot, changes, color && system.colours);
    case 'json':
      return json(system, snapshot, report);
    case 'markdown':
      return (await import('./markdown.ts')).markdown(system, snapshot, changes);
    case 'sarif':
      return [...(await import('./diffFindings.ts')).diffSarif(system, snapshot, changes)].join('');
    case 'github':
      return (await import('./diffFindings.ts')).diffGithub(system, snapshot, changes);
  }
}

/** One entry for each block of peers and each protocol, so that every `peer` and `service` can be read alone. */
function json(system: System, snapshot: Snapshot, { changes, damage, notCompared }: DiffReport): string {
  const entries = changes.flatMap((change) =>
    change.peers.flatMap((peer) =>
      change.services.map((service) => ({
        [change.owner.kind]: change.owner.name,
        direction: change.direction,
        peer,
        service,
        was: change.was,
        now: change.now,
        rule: jsonRule(system, snapshot, change.decidedBy, change.direction),
      })),
    ),
  );
  return `${JSON.stringify({ version: 1, changes: entries, notCompared, ...incompletePart(system, damage) })}\n`;
}

function text(system: System, snapshot: Snapshot, changes: readonly PacketChange[], colours: boolean): string {
  if (changes.length === 0) return 'No packet is decided otherwise.\n';
  const c = pc.createColors(colours);
  const lines: string[] = [];
  let last = '';
  for (const change of changes) {
    const head = `${change.owner.kind} ${visible(change.owner.name)} ${change.direction}`;
    if (head !== last) lines.push(c.bold(head));
    last = head;
    const sign = change.now === 'allow' ? c.green('+ now allowed') : c.red('- now denied ');
    lines.push(`  ${sign}  ${changedPackets(change)}${by(system, snapshot, change)}`);
  }
  return `${lines.join('\n')}\n`;
}

function by(system: System, snapshot: Snapshot, { decidedBy, undecided, direction }: PacketChange): string {
  const place = decidedBy === undefined ? undefined : rulePlace(snapshot, decidedBy);
  if (decidedBy === undefined || place === undefined) return `: ${undecidedWords(undecided)}`;
  return `: ${shownRule(system, snapshot, decidedBy, direction)}`;
}
