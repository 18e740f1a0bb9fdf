// What `diff` prints, in each of its formats.

import pc from 'picocolors';
import { type ChangeInWords, changeWords } from '#engine/versions/changeWords.ts';
import { blocksOf, type ComparedModels } from '#engine/versions/diff.ts';
import { undecidedWords } from '#engine/words.ts';
import { printStatement } from '#net/words/words.ts';
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
  readonly compared: ComparedModels;
  readonly damage: readonly Damage[];
  readonly notCompared: readonly NotCompared[];
  /** What differs and changes no packet, of the comparisons that look for it. */
  readonly other?: readonly OtherDifference[];
}

export interface OtherDifference {
  readonly region: string;
  readonly kind: string;
  readonly name: string;
  readonly what: string;
}

export async function reportDiff(
  system: System,
  snapshot: Snapshot,
  report: DiffReport,
  { format, color }: Options,
): Promise<string> {
  const changes = changeWords(report.compared);
  switch (format) {
    case 'text':
      return text(system, snapshot, changes, color && system.colours);
    case 'json':
      return json(system, snapshot, report, changes);
    case 'markdown':
      return (await import('./markdown.ts')).markdown(system, snapshot, changes);
    case 'sarif':
      return (await import('./diffFindings.ts')).diffSarif(system, snapshot, changes);
    case 'github':
      return (await import('./diffFindings.ts')).diffGithub(system, snapshot, changes);
  }
}

/** Beside the words one entry for each block of peers and each protocol, so that every `peer` and `service` can be read alone. */
function json(
  system: System,
  snapshot: Snapshot,
  { compared, damage, notCompared, other }: DiffReport,
  changes: readonly ChangeInWords[],
): string {
  const entries = blocksOf(compared).flatMap((change) =>
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
  const words = changes.map(({ owners, direction, was, now, statement }) => ({
    kind: owners[0].kind,
    owners: owners.map(({ name }) => name),
    direction,
    was,
    now,
    packets: printStatement(statement, direction === 'inbound' ? 'from' : 'to'),
  }));
  return `${JSON.stringify({ version: 1, changes: entries, text: words, notCompared, ...(other === undefined ? {} : { other }), ...incompletePart(system, damage) })}\n`;
}

function text(system: System, snapshot: Snapshot, changes: readonly ChangeInWords[], colours: boolean): string {
  if (changes.length === 0) return 'No packet is decided otherwise.\n';
  const c = pc.createColors(colours);
  const lines: string[] = [];
  let last = '';
  for (const change of changes) {
    const owners = change.owners.map(({ name }) => visible(name)).join(', ');
    const head = `${change.owners[0].kind} ${owners} ${change.direction}`;
    if (head !== last) lines.push(c.bold(head));
    last = head;
    const sign = change.now === 'allow' ? c.green('+ now allowed') : c.red('- now denied ');
    lines.push(`  ${sign}  ${changedPackets(change)}: ${by(system, snapshot, change)}`);
  }
  return `${lines.join('\n')}\n`;
}

function by(system: System, snapshot: Snapshot, { decidedBy, undecided, direction }: ChangeInWords): string {
  const rules = decidedBy
    .filter((decision) => rulePlace(snapshot, decision) !== undefined)
    .map((decision) => shownRule(system, snapshot, decision, direction));
  return [...rules, ...undecided.map(undecidedWords)].join('; ');
}
