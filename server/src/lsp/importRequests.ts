// Imports of any format: what groups a text holds, its rules for a group that is there, or all that it declares as something new.

import { addDeclarations } from '#edits/addDeclarations.ts';
import type { ImportFile } from '#formats/importFile.ts';
import { groupsIn, type ImportOptions, importFiles, type Refused } from '#formats/importFiles.ts';
import type { Note } from '#formats/notes.ts';
import type * as protocol from '#protocol/edits.ts';
import { plural, t } from '#util/l10n.ts';
import { locationOf } from './places.ts';
import type { Server } from './server.ts';
import { canonicalUri } from './uris.ts';
import { documentEdits } from './workspaceEdit.ts';

export const noRuleFile = () => t('The rules need a rule file (.sg) of this workspace to go into.');

type Asked = Extract<protocol.ModelChange, { kind: 'importRules' | 'importGroups' }>;

export function importOptions(
  { readAsset }: Server,
  { direction, skipInvalid, anyPeer }: Pick<Asked, 'direction' | 'skipInvalid' | 'anyPeer'>,
): ImportOptions {
  return {
    skipInvalid: skipInvalid === true,
    anyPeer: anyPeer === true,
    ...(readAsset === undefined
      ? {}
      : {
          hcl: { runtime: () => readAsset('web-tree-sitter.wasm'), grammar: () => readAsset('tree-sitter-hcl.wasm') },
        }),
    direction,
  };
}

/** The files of a request: several, or a text without a name. */
export function filesOf({ text, files }: Pick<protocol.ImportedGroupsParams, 'text' | 'files'>): readonly ImportFile[] {
  return files === undefined || files.length === 0 ? [{ name: UNNAMED, text }] : files;
}

const UNNAMED = 'import';

export function whyNotImported({ reasons }: Refused): string {
  const shown = reasons
    .slice(0, 5)
    .map(({ file, line, message }) =>
      file === UNNAMED ? t('line {0}: {1}', line + 1, message) : t('{0}, line {1}: {2}', file, line + 1, message),
    );
  return t('Not imported. {0}', shown.join(' '));
}

/** A note of an import, with its line, and its file where there are several. */
export function shownNote({ file, line, message }: Note): string {
  return file === UNNAMED ? t('Line {0}: {1}', line + 1, message) : t('{0}, line {1}: {2}', file, line + 1, message);
}

/** The groups of a text, what is wrong in parts of it left out. */
export async function importedGroups(
  server: Server,
  asked: protocol.ImportedGroupsParams,
): Promise<{ readonly groups: readonly protocol.ImportedGroup[] } | { readonly error: string }> {
  const { direction } = asked;
  const options = importOptions(server, { skipInvalid: true, direction });
  const found = await groupsIn(filesOf(asked), options);
  return found.ok ? { groups: found.groups } : { error: whyNotImported(found) };
}

/** Everything that the text declares, put into a rule file as one edit of the model as it is by then. */
export async function importGroups(
  server: Server,
  asked: Extract<protocol.ModelChange, { kind: 'importGroups' }>,
): Promise<() => protocol.ModelEdit | protocol.Refusal> {
  const imported = await importFiles(filesOf(asked), {
    ...importOptions(server, asked),
    region: asked.region,
    group: asked.name,
  });
  const no = (refused: string): protocol.Refusal => ({ refused, users: [] });
  return () => {
    const uri = canonicalUri(server, asked.uri);
    const snapshot = server.workspace.snapshotOf(uri);
    if (snapshot === undefined || !uri.endsWith('.sg')) return no(noRuleFile());
    if (!imported.ok) return no(whyNotImported(imported));
    const [first = ''] = imported.groups;
    if (imported.groups.length === 0) return no(t('There is no group in it.'));
    const edit = addDeclarations(snapshot, uri, imported.text);
    if ('refused' in edit) return no(edit.refused);
    const context = { server, snapshot };
    return {
      label: plural(imported.groups.length, 'Import group {1}', 'Import {0} groups', first),
      documents: documentEdits(context, new Map([[uri, [edit]]])),
      reveal: locationOf(context, { uri, ...edit }),
      notes: imported.notes.map(shownNote),
    };
  };
}
