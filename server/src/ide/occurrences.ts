import type { Entity } from '#model/model.ts';
import { usesOf } from '#model/uses.ts';
import type * as ast from '#syntax/ast.ts';
import type { Snapshot } from '#workspace/snapshot.ts';
import { labelsOf, type NameAt } from './cursor.ts';
import { type Place, placeIn } from './place.ts';

/** One place where something is named. */
export interface Occurrence extends Place {
  readonly kind: 'declaration' | 'reference';
  /** What is written there: its name, or one of its ids. */
  readonly text: string;
}

/** Every place where what stands under a cursor is written, the declaration first. */
export function occurrencesOf(snapshot: Snapshot, at: NameAt): readonly Occurrence[] {
  switch (at.kind) {
    case 'label':
      return labelOccurrences(snapshot, at);
    case 'declaration':
    case 'self':
      return entityOccurrences(snapshot, at.entity);
    case 'reference':
      return at.entity === undefined
        ? strayOccurrences(snapshot, at.name.text)
        : entityOccurrences(snapshot, at.entity);
  }
}

export function entityOccurrences(snapshot: Snapshot, entity: Entity): readonly Occurrence[] {
  const { node, source } = entity;
  const declared = [node.name, ...node.ids].filter((name) => name !== undefined);
  const found: Occurrence[] = declared.flatMap((name) => occurrence(snapshot, 'declaration', source, name));
  for (const { binding, reference } of usesOf(snapshot.model, entity.key)) {
    found.push(...occurrence(snapshot, 'reference', binding, reference.name));
  }
  return found;
}

/** A name that means nothing is at least the same name elsewhere. */
function strayOccurrences(snapshot: Snapshot, text: string): readonly Occurrence[] {
  const found: Occurrence[] = [];
  for (const binding of snapshot.model.bindings.values()) {
    for (const { name, target } of binding.references) {
      if (target === undefined && name.text === text) found.push(...occurrence(snapshot, 'reference', binding, name));
    }
  }
  return found;
}

function labelOccurrences(
  snapshot: Snapshot,
  { label, name }: NameAt & { readonly kind: 'label' },
): readonly Occurrence[] {
  const found: Occurrence[] = [];
  for (const { uri, tree } of snapshot.model.files) {
    for (const { block } of tree.blocks) {
      const node = block.declaration;
      if (node === undefined) continue;
      for (const other of labelsOf(node)) {
        if (other.label === label && other.name.text === name.text) {
          found.push(...occurrence(snapshot, 'declaration', { uri, block }, other.name));
        }
      }
    }
  }
  return found;
}

function occurrence(
  snapshot: Snapshot,
  kind: Occurrence['kind'],
  { uri, block }: { readonly uri: string; readonly block: ast.Block },
  name: ast.Name,
): Occurrence[] {
  const place = placeIn(snapshot, { uri, block }, name);
  return place === undefined ? [] : [{ ...place, kind, text: name.text }];
}
