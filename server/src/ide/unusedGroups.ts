import { cutBlock } from '#edits/cutBlock.ts';
import type { Group } from '#model/model.ts';
import { blockDiagnosticsOf } from '#questions/findings.ts';
import type { TextEdit } from '#text/textEdit.ts';
import { commas, plural } from '#util/l10n.ts';
import type { Folder } from '#workspace/folder.ts';
import { unreadUseElsewhere } from './unreadUse.ts';

/** More names make a title that nobody reads. */
const MOST_NAMED = 5;

/**
 * Takes out the groups that nothing uses of those that one quota counts together with this one: no packet is decided otherwise without
 * them. Undefined where there is none.
 */
export function removalOfUnused(
  folder: Folder,
  { region, project }: Group,
): { readonly title: string; readonly edits: ReadonlyMap<string, readonly TextEdit[]> } | undefined {
  const found = [...folder.files.keys()].flatMap((uri) => unusedIn(folder, uri));
  const counted = found.filter(({ group }) => group.region === region && group.project === project);
  if (counted.length === 0) return undefined;
  const edits = new Map<string, readonly TextEdit[]>();
  for (const { group, cut } of counted) {
    const { uri } = group.source;
    edits.set(uri, [...(edits.get(uri) ?? []), cut]);
  }
  const names = counted.length > MOST_NAMED ? '' : `: ${commas(counted.map(({ group }) => group.name))}`;
  const title = plural(
    counted.length,
    'Remove the group that nothing uses{1}',
    'Remove the {0} groups that nothing uses{1}',
    names,
  );
  return { title, edits };
}

/** As the findings of the file say it. */
function unusedIn(folder: Folder, uri: string): readonly { readonly group: Group; readonly cut: TextEdit }[] {
  const file = folder.files.get(uri);
  if (file?.language !== 'sg') return [];
  const placed = new Map(file.tree.blocks.map((each) => [each.start, each.block]));
  return blockDiagnosticsOf(folder, uri, 'quick').flatMap(({ start, diagnostics }) => {
    const block = placed.get(start);
    const group = block && folder.model.bindings.get(block)?.entity;
    if (group?.kind !== 'group' || !diagnostics.some(({ code }) => code === 'unused-group')) return [];
    if (unreadUseElsewhere(folder, group) !== undefined) return [];
    return { group, cut: cutBlock({ text: file.text, language: 'sg', blockStart: start, node: group.node }) };
  });
}
