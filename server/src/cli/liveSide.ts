// What is live, for the commands that compare it with the files: a snapshot that is named, any other file that can be imported, or the
// files that `live` of secgroup.json matches.

import { liveBeside } from '#questions/liveSide.ts';
import type { Folder } from '#workspace/folder.ts';
import { folderOf, gather, isEmpty, type Loaded, load, noRuleFiles } from './load.ts';
import type { FormatOptions } from './options.ts';
import { shownFile, uriOf } from './paths.ts';
import type { System } from './system.ts';

export interface LiveOptions extends FormatOptions {
  readonly from?: string;
  readonly config?: string;
}

/** What is wanted: the files of the paths, without the one that says what is live, unless it is one of the paths. */
export async function wantedSide(system: System, paths: readonly string[], options: LiveOptions): Promise<Loaded> {
  const live = options.from === undefined ? undefined : uriOf(system, options.from);
  const isNamed = paths.some((path) => uriOf(system, path) === live);
  const except = isNamed ? undefined : live;
  const found = await gather(system, paths, { config: options.config, formats: options, except });
  if ('error' in found) return found;
  const folder = folderOf(system, found);
  if (isEmpty(folder)) return { error: `${noRuleFiles(paths, found)}: name files or folders with what is wanted.` };
  return { folder };
}

export async function liveSide(system: System, wanted: Folder, options: LiveOptions): Promise<Loaded> {
  const { from, config } = options;
  if (from === undefined) return besides(system, wanted);
  return load(system, [from], { config, formats: { ...options, live: true } });
}

function besides(system: System, wanted: Folder): Loaded {
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
