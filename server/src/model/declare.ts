// The first of two passes over the files: which blocks declare what, under which name, id and region, before any of their
// references is looked up.

import type * as ast from '#syntax/ast.ts';
import { cloudIdKind } from '#syntax/names.ts';
import { BUILTIN_URI, builtinTree } from './builtins.ts';
import type { EntityKind, ModelFile } from './model.ts';

/** A block that declares something, with the region and project that hold where it stands. */
export interface Site {
  readonly uri: string;
  readonly block: ast.Block;
  readonly region: string;
  readonly project: string;
  readonly builtin: boolean;
  /** Absent for an expectation, an interface, a region and a project. */
  readonly declared?: Declared;
}

/** What a name or id refers to, before anything is bound. */
export interface Declared {
  readonly key: string;
  readonly kind: EntityKind;
  readonly name: string;
  readonly id?: string;
  readonly region: string;
  readonly project: string;
  readonly builtin: boolean;
}

export interface Declarations {
  readonly sites: readonly Site[];
  readonly names: ReadonlyMap<string, ReadonlyMap<string, Declared>>;
  readonly ids: ReadonlyMap<string, Declared>;
}

const DEFAULT_REGION = 'default';
export const DEFAULT_PROJECT = '0';

/** Of a name or id declared twice, the first declaration counts, and one of the rule language before one of a snapshot. */
export function declare(files: readonly ModelFile[]): Declarations {
  const sites: Site[] = [];
  const taken = new Map<string, number>();
  const names = new Map<string, Map<string, Declared>>([[DEFAULT_REGION, new Map()]]);
  const ids = new Map<string, Declared>();
  const later: Declared[] = [];

  for (const { uri, tree } of files) {
    let region = DEFAULT_REGION;
    let project = DEFAULT_PROJECT;
    for (const { block } of tree.blocks) {
      const node = block.declaration;
      if (node === undefined) continue;
      if (node.kind === 'region') {
        region = node.name?.text ?? region;
        if (!names.has(region)) names.set(region, new Map());
      } else if (node.kind === 'project') {
        project = node.name?.text ?? project;
      }
      if (!isEntityNode(node)) {
        sites.push({ uri, block, region, project, builtin: false });
        continue;
      }
      const declared = identify(node, region, project, false, taken);
      sites.push({ uri, block, region, project, builtin: false, declared });
      if (declared.id !== undefined && !ids.has(declared.id)) ids.set(declared.id, declared);
      if (tree.language === 'json') later.push(declared);
      else enter(names, declared);
    }
  }
  for (const declared of later) enter(names, declared);

  for (const region of names.keys()) {
    for (const { block } of builtinTree().blocks) {
      const node = block.declaration;
      if (node === undefined || !isEntityNode(node)) continue;
      const declared = identify(node, region, DEFAULT_PROJECT, true, taken);
      sites.push({ uri: BUILTIN_URI, block, region, project: DEFAULT_PROJECT, builtin: true, declared });
      enter(names, declared);
    }
  }
  return { sites, names, ids };
}

/** What a written name or cloud id means in a region. Ids are known in every region. */
export function lookUp(declarations: Declarations, region: string, text: string): Declared | undefined {
  if (cloudIdKind(text) !== undefined) return declarations.ids.get(text);
  return declarations.names.get(region)?.get(text) ?? declarations.ids.get(text);
}

function enter(names: Map<string, Map<string, Declared>>, declared: Declared): void {
  const known = names.get(declared.region);
  if (declared.name !== '' && known !== undefined && !known.has(declared.name)) known.set(declared.name, declared);
}

type EntityNode = Extract<ast.Declaration, { kind: EntityKind }>;

function isEntityNode(node: ast.Declaration): node is EntityNode {
  return node.kind !== 'region' && node.kind !== 'project' && node.kind !== 'expect' && node.kind !== 'interface';
}

function identify(
  node: EntityNode,
  region: string,
  project: string,
  builtin: boolean,
  taken: Map<string, number>,
): Declared {
  const name = node.name?.text ?? '';
  const id = node.ids[0]?.text;
  const base = `${node.kind}:${id ?? `${region}/${name}`}${builtin ? ' (built in)' : ''}`;
  const nth = (taken.get(base) ?? 0) + 1;
  taken.set(base, nth);
  const key = nth === 1 ? base : `${base} (${nth})`;
  return { key, kind: node.kind, name, id, region, project, builtin };
}
