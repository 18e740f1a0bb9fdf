// What is live, for the commands that compare it with the files: a snapshot that is named, any other file that can be imported, or the
// files that `live` of secgroup.json matches.

import { detect } from '#formats/detect.ts';
import { type ImportFile, importFiles } from '#formats/importFiles.ts';
import { showNote } from '#formats/notes.ts';
import { decodeText } from '#text/decode.ts';
import { loadFiles } from '#workspace/loadFiles.ts';
import type { Snapshot } from '#workspace/snapshot.ts';
import { commandLimits } from '#workspace/workspace.ts';
import { hclSource } from './hclSource.ts';
import { type LoadOptions, load } from './load.ts';
import { shownFile, uriOf } from './paths.ts';
import type { System } from './system.ts';

export interface LiveSide {
  readonly snapshot: Snapshot;
  /** What was left out on the way, in words. */
  readonly notes: readonly string[];
}

export interface LiveOptions extends LoadOptions {
  readonly from?: string;
  readonly region?: string;
}

export async function liveSide(
  system: System,
  wanted: Snapshot,
  options: LiveOptions,
): Promise<LiveSide | { readonly error: string }> {
  const { from } = options;
  if (from === undefined) return besides(system, wanted);
  if ((await system.kindOf(from)) === 'file' && !/\.sg(\.json)?$/.test(from)) return imported(system, from, options);
  const { config } = options;
  const loaded = await load(system, [from], config === undefined ? {} : { config });
  return loaded.error === undefined ? sideOf(loaded.snapshot) : { error: loaded.error };
}

function sideOf(snapshot: Snapshot, notes: readonly string[] = []): LiveSide {
  return { snapshot, notes };
}

/** A region is of one live file: of two that speak of it, it would not be known which is right. */
function besides(system: System, { live }: Snapshot): LiveSide | { readonly error: string } {
  if (live.length === 0) {
    return {
      error:
        "There is no snapshot of what is live: name one with --from, or keep one beside the files that 'live' of secgroup.json matches, such as prod.live.sg.json.",
    };
  }
  const owners = new Map<string, string>();
  for (const { root, model } of live) {
    for (const region of new Set([...model.entities.values()].flatMap((each) => (each.builtin ? [] : [each.region])))) {
      const other = owners.get(region);
      if (other !== undefined) {
        const files = [other, root].map((uri) => `'${shownFile(system, uri)}'`).join(' and ');
        return { error: `${files} both say what is live in '${region}': name one with --from.` };
      }
      owners.set(region, root);
    }
  }
  const texts = new Map(live.flatMap(({ files }) => [...files.values()].map(({ uri, text }) => [uri, text] as const)));
  return sideOf(snapshotIn(system, texts));
}

/** Answers of the API are read as they are, with what they know of versions; everything else as `import` does. */
async function imported(
  system: System,
  from: string,
  { region }: LiveOptions,
): Promise<LiveSide | { readonly error: string }> {
  const read = await system.readBytes(from);
  if ('error' in read) return { error: `'${from}' cannot be read. ${read.error}` };
  const file: ImportFile = { name: from, text: decodeText(read.bytes) };
  const { format } = detect(file.text);
  if (format === 'csv') {
    return {
      error: `'${from}' is a table of the console, which holds one direction of one group and not its id: it cannot say what is live.`,
    };
  }
  const uri = uriOf(system, from);
  if ((format === 'snapshot' || format === 'describe') && uri.endsWith('.json'))
    return sideOf(snapshotIn(system, new Map([[uri, file.text]])));
  const result = await importFiles([file], { hcl: hclSource(system), ...(region === undefined ? {} : { region }) });
  if (!result.ok) return { error: result.reasons.map(showNote).join('\n') };
  return sideOf(snapshotIn(system, new Map([[`${uri}.sg`, result.text]])), result.notes.map(showNote));
}

function snapshotIn(system: System, texts: ReadonlyMap<string, string>): Snapshot {
  return loadFiles({ root: uriOf(system, system.cwd), texts, today: system.today, limits: commandLimits });
}
