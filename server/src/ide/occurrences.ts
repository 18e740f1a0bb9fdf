import type { Entity } from '#model/model.ts';
import { usesOf } from '#model/uses.ts';
import type * as ast from '#syntax/ast.ts';
import type { Folder } from '#workspace/folder.ts';
import { labelsOf, type NameAt } from './cursor.ts';
import { type Place, placeIn } from './place.ts';

/** One place where something is named. */
export interface Occurrence extends Place {
  readonly kind: 'declaration' | 'reference';
  /** What is written there: its name, or one of its ids. */
  readonly text: string;
}

/** Every place where what stands under a cursor is written, the declaration first. */
export function occurrencesOf(folder: Folder, at: NameAt): readonly Occurrence[] {
  switch (at.kind) {
    case 'label':
      return labelOccurrences(folder, at);
    case 'declaration':
    case 'self':
      return entityOccurrences(folder, at.entity);
    case 'reference':
      return at.entity === undefined ? strayOccurrences(folder, at.name.text) : entityOccurrences(folder, at.entity);
  }
}

export function entityOccurrences(folder: Folder, entity: Entity): readonly Occurrence[] {
  const { node, source } = entity;
  const declared = [node.name, ...node.ids].filter((name) => name !== undefined);
  const found: Occurrence[] = declared.flatMap((name) => occurrence(folder, 'declaration', source, name));
  for (const { binding, reference } of usesOf(folder.model, entity.key)) {
    found.push(...occurrence(folder, 'reference', binding, reference.name));
  }
  return found;
}

/** Of a name that is declared nowhere: the other places where it is written. */
function strayOccurrences(folder: Folder, text: string): readonly Occurrence[] {
  const found: Occurrence[] = [];
  for (const binding of folder.model.bindings.values()) {
    for (const { name, target } of binding.references) {
      if (target === undefined && name.text === text) found.push(...occurrence(folder, 'reference', binding, name));
    }
  }
  return found;
}

function labelOccurrences(folder: Folder, { label, name }: NameAt & { readonly kind: 'label' }): readonly Occurrence[] {
  const found: Occurrence[] = [];
  for (const { uri, tree } of folder.model.files) {
    for (const { block } of tree.blocks) {
      const node = block.declaration;
      if (node === undefined) continue;
      for (const other of labelsOf(node)) {
        if (other.label === label && other.name.text === name.text) {
          found.push(...occurrence(folder, 'declaration', { uri, block }, other.name));
        }
      }
    }
  }
  return found;
}

function occurrence(
  folder: Folder,
  kind: Occurrence['kind'],
  { uri, block }: { readonly uri: string; readonly block: ast.Block },
  name: ast.Name,
): Occurrence[] {
  const place = placeIn(folder, { uri, block }, name);
  return place === undefined ? [] : [{ ...place, kind, text: name.text }];
}
