import { NAME_PREFIX } from '#formats/addressText.ts';
import type { Entity, Model } from '#model/model.ts';
import { cloudIdKind, isName, isWordFor } from '#syntax/names.ts';
import type { Range } from '#text/range.ts';

/** How rules of a region name something: by its name where that means it there and the rule language can write it, else by its id. */
export function referTo(model: Model, entity: Entity, region: string): string | undefined {
  const { name, id, key, kind } = entity;
  return isName(name) && !isWordFor(kind, name) && model.regions.get(region)?.names.get(name)?.key === key ? name : id;
}

/**
 * What to write in the place of a snapshot's reference so that it means `to`. An id takes the place of an id of the same kind, a name stands
 * behind the prefix of names. Undefined for everything else, such as words of the rule language, which a snapshot cannot have.
 */
export function inSnapshot(
  { model, text }: { readonly model: Model; readonly text: string },
  region: string,
  { place, reference }: { readonly place: Range; readonly reference: string },
  to: string,
): string | undefined {
  const isBehindPrefix = text.endsWith(NAME_PREFIX, place.start);
  const kind = cloudIdKind(to);
  if (kind !== undefined) return !isBehindPrefix && cloudIdKind(reference) === kind ? to : undefined;
  if (model.regions.get(region)?.names.get(to)?.builtin !== false) return undefined;
  return (isBehindPrefix ? '' : NAME_PREFIX) + JSON.stringify(to).slice(1, -1);
}
