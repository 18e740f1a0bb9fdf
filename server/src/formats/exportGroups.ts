// From the model to text in any of the formats that can be written, with a report of what the format cannot express.

import type { Entity, Group, Model } from '#model/model.ts';
import type * as ast from '#syntax/ast.ts';
import { distinctBy } from '#util/groupBy.ts';
import { t } from '#util/l10n.ts';
import { csvTemplate } from './csv/write.ts';
import type { Writer, Written, WrittenFormat } from './format.ts';
import { type Lost, lose, NO_COMMENTS, type Outgoing, outgoing } from './outgoing.ts';
import { quote } from './source.ts';

export interface ExportOptions extends Pick<Written, 'textOf'> {
  /** The direction of a table. Without it, there is a table for each direction. */
  readonly direction?: ast.Direction;
  /** Whether rules are written with the content of lists in the place of the lists. */
  readonly expand?: boolean;
}

export interface Exported {
  /** Usually one. Policy sets are one for each group, tables one for each group and direction. */
  readonly texts: readonly ExportedText[];
  readonly report: readonly Lost[];
}

export interface ExportedText {
  readonly text: string;
  /** A name for the file: `web-inbound.csv`. */
  readonly fileName: string;
  readonly group?: string;
  readonly direction?: ast.Direction;
}

/** Groups, with the lists that their rules name, where the format has a place for these. */
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

/** Everything in one region, or in all, that a file declares. */
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
  if (region === undefined) loseStrayComments(out, holds);
  return { texts, report: inOrder(out.lost) };
}

/** Names lead nowhere in a text that holds nothing but rules, so ids are wanted there. */
function outgoingTo({ writer: { holds } }: WrittenFormat, model: Model, { expand = false }: ExportOptions): Outgoing {
  return outgoing(model, expand, holds === 'direction' || holds === 'group');
}

/** Notes the comments at something that is not written: at a line `region`, at an expectation, or alone. */
function loseStrayComments(out: Outgoing, holds: Writer['holds']): void {
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

/** Notes what has no place in a format of groups: machines, subnets, acls, and lists that no rule of a group names. */
function loseOthers(out: Outgoing, groups: readonly Group[], entities: readonly Entity[]): void {
  const expanded = new Set<Entity>(out.expand ? withLists(out, groups) : []);
  for (const entity of entities) {
    if (entity.kind === 'group' || out.written.has(entity) || expanded.has(entity)) continue;
    const { source, node } = entity;
    lose(out, source, node.name ?? node, t('The format has no place for {0}: it is left out.', quote(entity.name)));
  }
}

/** The table of a group without rules, to be filled in. */
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

/** In a snapshot a group may have any name. In the name of a file, it must not lead to another folder. */
function fileName(name: string): string {
  const plain = name
    .replace(/[^\p{L}\p{M}\p{Nd}_.-]+/gu, '-')
    .replace(/^\.+/, '')
    .slice(0, 100);
  return plain === '' ? 'group' : plain;
}

/** The groups, then the lists that they name, directly or through another list, in the order of their files. */
function withLists(out: Outgoing, groups: readonly Group[]): Entity[] {
  const taken = new Set<Entity>(groups);
  // A set is gone through with what is added on the way.
  for (const entity of taken) {
    for (const { target } of out.model.bindings.get(entity.source.block)?.references ?? []) {
      const list = target === undefined ? undefined : out.model.entities.get(target);
      if ((list?.kind === 'addresses' || list?.kind === 'services') && !list.builtin) taken.add(list);
    }
  }
  return [...groups, ...[...out.model.addresses, ...out.model.services].filter((list) => taken.has(list))];
}

function inOrder(lost: readonly Lost[]): Lost[] {
  const unique = distinctBy(lost, ({ uri, start, end, message }) => `${uri} ${start} ${end} ${message}`);
  return unique.sort((a, b) => (a.uri === b.uri ? a.start - b.start : a.uri < b.uri ? -1 : 1));
}
