import { rulePlace } from '#answers/places.ts';
import type { Decision } from '#engine/packet/trace.ts';
import type { ChangeInWords } from '#engine/versions/changeWords.ts';
import { undecidedWords } from '#engine/words.ts';
import { printStatement } from '#net/words/words.ts';
import { positionAt } from '#text/lineIndex.ts';
import { groupBy } from '#util/groupBy.ts';
import type { Folder } from '#workspace/folder.ts';
import { shownFile } from '../paths.ts';
import type { System } from '../system.ts';
import { inlineCode } from './markdownText.ts';

/** The comment of a pull request: a table of the packets that are newly allowed, and one of those that no longer are. */
export function markdown(system: System, folder: Folder, changes: readonly ChangeInWords[]): string {
  if (changes.length === 0) return '**Security groups:** no packet is decided otherwise.\n';
  const parts = groupBy(changes, ({ now }) => now);
  const table = (title: string, rows: readonly ChangeInWords[] | undefined) =>
    rows === undefined
      ? ''
      : `\n### ${title}\n\n| Where | Packets | Decided by |\n| --- | --- | --- |\n${rows.map((row) => rowOf(system, folder, row)).join('')}`;
  return `**Security groups:** ${changes.length} change${changes.length === 1 ? '' : 's'} of what is allowed.\n${table('Newly allowed', parts.get('allow'))}${table('No longer allowed', parts.get('deny'))}`;
}

function rowOf(
  system: System,
  folder: Folder,
  { owners, direction, statement, decidedBy, undecided }: ChangeInWords,
): string {
  const packets = printStatement(statement, direction === 'inbound' ? 'from' : 'to');
  const rules = decidedBy.flatMap((decision) => ruleCell(system, folder, decision));
  const names = owners.map(({ name }) => inlineCode(name)).join(', ');
  const by = [...rules, ...undecided.map(undecidedWords)].join('<br>');
  return `| ${owners[0].kind} ${names} ${direction} | ${inlineCode(packets)} | ${by} |\n`;
}

function ruleCell(system: System, folder: Folder, decision: Decision): readonly string[] {
  const place = rulePlace(folder, decision);
  if (place === undefined) return [];
  const { file, range } = place;
  const { line } = positionAt(file.lineIndex, range.start);
  const written = file.text.slice(range.start, range.end).replace(/\s+/g, ' ');
  return [`${inlineCode(written)} ${inlineCode(`${shownFile(system, file.uri)}:${line + 1}`)}`];
}
