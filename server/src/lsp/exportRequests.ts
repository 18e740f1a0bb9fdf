import {
  type Exported,
  type ExportOptions,
  exportGroups,
  exportRegion,
  exportTemplate,
} from '#formats/exportGroups.ts';
import { textOf } from '#ide/place.ts';
import type * as protocol from '#protocol/edits.ts';
import { t } from '#util/l10n.ts';
import type { Snapshot } from '#workspace/snapshot.ts';
import { positionOf } from './positions.ts';
import type { Server } from './server.ts';
import { chosenSnapshots } from './trees.ts';

/** Groups by their keys, or a region, as one text. */
export function exportRules(
  server: Server,
  { groups: keys, region, format, direction, expand, template, ...choice }: protocol.ExportParams,
):
  | { readonly text: string; readonly fileName: string; readonly report: readonly string[] }
  | { readonly error: string } {
  if (template === true) return { ...exportTemplate(direction ?? 'inbound'), report: [] };
  const snapshots = chosenSnapshots(server, choice);
  const snapshot = snapshots.find(({ model }) => keys.every((key) => model.entities.get(key)?.kind === 'group'));
  if (snapshot === undefined) return { error: t('The group is no longer there.') };
  const groups = keys.flatMap((key) => snapshot.model.groups.find((group) => group.key === key) ?? []);
  const options: ExportOptions = {
    expand: expand === true,
    textOf: (uri) => snapshot.files.get(uri)?.text,
    ...(direction === undefined ? {} : { direction }),
  };
  const exported =
    groups.length === 0
      ? exportRegion(snapshot.model, region, format, options)
      : exportGroups(snapshot.model, groups, format, options);
  const [text] = exported.texts;
  if (text === undefined || exported.texts.length > 1) {
    return {
      error:
        format === 'csv'
          ? t('A table holds one direction of one group: choose one.')
          : t('The format holds one group: choose one.'),
    };
  }
  return { text: text.text, fileName: text.fileName, report: reportOf(snapshot, exported) };
}

function reportOf(snapshot: Snapshot, { report }: Exported): readonly string[] {
  return report.map(({ uri, start, message }) => {
    const index = textOf(snapshot, uri);
    return index === undefined ? message : t('line {0}: {1}', positionOf(index, start, 'utf-16').line + 1, message);
  });
}
