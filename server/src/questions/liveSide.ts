// What is live beside the rule files of a folder: all files that `live` of secgroup.json matches, as one model.

import { bind } from '#model/bind.ts';
import { memo } from '#util/memo.ts';
import type { Folder } from '#workspace/folder.ts';
import { regionsOf } from './region.ts';

export type LiveSide =
  | { readonly folder: Folder; readonly twice?: undefined }
  /** Two files have the same region, and which is right is not known. */
  | { readonly twice: { readonly region: string; readonly files: readonly [string, string] } };

/** Undefined where no file says what is live. */
export function liveBeside({ live }: Folder): LiveSide | undefined {
  const [first] = live;
  return first === undefined ? undefined : kept(first, live, () => together(first, live));
}

/** Whether a folder has files that say what is live and none that says what is wanted, as `secgroup pull` leaves a new one. */
export const isLiveAlone = ({ live, files }: Folder): boolean =>
  live.length > 0 && [...files.values()].every(({ language }) => language === 'config');

const kept = memo<Folder, LiveSide>();

function together(first: Folder, live: readonly Folder[]): LiveSide {
  const owners = new Map<string, string>();
  for (const { root, model } of live) {
    for (const region of regionsOf(model)) {
      const other = owners.get(region);
      if (other !== undefined) return { twice: { region, files: [other, root] } };
      owners.set(region, root);
    }
  }
  if (live.length === 1) return { folder: first };
  const model = bind(live.flatMap(({ model }) => model.files));
  return { folder: { ...first, files: new Map(live.flatMap(({ files }) => [...files])), model } };
}
