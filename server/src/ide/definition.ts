import type { Entity } from '#model/model.ts';
import type { Folder } from '#workspace/folder.ts';
import { nameAt } from './cursor.ts';
import { type Place, placeIn, placeOfName } from './place.ts';

export interface Definition {
  /** The name that was asked about. */
  readonly origin: Place;
  /** The whole declaration, and its name in it. */
  readonly target: Place;
  readonly name: Place;
}

/** Where the name or id under the cursor is declared. */
export function definition(folder: Folder, uri: string, offset: number): Definition | undefined {
  const at = nameAt(folder, uri, offset);
  if (at === undefined) return undefined;
  const origin = { uri, start: at.cursor.start + at.name.start, end: at.cursor.start + at.name.end };
  if (at.kind === 'label') return { origin, target: origin, name: origin };
  const found = at.entity === undefined ? undefined : declarationOf(folder, at.entity);
  return found === undefined ? undefined : { origin, ...found };
}

function declarationOf(folder: Folder, entity: Entity): Omit<Definition, 'origin'> | undefined {
  const target = placeIn(folder, entity.source, entity.node);
  const name = placeOfName(folder, entity);
  return target === undefined || name === undefined ? undefined : { target, name };
}
