// Replaces the rules of a group in a file by the rules that the group has in the cloud.

import { type Outcome, refuse } from '#edits/change.ts';
import { laidOut } from '#edits/laidOut.ts';
import { replaceRules } from '#edits/ruleEdits.ts';
import { importRules } from '#formats/importFiles.ts';
import { type LiveGroup, liveGroup } from '#ide/live.ts';
import { t } from '#util/l10n.ts';
import type { Folder } from '#workspace/folder.ts';
import { shownNote, whyNotImported } from './importRequests.ts';

export async function adoptLive(wanted: Folder, group: string): Promise<(folder: Folder) => Outcome> {
  const live = liveGroup(wanted, group);
  if ('error' in live) return () => refuse(live.error);
  const imported = await importRules([{ name: live.file, text: live.text }], { group: live.id });
  if (!imported.ok) return () => refuse(whyNotImported(imported));
  const unknown = new Set<string>();
  const rules = Object.fromEntries(
    live.differ.map((direction) => [direction, (imported[direction] ?? []).map((line) => named(line, live, unknown))]),
  );
  const notes = [
    ...imported.notes.map(shownNote),
    ...[...unknown].map((id) => t("'{0}' is in the cloud only: its id stands in the rules.", id)),
  ];
  return (folder) => {
    const outcome = laidOut(folder.files, replaceRules(folder, group, rules));
    return 'refused' in outcome
      ? outcome
      : { ...outcome, label: t('Adopt the live rules of {0}', live.name), notes: [...notes, ...outcome.notes] };
  };
}

/** A rule as the files say it: with their names in the place of ids. What is quoted is a description. */
function named(line: string, { names }: LiveGroup, unknown: Set<string>): string {
  const quoted = line.indexOf('"');
  const [head, description] = quoted < 0 ? [line, ''] : [line.slice(0, quoted), line.slice(quoted)];
  const words = head.split(' ').map((word) => {
    if (!names.has(word)) return word;
    const name = names.get(word);
    if (name === undefined) unknown.add(word);
    return name ?? word;
  });
  return words.join(' ') + description;
}
