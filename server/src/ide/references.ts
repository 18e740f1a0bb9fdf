import type { Folder } from '#workspace/folder.ts';
import { nameAt } from './cursor.ts';
import { type Occurrence, occurrencesOf } from './occurrences.ts';
import type { Place } from './place.ts';

/** Every place that names what stands under the cursor, by name or by id, in the order of files and lines. */
export function references(
  folder: Folder,
  uri: string,
  offset: number,
  options: { readonly includeDeclaration: boolean },
): readonly Place[] {
  const at = nameAt(folder, uri, offset);
  if (at === undefined) return [];
  return occurrencesOf(folder, at).filter(
    ({ kind }) => options.includeDeclaration || at.kind === 'label' || kind === 'reference',
  );
}

/** The same within one file. */
export function highlights(folder: Folder, uri: string, offset: number): readonly Occurrence[] {
  const at = nameAt(folder, uri, offset);
  return at === undefined ? [] : occurrencesOf(folder, at).filter((each) => each.uri === uri);
}
