// What `diff` prints, in each of its formats.

import pc from 'picocolors';
import { type Difference, diffAnswer } from '#answers/diff.ts';
import { rulePlace } from '#answers/places.ts';
import { type ChangeInWords, changeWords } from '#engine/versions/changeWords.ts';
import { undecidedWords } from '#engine/words.ts';
import type { Folder } from '#workspace/folder.ts';
import { fileNames } from '../paths.ts';
import type { System } from '../system.ts';
import { changedPackets } from './changedPackets.ts';
import { shownRule } from './shownRule.ts';
import { visible } from './visible.ts';

interface Options {
  readonly format: 'text' | 'json' | 'sarif' | 'github' | 'markdown';
  readonly color: boolean;
}

export async function reportDiff(
  system: System,
  folder: Folder,
  report: Difference,
  { format, color }: Options,
): Promise<string> {
  const changes = changeWords(report.compared);
  switch (format) {
    case 'text':
      return text(system, folder, changes, color && system.colours);
    case 'json':
      return `${JSON.stringify(diffAnswer(fileNames(system), folder, report))}\n`;
    case 'markdown':
      return (await import('./markdown.ts')).markdown(system, folder, changes);
    case 'sarif':
    case 'github':
      return (await import('./diffFindings.ts')).annotatedDiff(system, folder, changes, format);
  }
}

function text(system: System, folder: Folder, changes: readonly ChangeInWords[], colours: boolean): string {
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
    lines.push(`  ${sign}  ${changedPackets(change)}: ${by(system, folder, change)}`);
  }
  return `${lines.join('\n')}\n`;
}

function by(system: System, folder: Folder, { decidedBy, undecided, direction }: ChangeInWords): string {
  // A rule with several peers is several policies: it is shown once.
  const first = new Map(decidedBy.toReversed().map((decision) => [decision.policy.rule, decision]));
  const rules = decidedBy
    .filter((decision) => first.get(decision.policy.rule) === decision)
    .filter((decision) => rulePlace(folder, decision) !== undefined)
    .map((decision) => shownRule(system, folder, decision, direction));
  return [...rules, ...undecided.map(undecidedWords)].join('; ');
}
