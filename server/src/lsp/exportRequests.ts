import { ErrorCodes } from 'vscode-languageserver';
import { type Exported, exportTemplate as templateFor } from '#formats/exportGroups.ts';
import { writtenFormat, writtenFormats } from '#formats/formats.ts';
import { textOf } from '#ide/place.ts';
import type * as protocol from '#protocol/edits.ts';
import { exported as exportedFrom } from '#questions/export.ts';
import type { Gap } from '#questions/gaps.ts';
import { t } from '#util/l10n.ts';
import { fileName } from '#util/strings.ts';
import type { Folder } from '#workspace/folder.ts';
import { chosenFolders } from './context.ts';
import { failure, type Handler } from './handlers.ts';
import { sentIncomplete } from './places.ts';
import { positionOf } from './positions.ts';
import type { Models } from './server.ts';

export const exportFormats: Handler<typeof protocol.exportFormats> = () => {
  return {
    formats: writtenFormats.map(({ name, title, writer }) => ({
      name,
      title: title(),
      detail: writer.detail(),
      wantsDirection: writer.holds === 'direction',
      holdsSeveral: writer.holds !== 'direction' && writer.holds !== 'group',
    })),
  };
};

export const exportTemplate: Handler<typeof protocol.exportTemplate> = (_, { direction }) => {
  const { text, fileName } = templateFor(direction);
  return { text, fileName };
};

/** Groups by their keys, or a region, as one text. */
export const exportRules: Handler<typeof protocol.exportRules, Models> = (server, params) => {
  const { groups: keys, region, format: name, direction, expand, ...choice } = params;
  const format = writtenFormat(name);
  if (format === undefined) throw failure(ErrorCodes.InvalidParams, t("There is no format '{0}'.", name));
  const folders = chosenFolders(server, choice);
  const folder = folders.find(({ model }) => keys.every((key) => model.entities.get(key)?.kind === 'group'));
  if (folder === undefined) return { error: t('The group is no longer there.') };
  const groups = keys.flatMap((key) => folder.model.groups.find((group) => group.key === key) ?? []);
  const { exported, incomplete } = exportedFrom(folder, {
    groups: groups.length === 0 ? undefined : groups,
    region,
    format,
    options: { expand: expand === true, direction },
  });
  const [text] = exported.texts;
  if (text === undefined || exported.texts.length > 1) {
    return {
      error:
        text?.direction !== undefined
          ? t('A table holds one direction of one group: choose one.')
          : t('The format holds one group: choose one.'),
    };
  }
  return {
    text: text.text,
    fileName: text.fileName,
    report: [...notRead(folder, incomplete), ...reportOf(folder, exported)],
    incomplete: sentIncomplete({ server, folder }, incomplete),
  };
};

function notRead(folder: Folder, gaps: readonly Gap[]): readonly string[] {
  return gaps.map(({ uri, start, message }) => {
    const index = textOf(folder, uri);
    const line = index === undefined ? 1 : positionOf(index, start, 'utf-16').line + 1;
    return t('{0}, line {1}, was not read: {2}', fileName(uri), line, message);
  });
}

function reportOf(folder: Folder, { report }: Exported): readonly string[] {
  return report.map(({ uri, start, message }) => {
    const index = textOf(folder, uri);
    return index === undefined ? message : t('line {0}: {1}', positionOf(index, start, 'utf-16').line + 1, message);
  });
}
