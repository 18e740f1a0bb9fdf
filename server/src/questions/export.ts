// Groups, or everything that is declared, in another format.

import { type Exported, type ExportOptions, exportGroups, exportRegion } from '#formats/exportGroups.ts';
import type { WrittenFormat } from '#formats/format.ts';
import type { Group } from '#model/model.ts';
import type { Folder } from '#workspace/folder.ts';
import type { Gap } from './gaps.ts';
import { incomplete, incompleteIn, NOTHING_LOOKED_AT } from './incomplete.ts';

export interface ExportQuestion {
  /** Undefined for everything that is declared. */
  readonly groups: readonly Group[] | undefined;
  /** Of everything only what is in this region. */
  readonly region?: string;
  readonly format: WrittenFormat;
  readonly options: Omit<ExportOptions, 'textOf'>;
}

export function exported(
  folder: Folder,
  { groups, region, format, options }: ExportQuestion,
): { readonly exported: Exported; readonly incomplete: readonly Gap[] } {
  const { model } = folder;
  const how: ExportOptions = { ...options, textOf: (uri) => folder.files.get(uri)?.text };
  return {
    exported:
      groups === undefined ? exportRegion(model, region, format, how) : exportGroups(model, groups, format, how),
    incomplete: lost(folder, format, options.expand === true, damageIn(folder, groups, region, options)),
  };
}

function damageIn(
  folder: Folder,
  groups: readonly Group[] | undefined,
  region: string | undefined,
  { direction }: ExportQuestion['options'],
): readonly Gap[] {
  if (groups === undefined) return incompleteIn(folder, region);
  const directions = direction === undefined ? (['inbound', 'outbound'] as const) : [direction];
  return incomplete(folder, () => ({
    ...NOTHING_LOOKED_AT,
    lists: groups.flatMap((owner) => directions.map((each) => ({ owner, direction: each }))),
  }));
}

/**
 * Every format keeps an id as it is, whatever has it. The rule language keeps what was not understood as it is written, and lines behind
 * a declaration that belong to none.
 */
function lost(folder: Folder, { writer }: WrittenFormat, expand: boolean, damage: readonly Gap[]): readonly Gap[] {
  if (expand) return damage;
  const notIds = damage.filter(({ isId }) => isId !== true);
  if (writer.holds !== 'everything') return notIds;
  return notIds.filter(
    ({ reach, uri }) =>
      reach.kind === 'everything' ||
      (reach.kind === 'region' && reach.after === undefined) ||
      folder.files.get(uri)?.language !== 'sg',
  );
}
