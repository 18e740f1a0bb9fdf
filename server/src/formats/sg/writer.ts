// What declarations are called in the rule language, and what the names in them lead to.

import { builtinTree } from '#model/builtins.ts';
import type * as ast from '#syntax/ast.ts';
import { cloudIdKind, isName } from '#syntax/names.ts';
import type { Range } from '#text/range.ts';
import { groupBy } from '#util/groupBy.ts';
import { plural, t } from '#util/l10n.ts';
import { asPlaced, type FileFinding, type Item, type Placed } from '../reading.ts';
import { type Finding, quote } from '../source.ts';
import { chooseNames, isPlainName, validName } from './names.ts';

export interface SgOptions {
  /** The texts of declarations that are in the rule language already. */
  readonly verbatim?: ReadonlyMap<ast.Declaration, string>;
  /** Whether a name that no declaration has stays as it is, because it is declared elsewhere. */
  readonly openNames?: boolean;
  /** Whether ids are written instead of names, because the names may be other ones where the rules go to. */
  readonly ids?: boolean;
}

export interface Writer {
  /** The chosen name of each declaration. */
  readonly names: ReadonlyMap<ast.Declaration, string>;
  readonly byId: ReadonlyMap<string, Item>;
  /** By region and the name in the file. */
  readonly byName: ReadonlyMap<string, ReadonlyMap<string, Item>>;
  /** Interfaces that are declared by themselves, by the declarations of their machines. */
  readonly interfaces: ReadonlyMap<ast.Declaration, readonly Placed[]>;
  readonly lost: FileFinding[];
  /** The vpcs of machines that are not those of their subnets. */
  readonly vpcs: { readonly file: number; readonly vpc: ast.Name }[];
  readonly options: SgOptions;
}

export type EntityNode = ast.Group | ast.Acl | ast.Addresses | ast.Services | ast.Subnet | ast.Cvm;

/** Groups are named first: where two things of one region have the same name, the group keeps it. */
const RANKS: readonly string[] = ['group', 'addresses', 'services', 'acl', 'subnet', 'cvm'];

export function isEntity(node: ast.Declaration): node is EntityNode {
  return RANKS.includes(node.kind);
}

export function makeWriter(placed: readonly Placed[], options: SgOptions): Writer {
  const lost: FileFinding[] = [];
  const entities = placed
    .flatMap((one) => {
      const node = one.item.declaration;
      return isEntity(node) ? [{ item: one.item, file: asPlaced(one, node.name).file, node }] : [];
    })
    .sort((a, b) => RANKS.indexOf(a.node.kind) - RANKS.indexOf(b.node.kind));
  const names = new Map<ast.Declaration, string>();
  const byId = new Map<string, Item>();
  const byName = new Map<string, ReadonlyMap<string, Item>>();
  for (const [region, there] of groupBy(entities, ({ item }) => item.region ?? '')) {
    const things = there.map(({ node, file }) => {
      return { kind: node.kind, name: node.name?.text ?? node.ids[0]?.text ?? '', node, file };
    });
    for (const [{ name: before, node, file }, name] of chooseNames(things)) {
      names.set(node, name);
      if (node.name === undefined || name === before || node.ids.some(({ text }) => text === before)) continue;
      const message = !isPlainName(before)
        ? t("The name {0} is not a name of the rule language: it becomes '{1}'.", quote(before), name)
        : validName(before, node.kind) === before
          ? t("The name {0} is taken: it becomes '{1}'.", quote(before), name)
          : t("The name {0} means something else in the rule language: it becomes '{1}'.", quote(before), name);
      lost.push({ file, finding: lostAt(node.name, message) });
    }
    const named = there.flatMap(({ item, node }) => (node.name === undefined ? [] : [[node.name.text, item] as const]));
    // The first of one name counts, as for ids.
    byName.set(region, new Map(named.reverse()));
  }
  for (const { item, node } of entities) for (const { text } of node.ids) if (!byId.has(text)) byId.set(text, item);
  const interfaces = interfacesByMachine(placed, byId, byName, lost);
  return { names, byId, byName, lost, interfaces, vpcs: [], options };
}

/** Interfaces of machines that are not there, and of other products, have no place: one note in each file. Primary ones add nothing. */
function interfacesByMachine(
  placed: readonly Placed[],
  byId: Writer['byId'],
  byName: Writer['byName'],
  lost: FileFinding[],
): Writer['interfaces'] {
  const found = new Map<ast.Declaration, Placed[]>();
  const homeless = new Map<number, ast.Interface[]>();
  for (const one of placed) {
    const { declaration: node, region = '' } = one.item;
    if (node.kind !== 'interface' || node.primary === true) continue;
    const text = node.machine?.text ?? '';
    const machine = byId.get(text) ?? byName.get(region)?.get(text);
    if (machine?.declaration.kind === 'cvm') {
      found.set(machine.declaration, [...(found.get(machine.declaration) ?? []), one]);
    } else homeless.set(one.file, [...(homeless.get(one.file) ?? []), node]);
  }
  for (const [file, [first, ...more]] of homeless) {
    if (first === undefined) continue;
    const words = plural(
      more.length + 1,
      'An interface that belongs to no machine here is left out.',
      '{0} interfaces that belong to no machine here are left out.',
    );
    lost.push({ file, finding: lostAt(first, words) });
  }
  return found;
}

export function nameOf(writer: Writer, node: ast.Declaration): string {
  return writer.names.get(node) ?? '';
}

export function lostAt(range: Range, message: string): Finding {
  return { level: 'lost', start: range.start, end: range.end, message };
}

export function lose(writer: Writer, one: Placed, range: Range, message: string): void {
  writer.lost.push({ file: one.file, finding: lostAt(range, message) });
}

/** What a name in a declaration leads to. */
export function targetOf(writer: Writer, one: Placed, name: ast.Name): Item | undefined {
  const special = one.references.get(name.text);
  if (special !== undefined) return { ...one.item, declaration: special };
  if (cloudIdKind(name.text) !== undefined) return writer.byId.get(name.text);
  return writer.byName.get(one.item.region ?? '')?.get(name.text) ?? writer.byId.get(name.text);
}

/** The name of what a name leads to. The id of what is not imported, or is of another region, stays an id. */
export function referenceText(writer: Writer, one: Placed, name: ast.Name): string {
  const { ids, openNames } = writer.options;
  const target = targetOf(writer, one, name);
  const isId = cloudIdKind(name.text) !== undefined;
  const id = target !== undefined && isEntity(target.declaration) ? target.declaration.ids[0]?.text : undefined;
  if (ids === true && (isId || id !== undefined)) return id ?? name.text;
  if (target !== undefined && (target.region === one.item.region || !isId)) {
    const chosen = writer.names.get(target.declaration);
    if (chosen !== undefined) return chosen;
  }
  if (isId || BUILTIN.has(name.text) || (openNames === true && isName(name.text))) return name.text;
  const valid = validName(name.text, 'group');
  const words =
    valid === name.text
      ? t('{0} is not in the file.', quote(name.text))
      : t("{0} is not in the file; it becomes '{1}'.", quote(name.text), valid);
  lose(writer, one, name, words);
  return valid;
}

/** The names that are known everywhere without being declared. */
const BUILTIN: ReadonlySet<string> = new Set(
  builtinTree().blocks.flatMap(({ block }) => {
    const node = block.declaration;
    return node !== undefined && isEntity(node) && node.name !== undefined ? [node.name.text] : [];
  }),
);
