// Packets, not lines: what a file allows that another text in its place would not allow, and the reverse.

import type { SplitBy } from '#engine/versions/compareLists.ts';
import { comparing, type DiffAnswer } from '#questions/diff.ts';
import type { Gap } from '#questions/gaps.ts';
import type { Steps } from '#util/steps.ts';
import { type Folder, withFiles } from '#workspace/folder.ts';
import { editorLimits } from '#workspace/limits.ts';
import { languageOf, sourceFile } from '#workspace/sourceFile.ts';

export interface Compared extends DiffAnswer {
  /** The files with the old text among them, and as they are: where rules of the two models are written. */
  readonly old: Folder;
  readonly now: Folder;
}

export interface CompareOptions {
  readonly by?: SplitBy;
  /** The file that the old text is of, where it is another one: its declarations count once, as those of the compared file. */
  readonly other?: string;
}

/** The changes from the model in which the file has the old text to the model as it is. The file need not be there yet. */
export function* compareWith(
  folder: Folder,
  uri: string,
  oldText: string,
  { by = 'now', other }: CompareOptions = {},
): Steps<Compared | { readonly error: string }> {
  const now = other === undefined || other === uri ? folder : without(folder, other);
  const old = withText(now, uri, oldText);
  yield;
  const found = yield* comparing({ old, now }, { by });
  if ('error' in found) return found;
  const { incomplete } = found.answer;
  const regions = new Set([...regionsOf(old, uri), ...regionsOf(now, uri)]);
  // The other files are the same in both versions: damage in a region of which this one says nothing is none of its business.
  const near = ({ reach }: Gap) => reach.kind === 'everything' || regions.has(reach.region);
  return {
    ...found.answer,
    incomplete: { old: incomplete.old.filter(near), now: incomplete.now.filter(near) },
    old,
    now,
  };
}

/** The changes from the model in which the files have their old texts, undefined where one was not there yet, to the model as it is. */
export function* compareWithFiles(
  folder: Folder,
  oldFiles: ReadonlyMap<string, string | undefined>,
  by: SplitBy = 'now',
): Steps<Compared | { readonly error: string }> {
  let old = folder;
  for (const [uri, text] of oldFiles) {
    old = text === undefined ? without(old, uri) : withText(old, uri, text);
    yield;
  }
  const found = yield* comparing({ old, now: folder }, { by });
  return 'error' in found ? found : { ...found.answer, old, now: folder };
}

function regionsOf({ model, files }: Folder, uri: string): readonly string[] {
  const blocks = files.get(uri)?.tree.blocks ?? [];
  return blocks.flatMap(({ block }) => model.bindings.get(block)?.region ?? []);
}

export function without(folder: Folder, uri: string): Folder {
  if (!folder.files.has(uri)) return folder;
  const files = new Map(folder.files);
  files.delete(uri);
  return withFiles(folder, files);
}

function withText(folder: Folder, uri: string, text: string): Folder {
  const language = folder.files.get(uri)?.language ?? languageOf(uri) ?? 'sg';
  if (language === 'config') return folder;
  const file = sourceFile({ uri, text, language, sizeLimit: editorLimits.fileSize });
  return withFiles(folder, new Map([...folder.files, [uri, file]]));
}
