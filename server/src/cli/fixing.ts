// `check --fix`: makes every fix that changes the fate of no packet, in all files. A fix can make another one possible, so that fixes are
// looked for again until there is none.

import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { editsLaidOut } from '#edits/laidOut.ts';
import { applyEdits } from '#text/textEdit.ts';
import { whyNotEdited } from '#workspace/fileFault.ts';
import type { Folder } from '#workspace/folder.ts';
import { fixAll } from '#workspace/folderDiagnostics.ts';
import { write } from './files.ts';
import { folderOf, type Gathered } from './load.ts';
import { shownFile } from './paths.ts';
import { type System, tell } from './system.ts';

export interface Fixed {
  /** After all fixes. */
  readonly folder: Folder;
  /** The files that change, by URI. */
  readonly changed: ReadonlyMap<string, { readonly before: string; readonly after: string }>;
}

const MAX_ROUNDS = 20;

export function fixed(system: System, gathered: Gathered): Fixed {
  let now = gathered;
  let folder = folderOf(system, now);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const texts = new Map(now.texts);
    for (const { uri, text, readAs } of folder.files.values()) {
      const edits = readAs === undefined && texts.has(uri) ? fixAll(folder, uri) : [];
      if (edits.length === 0) continue;
      const [[, written] = [uri, edits]] = editsLaidOut(folder.files, new Map([[uri, edits]]));
      texts.set(uri, applyEdits(text, written));
    }
    if ([...texts].every(([uri, text]) => now.texts.get(uri) === text)) break;
    now = { ...now, texts };
    folder = folderOf(system, now);
  }
  const changed = new Map(
    [...now.texts].flatMap(([uri, after]) => {
      const before = gathered.texts.get(uri) ?? '';
      return before === after ? [] : [[uri, { before, after }] as const];
    }),
  );
  return { folder, changed };
}

/** Says which files are not changed because of their encoding. */
export function tellNotEdited(system: System, { files }: Folder): void {
  for (const { uri, readAs } of files.values()) {
    if (readAs !== undefined) tell(system, `'${shownFile(system, uri)}' is not changed: ${whyNotEdited(readAs)}`);
  }
}

/** Answers the exit code where a file cannot be written. */
export async function writeFixed(system: System, { changed }: Fixed): Promise<number | undefined> {
  for (const [uri, { before, after }] of changed) {
    const failed = await write(system, path.relative(system.cwd, fileURLToPath(uri)), after, before);
    if (failed !== undefined) return failed;
  }
  return undefined;
}

/** What would change, as a unified difference that `patch` and `git apply` take. */
export function differenceOf(system: System, { changed }: Fixed): string {
  return [...changed]
    .map(([uri, { before, after }]) => {
      // Names are quoted as git does it.
      const file = shownFile(system, uri);
      return createTwoFilesPatch(`a/${file}`, `b/${file}`, before, after, undefined, undefined, {
        headerOptions: FILE_HEADERS_ONLY,
      });
    })
    .join('');
}
