// What is live, as a folder has it beside its rule files: all files that `live` of its secgroup.json matches, as one model.

import { bind } from '#model/bind.ts';
import { memo } from '#util/memo.ts';
import type { Folder } from '#workspace/folder.ts';

export type LiveSide =
  | { readonly folder: Folder; readonly twice?: undefined }
  /** A region is of one live file: of two that speak of it, it would not be known which is right. */
  | { readonly twice: { readonly region: string; readonly files: readonly [string, string] } };

/** Nothing where no file says what is live. */
export function liveBeside({ live }: Folder): LiveSide | undefined {
  const [first] = live;
  return first === undefined ? undefined : kept(first, live, () => together(first, live));
}

const kept = memo<Folder, LiveSide>();

function together(first: Folder, live: readonly Folder[]): LiveSide {
  const owners = new Map<string, string>();
  for (const { root, model } of live) {
    for (const region of new Set([...model.entities.values()].flatMap((each) => (each.builtin ? [] : [each.region])))) {
      const other = owners.get(region);
      if (other !== undefined) return { twice: { region, files: [other, root] } };
      owners.set(region, root);
    }
  }
  if (live.length === 1) return { folder: first };
  const model = bind(live.flatMap(({ model }) => model.files));
  return { folder: { ...first, files: new Map(live.flatMap(({ files }) => [...files])), model } };
}
