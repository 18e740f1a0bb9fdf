// Answers of the API's Describe calls other than that for policies: each holds one or several lists of objects.

import { type JsonObject, member } from '#syntax/json.ts';
import { isListKey, readEntity } from './entityJson.ts';
import { at, fieldsOf, isEmpty, objectsOf, pieceOf, take } from './jsonFields.ts';
import type { Item } from './reading.ts';
import { quote, report, type Source } from './source.ts';

export function holdsLists(object: JsonObject): boolean {
  return object.members.some(({ key }) => isListKey(key));
}

const KNOWN: ReadonlySet<string> = new Set(['RequestId', 'TotalCount', 'Region']);

/** The objects of every list of an answer, or of one region of a snapshot. */
export function readLists(source: Source, object: JsonObject): Item[] {
  const named = member(object, 'Region')?.value;
  const region = named === undefined || isEmpty(named) ? undefined : pieceOf(source, named)?.text;
  const items: Item[] = [];
  const rest = fieldsOf(source, object);
  for (const { key, value } of object.members) {
    if (!isListKey(key) || value === undefined) continue;
    rest.delete(key);
    if (isEmpty(value)) continue;
    if (value.kind !== 'array') {
      report(source, 'broken', at(source, value), `${quote(key)} has to be a list, in square brackets.`);
      continue;
    }
    for (const element of objectsOf(source, value, `What ${quote(key)} lists`)) {
      const { declaration, project } = readEntity(source, key, element);
      items.push({
        declaration,
        ...(region === undefined ? {} : { region }),
        ...(project === undefined ? {} : { project: project.text }),
      });
    }
  }
  for (const key of [...rest.keys()]) {
    const value = rest.get(key)?.value;
    if (value === undefined || KNOWN.has(key) || take(rest, key) === undefined) continue;
    report(source, 'lost', at(source, value), `The member ${quote(key)} has no place in the rule language.`);
  }
  return items;
}

/** All regions of a snapshot, for importing it. */
export function readRegions(source: Source, root: JsonObject): Item[] {
  const regions = member(root, 'regions')?.value;
  if (regions === undefined || isEmpty(regions)) return [];
  if (regions.kind !== 'array') {
    report(source, 'broken', at(source, regions), "'regions' has to be a list, in square brackets.");
    return [];
  }
  return objectsOf(source, regions, 'A region').flatMap((region) => readLists(source, region));
}
