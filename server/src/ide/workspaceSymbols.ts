import type { Entity } from '#model/model.ts';
import type { Folder } from '#workspace/folder.ts';
import { title } from './describe.ts';
import { type Place, placeOfName } from './place.ts';

export interface WorkspaceSymbol {
  readonly kind: Entity['kind'];
  readonly name: string;
  /** Where it belongs: `ap-guangzhou`. */
  readonly container: string;
  readonly place: Place;
}

/** What is sent at most: nobody reads more, and the client asks again with every letter. */
const MOST = 1000;

/** Everything that is declared and has the letters of the query in its name, id or description, in their order. */
export function workspaceSymbols(folders: readonly Folder[], query: string): readonly WorkspaceSymbol[] {
  const letters = [...query.toLowerCase()].filter((letter) => letter.trim() !== '');
  const found: WorkspaceSymbol[] = [];
  for (const folder of folders) {
    for (const entity of folder.model.entities.values()) {
      if (entity.builtin || !matches(entity, letters)) continue;
      const place = placeOfName(folder, entity);
      if (place === undefined) continue;
      found.push({ kind: entity.kind, name: title(entity), container: entity.region, place });
      if (found.length === MOST) return found;
    }
  }
  return found;
}

function matches(entity: Entity, letters: readonly string[]): boolean {
  if (letters.length === 0) return true;
  return [entity.name, entity.id, entity.description].some(
    (text) => text !== undefined && hasInOrder(text.toLowerCase(), letters),
  );
}

function hasInOrder(text: string, letters: readonly string[]): boolean {
  let from = 0;
  for (const letter of letters) {
    const at = text.indexOf(letter, from);
    if (at < 0) return false;
    from = at + letter.length;
  }
  return true;
}
