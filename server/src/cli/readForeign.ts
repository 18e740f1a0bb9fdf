// Reads files of every format that can be imported, for commands that only ask. This is loaded only where there is such a file: the formats
// are a third of the program.

import { standsAlone } from '#formats/cloud/describe.ts';
import { answers, snapshot } from '#formats/cloud/format.ts';
import type { ImportFile } from '#formats/importFile.ts';
import { asObject } from '#formats/jsonAccess.ts';
import { showNote } from '#formats/notes.ts';
import { readTree } from '#formats/readTree.ts';
import { type Opened, open } from '#formats/wrapping.ts';
import type { Foreign } from '#workspace/loadFiles.ts';
import { foreignFile } from '#workspace/sourceFile.ts';
import type { FormatOptions } from './options.ts';
import { uriOf } from './paths.ts';
import { type System, tell } from './system.ts';
import { importedAt, terraformOptions } from './terraform.ts';

interface ReadForeign {
  /** Snapshots and answers of the API, which the model reads as they are. By URI. */
  readonly texts: ReadonlyMap<string, string>;
  readonly foreign: Foreign | undefined;
  /** What could not be taken over. */
  readonly notes: readonly string[];
}

/** Files of variables are on the `disk`, where somebody names them, whichever revision the others are of. */
export async function readForeign(
  system: System,
  paths: readonly string[],
  { variables = [], live = false, group, direction, region, side }: FormatOptions,
  disk: System = system,
): Promise<ReadForeign | { readonly error: string }> {
  const texts = new Map<string, string>();
  const files: ImportFile[] = [];
  for (const path of new Set(paths)) {
    const found = await importedAt(system, path);
    if ('error' in found) return found;
    for (const file of found) {
      const opened = open(file);
      if (live && opened.format?.writer?.holds === 'direction') {
        return {
          error: `'${path}' is a table of the console, which holds one direction of one group and not its id: it cannot say what is live.`,
        };
      }
      const isWhole = opened.format === snapshot || (paths.length === 1 && isLoneAnswer(opened));
      if (isWhole && opened.around.length === 0 && file.name.endsWith('.json'))
        texts.set(uriOf(system, file.name), file.text);
      else files.push(file);
    }
  }
  if (files.length === 0) return { texts, foreign: undefined, notes: [] };
  const terraform = await terraformOptions(system, variables, paths, disk);
  if ('error' in terraform) return terraform;
  const read = await readTree(files, { group, direction, region, side, ...terraform });
  if (!read.ok) {
    const reasons = read.reasons.map(showNote);
    for (const reason of reasons.slice(0, -1)) tell(system, reason);
    return { error: reasons.at(-1) ?? '' };
  }
  const { text, tree, parts, regions, said, notes } = read;
  const file = foreignFile(
    parts.map((part) => ({ uri: uriOf(system, part.name), text: part.text, start: part.start })),
    text,
    tree,
    said,
  );
  const [only] = regions.size === 1 ? regions : [];
  return { texts, foreign: file === undefined ? undefined : { file, region: only }, notes: notes.map(showNote) };
}

/** Whether a file is an answer of the API that makes sense alone. Several answers are parts of one whole. */
function isLoneAnswer({ format, content }: Opened): boolean {
  const root = format === answers && content.kind === 'json' ? asObject(content.root) : undefined;
  return root !== undefined && standsAlone(root);
}
