// What stands under the cursor.

import { NOUN } from '#model/kindWords.ts';
import type { Binding, Entity, EntityKind, Reference } from '#model/model.ts';
import { blockIndexAt } from '#model/places.ts';
import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';
import { touches } from '#text/range.ts';
import { message, t } from '#util/l10n.ts';
import type { Folder, SourceFile } from '#workspace/folder.ts';

/** A place in a file, and the block in which it lies. */
export interface Cursor {
  readonly folder: Folder;
  readonly file: SourceFile;
  readonly start: number;
  readonly block: ast.Block;
  /** Absent where the block declares nothing. */
  readonly binding?: Binding;
  /** Counted from the block's start. */
  readonly offset: number;
}

/** Where a block ends another begins: the first of the two is asked first, for a cursor behind a name is still at the name. */
export function cursorsAt(folder: Folder, uri: string, offset: number): readonly Cursor[] {
  const file = folder.files.get(uri);
  if (file === undefined) return [];
  const { blocks } = file.tree;
  const found: Cursor[] = [];
  for (let i = blockIndexAt(file.tree, offset); i >= 0; i--) {
    const placed = blocks[i] as ast.PlacedBlock;
    if (placed.start + placed.block.length < offset) break;
    const binding = folder.model.bindings.get(placed.block);
    const { start, block } = placed;
    found.unshift({ folder, file, start, block, offset: offset - start, binding });
  }
  return found;
}

/** Names that nothing declares: no place where one is written comes before the others. */
export type LabelKind = 'region' | 'project' | 'vpc';

/** A name or an id at a place. Ranges count from the start of the block. */
export type NameAt =
  | { readonly kind: 'declaration'; readonly entity: Entity; readonly name: ast.Name; readonly cursor: Cursor }
  | {
      readonly kind: 'reference';
      readonly reference: Reference;
      readonly entity?: Entity;
      readonly name: ast.Name;
      readonly cursor: Cursor;
    }
  /** `self` stands for the group in which it is written. */
  | { readonly kind: 'self'; readonly entity: Entity; readonly name: ast.Name; readonly cursor: Cursor }
  | { readonly kind: 'label'; readonly label: LabelKind; readonly name: ast.Name; readonly cursor: Cursor };

export function nameAt(folder: Folder, uri: string, offset: number): NameAt | undefined {
  for (const cursor of cursorsAt(folder, uri, offset)) {
    const found = nameIn(cursor);
    if (found !== undefined) return found;
  }
  return undefined;
}

function nameIn(cursor: Cursor): NameAt | undefined {
  const { binding, offset, folder } = cursor;
  const node = cursor.block.declaration;
  if (node === undefined || offset > node.end) return undefined;
  for (const { label, name } of labelsOf(node)) {
    if (touches(name, offset)) return { kind: 'label', label, name, cursor };
  }
  if (binding === undefined) return undefined;
  const { entity } = binding;
  if (entity !== undefined) {
    const name = [entity.node.name, ...entity.node.ids].find((each) => each !== undefined && touches(each, offset));
    if (name !== undefined) return { kind: 'declaration', entity, name, cursor };
  }
  const reference = binding.references.find((each) => touches(each.name, offset));
  if (reference !== undefined) {
    const target = reference.target === undefined ? undefined : folder.model.entities.get(reference.target);
    return { kind: 'reference', reference, name: reference.name, cursor, entity: target };
  }
  if (entity?.kind === 'group') {
    const self = peerIn(node, offset);
    if (self?.kind === 'self') {
      return { kind: 'self', entity, name: { text: 'self', start: self.start, end: self.end }, cursor };
    }
  }
  return undefined;
}

/** The names in a declaration that nothing else declares. */
export function labelsOf(node: ast.Declaration): readonly { readonly label: LabelKind; readonly name: ast.Name }[] {
  switch (node.kind) {
    case 'region':
    case 'project':
      return node.name === undefined ? [] : [{ label: node.kind, name: node.name }];
    case 'subnet':
    case 'cvm':
      return node.vpc === undefined ? [] : [{ label: 'vpc', name: node.vpc }];
    default:
      return [];
  }
}

export interface RuleAt {
  readonly owner: ast.Group | ast.Acl;
  readonly list: ast.RuleList;
  readonly rule: ast.Rule;
}

/** The rule that is written at an offset of a block. */
export function ruleIn(node: ast.Declaration | undefined, offset: number): RuleAt | undefined {
  if (node?.kind !== 'group' && node?.kind !== 'acl') return undefined;
  const list = node.lists.find((each) => touches(each, offset));
  const rule = list?.rules.find((each) => touches(each.whole, offset));
  return list === undefined || rule === undefined ? undefined : { owner: node, list, rule };
}

function peerIn(node: ast.Declaration, offset: number): ast.Peer | undefined {
  return ruleIn(node, offset)?.rule.peers.find((peer) => touches(peer, offset));
}

const WORDS = { ...NOUN, region: message('region'), project: message('project'), vpc: message('VPC') };

export function wordFor(kind: EntityKind | LabelKind): string {
  return t(WORDS[kind]);
}

export function within(range: Range, offset: number): boolean {
  return range.start <= offset && offset < range.end;
}
