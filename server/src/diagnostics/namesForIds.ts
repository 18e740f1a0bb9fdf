// Snapshots refer to groups and machines by id, but people know them by name: messages and titles of fixes say the names.

import type { Entity, Model } from '#model/model.ts';
import { cloudIdKind } from '#syntax/names.ts';
import { memo, memoOf } from '#util/memo.ts';
import type { Diagnostic } from './diagnostic.ts';
import { shown } from './words.ts';

/** The findings with a name in the place of each id that has one. The same array where there is none, or none changed. */
export function inNames(model: Model, found: readonly Diagnostic[]): readonly Diagnostic[] {
  const ids = idsIn(found);
  if (ids.length === 0) return found;
  const words = ids.map((id) => nameFor(model, id));
  return named(found, words, () =>
    found.map((each) => renamed(each, new Map(ids.map((id, i) => [id, words[i] ?? id])))),
  );
}

/** A text with a name in the place of each id that has one. */
export function textInNames(model: Model, text: string): string {
  return text.replace(ID, (id) => (cloudIdKind(id) === undefined ? id : nameFor(model, id)));
}

const named = memo<readonly Diagnostic[], readonly Diagnostic[]>();

const ID = /\b[a-z]+-[0-9A-Za-z]+/g;

const idsIn = memoOf((found: readonly Diagnostic[]): readonly string[] => {
  const texts = found.flatMap((each) =>
    isAboutIds(each) ? [] : [each.message, ...each.related.map(({ message }) => message)],
  );
  const ids = texts.flatMap((text) => text.match(ID) ?? []).filter((text) => cloudIdKind(text) !== undefined);
  return [...new Set(ids)];
});

const isAboutIds = ({ code }: Diagnostic): boolean => code === 'duplicate-id';

/** The name, with the id behind it where others of the kind have the same name in the region. */
function nameFor(model: Model, id: string): string {
  const entity = model.ids.get(id);
  if (entity === undefined || entity.name === '') return id;
  return (counts(model).get(place(entity)) ?? 0) > 1 ? `${shown(entity.name)} (${id})` : shown(entity.name);
}

const counts = memoOf((model: Model): ReadonlyMap<string, number> => {
  const found = new Map<string, number>();
  for (const entity of model.entities.values()) found.set(place(entity), (found.get(place(entity)) ?? 0) + 1);
  return found;
});

const place = ({ kind, region, name }: Entity): string => JSON.stringify([kind, region, name]);

function renamed(each: Diagnostic, words: ReadonlyMap<string, string>): Diagnostic {
  if (isAboutIds(each)) return each;
  const inWords = (text: string) => text.replace(ID, (id) => words.get(id) ?? id);
  const related = each.related.map((one) => ({ ...one, message: inWords(one.message) }));
  return { ...each, message: inWords(each.message), related };
}
