// What is live, for the commands that compare it with the files: a snapshot that is named, any other file that can be imported, or the
// files that `live` of secgroup.json matches.

import { liveBeside } from '#questions/liveSide.ts';
import type { Folder } from '#workspace/folder.ts';
import { type LoadOptions, load } from './load.ts';
import { shownFile } from './paths.ts';
import type { System } from './system.ts';

export interface LiveSide {
  readonly folder: Folder;
}

export interface LiveOptions extends LoadOptions {
  readonly from?: string;
  readonly region?: string;
}

export async function liveSide(
  system: System,
  wanted: Folder,
  options: LiveOptions,
): Promise<LiveSide | { readonly error: string }> {
  const { from } = options;
  if (from === undefined) return besides(system, wanted);
  const { config, region, formats = {} } = options;
  const loaded = await load(system, [from], {
    config,
    formats: { ...formats, region, live: true },
  });
  return loaded.error === undefined ? { folder: loaded.folder } : { error: loaded.error };
}

function besides(system: System, wanted: Folder): LiveSide | { readonly error: string } {
  const side = liveBeside(wanted);
  if (side === undefined) {
    return {
      error:
        "There is no snapshot of what is live: name one with --from, or keep one beside the files that 'live' of secgroup.json matches, such as prod.live.sg.json.",
    };
  }
  if (side.twice === undefined) return side;
  const { region, files } = side.twice;
  const both = files.map((uri) => `'${shownFile(system, uri)}'`).join(' and ');
  return { error: `${both} both say what is live in '${region}': name one with --from.` };
}
