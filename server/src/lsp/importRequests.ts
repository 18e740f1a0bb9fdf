// Imports of any format: the groups that a text declares, its rules for an existing group, or all of its declarations as new ones.

import { addDeclarations } from '#edits/addDeclarations.ts';
import type { ImportFile } from '#formats/importFile.ts';
import { groupsIn, importFiles } from '#formats/importFiles.ts';
import type { Note } from '#formats/notes.ts';
import type { ImportOptions, Refused } from '#formats/readFiles.ts';
import type { TerraformOptions } from '#formats/terraform/load.ts';
import type * as protocol from '#protocol/edits.ts';
import { plural, t } from '#util/l10n.ts';
import type { Handler } from './handlers.ts';
import { moduleIn } from './moduleFiles.ts';
import { locationOf } from './places.ts';
import type { Assets, Models } from './server.ts';
import { canonicalUri } from './uris.ts';
import { documentEdits } from './workspaceEdit.ts';

export const noRuleFile = () => t('The rules need a rule file (.sg) of this workspace to go into.');

type Asked = Extract<protocol.ModelChange, { kind: 'importRules' | 'importGroups' }>;

export function importOptions(
  { readAsset }: Assets,
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

interface ImportSource {
  readonly files: readonly ImportFile[];
  readonly terraform?: TerraformOptions;
  readonly valueFiles?: readonly string[];
}

/** The files of a request: those of a module, several, or a text without a name. */
export async function sourceOf(
  server: Models,
  { text, files, module, valueFiles = [], variables = [] }: protocol.ImportedGroupsParams,
): Promise<ImportSource | { readonly error: string }> {
  if (module === undefined)
    return { files: files === undefined || files.length === 0 ? [{ name: UNNAMED, text }] : files };
  const found = await moduleIn(server, module);
  if ('error' in found) return found;
  const given: NonNullable<TerraformOptions['variables']>[number][] = [];
  for (const name of valueFiles) {
    const values = await found.files.read(name, '.');
    if (values === undefined) return { error: t("'{0}' cannot be read.", name) };
    given.push({ file: { name, text: values } });
  }
  return {
    files: found.named,
    terraform: { files: found.files, variables: [...given, ...variables] },
    valueFiles: found.valueFiles,
  };
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
export const importedGroups: Handler<typeof protocol.importedGroups, Models & Assets> = async (server, asked) => {
  const source = await sourceOf(server, asked);
  if ('error' in source) return source;
  const { files, terraform, valueFiles } = source;
  const options = importOptions(server, { skipInvalid: true, direction: asked.direction });
  const found = await groupsIn(files, { ...options, terraform });
  if (!found.ok) return { error: whyNotImported(found) };
  if (terraform === undefined) return { groups: found.groups };
  const lacking = [...found.lacking].map(([name, about]) => ({ name, ...about }));
  return { groups: found.groups, lacking, valueFiles };
};

/** Everything that the text declares, put into a rule file as one edit of the model as it is by then. */
export async function importGroups(
  server: Models & Assets,
  asked: Extract<protocol.ModelChange, { kind: 'importGroups' }>,
): Promise<() => protocol.ModelEdit | protocol.Refusal> {
  const no = (refused: string): protocol.Refusal => ({ refused, users: [] });
  const source = await sourceOf(server, asked);
  if ('error' in source) return () => no(source.error);
  const imported = await importFiles(source.files, {
    ...importOptions(server, asked),
    terraform: source.terraform,
    region: asked.region,
    group: asked.name,
  });
  return () => {
    const uri = canonicalUri(server, asked.uri);
    const folder = server.workspace.folderOf(uri);
    if (folder === undefined || !uri.endsWith('.sg')) return no(noRuleFile());
    if (!imported.ok) return no(whyNotImported(imported));
    const [first = ''] = imported.groups;
    if (imported.groups.length === 0) return no(t('There is no group in it.'));
    const edit = addDeclarations(folder, uri, imported.text);
    if ('refused' in edit) return no(edit.refused);
    const context = { server, folder };
    return {
      label: plural(imported.groups.length, 'Import group {1}', 'Import {0} groups', first),
      documents: documentEdits(context, new Map([[uri, [edit]]])),
      reveal: locationOf(context, { uri, ...edit }),
      notes: imported.notes.map(shownNote),
    };
  };
}
