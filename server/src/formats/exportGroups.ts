// From the model to text in any of the formats that can be written, with a report of what they cannot say.

import type { Entity, Group, Model } from '#model/model.ts';
import type * as ast from '#syntax/ast.ts';
import { t } from '#util/l10n.ts';
import { csvTemplate } from './csv/write.ts';
import type { Writer, Written, WrittenFormat } from './format.ts';
import { type Lost, lose, NO_COMMENTS, type Outgoing, outgoing } from './outgoing.ts';
import { quote } from './source.ts';

export interface ExportOptions extends Pick<Written, 'textOf'> {
  /** Of a table; without it, there is one for each direction. */
  readonly direction?: ast.Direction;
  /** Plain policies in the place of address and service lists. */
  readonly expand?: boolean;
}

export interface Exported {
  /** Usually one: policies have one a group, tables one a group and direction. */
  readonly texts: readonly ExportedText[];
  readonly report: readonly Lost[];
}

export interface ExportedText {
  readonly text: string;
  /** A name for the file, `web-inbound.csv`. */
  readonly fileName: string;
  readonly group?: string;
  readonly direction?: ast.Direction;
}

/** Groups, with the lists that their rules name where the format has a place for them. */
export function exportGroups(
  model: Model,
  groups: readonly Group[],
  format: WrittenFormat,
  options: ExportOptions = {},
): Exported {
  const out = outgoingTo(format, model, options);
  const entities = out.expand ? groups : withLists(out, groups);
  const texts = write(out, { groups, entities, expectations: [], textOf: options.textOf }, format, options);
  return { texts, report: inOrder(out.lost) };
}

/** Everything of one region, or of all of them, that a file declares. */
export function exportRegion(
  model: Model,
  region: string | undefined,
  format: WrittenFormat,
  options: ExportOptions = {},
): Exported {
  const out = outgoingTo(format, model, options);
  const { holds } = format.writer;
  const entities = [...model.entities.values()].filter(
    (entity) => !entity.builtin && (region === undefined || entity.region === region),
  );
  const groups = entities.filter((entity) => entity.kind === 'group');
  const expectations = model.expectations.filter((one) => region === undefined || one.region === region);
  for (const { node, source } of holds === 'everything' ? [] : expectations) {
    lose(out, source, node, t('The format has no expectations: this one is left out.'));
  }
  const texts = write(out, { groups, entities, expectations, textOf: options.textOf }, format, options);
  if (holds !== 'entities' && holds !== 'everything') loseOthers(out, groups, entities);
  if (region === undefined) loseComments(out, holds);
  return { texts, report: inOrder(out.lost) };
}

/** Where a text holds rules alone, names in them lead nowhere: they have to be ids. */
function outgoingTo({ writer: { holds } }: WrittenFormat, model: Model, { expand = false }: ExportOptions): Outgoing {
  return outgoing(model, expand, holds === 'direction' || holds === 'group');
}

/** Comments that stand at nothing that is written: at a line `region`, at an expectation, or alone. */
function loseComments(out: Outgoing, holds: Writer['holds']): void {
  const words =
    holds === 'everything' ? t('The comment belongs to nothing that is written: it is left out.') : NO_COMMENTS();
  for (const { uri, tree } of out.model.files) {
    for (const { block } of tree.blocks) {
      const kind = block.declaration?.kind;
      const written = kind !== undefined && kind !== 'region' && kind !== 'project';
      if (written && (holds === 'everything' || kind !== 'expect')) continue;
      for (const comment of block.comments) lose(out, { uri, block }, comment, words);
    }
  }
}

/** Formats of groups and their rules have no place for machines, subnets, acls, and lists that no rule of theirs names. */
function loseOthers(out: Outgoing, groups: readonly Group[], entities: readonly Entity[]): void {
  const expanded = new Set<Entity>(out.expand ? withLists(out, groups) : []);
  for (const entity of entities) {
    if (entity.kind === 'group' || out.written.has(entity) || expanded.has(entity)) continue;
    const { source, node } = entity;
    lose(out, source, node.name ?? node, t('The format has no place for {0}: it is left out.', quote(entity.name)));
  }
}

/** The table to fill in, for a group that has no rules yet. */
export function exportTemplate(direction: ast.Direction): ExportedText {
  return { text: csvTemplate(direction), fileName: `template-${direction}.csv`, direction };
}

function write(
  out: Outgoing,
  written: Written,
  { writer }: WrittenFormat,
  { direction: only }: ExportOptions,
): ExportedText[] {
  const { groups } = written;
  const { extension } = writer;
  switch (writer.holds) {
    case 'direction':
      return groups.flatMap((group) =>
        (only === undefined ? (['inbound', 'outbound'] as const) : [only]).map((direction) => ({
          text: writer.write(out, group, direction),
          fileName: `${fileName(group.name)}-${direction}${extension}`,
          group: group.name,
          direction,
        })),
      );
    case 'group':
      return groups.map((group) => ({
        text: writer.write(out, group),
        fileName: `${fileName(group.name)}${extension}`,
        group: group.name,
      }));
    default: {
      const name = groups.length === 1 ? fileName(groups[0]?.name ?? '') : 'groups';
      return [{ text: writer.write(out, written), fileName: `${name}${extension}` }];
    }
  }
}

/** Group names of a snapshot are any text: as a file's name, what could lead elsewhere is left out. */
function fileName(name: string): string {
  const plain = name
    .replace(/[^\p{L}\p{M}\p{Nd}_.-]+/gu, '-')
    .replace(/^\.+/, '')
    .slice(0, 100);
  return plain === '' ? 'group' : plain;
}

/** Groups first, in the order given, then the lists in the order of their files. */
function withLists(out: Outgoing, groups: readonly Group[]): Entity[] {
  const taken = new Set<Entity>();
  const open: Entity[] = [...groups];
  for (let entity = open.pop(); entity !== undefined; entity = open.pop()) {
    for (const { target } of out.model.bindings.get(entity.source.block)?.references ?? []) {
      const list = target === undefined ? undefined : out.model.entities.get(target);
      if ((list?.kind !== 'addresses' && list?.kind !== 'services') || list.builtin || taken.has(list)) continue;
      taken.add(list);
      open.push(list);
    }
  }
  return [...groups, ...[...out.model.addresses, ...out.model.services].filter((list) => taken.has(list))];
}

function inOrder(lost: readonly Lost[]): Lost[] {
  const seen = new Set<string>();
  const unique = lost.filter(({ uri, start, end, message }) => {
    const key = `${uri} ${start} ${end} ${message}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  return unique.sort((a, b) => (a.uri === b.uri ? a.start - b.start : a.uri < b.uri ? -1 : 1));
}
