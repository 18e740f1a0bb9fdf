import type { Addresses } from '#model/model.ts';
import { addressesOf } from '#model/values.ts';
import * as addressSet from '#net/addressSet.ts';
import type * as ast from '#syntax/ast.ts';
import { printPeer } from '#syntax/print.ts';
import { beginsLine, indentation, lineBreak } from '#text/lines.ts';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import type { Folder } from '#workspace/folder.ts';
import type { CodeAction } from '../codeAction.ts';
import { type Cursor, nameAt } from '../cursor.ts';
import { inFile } from './place.ts';

/**
 * Writes the items of a list in the place of its name. In a rule that makes more policies of one, at its place, so that no packet is
 * decided otherwise.
 */
export function inlineAddresses(folder: Folder, uri: string, range: Range): readonly CodeAction[] {
  const at = nameAt(folder, uri, range.start);
  if (at?.kind !== 'reference' || at.entity?.kind !== 'addresses' || at.cursor.file.language !== 'sg') return [];
  const { role } = at.reference;
  const isItem = role === 'addresses-item';
  if (role !== 'peer' && role !== 'endpoint' && !isItem) return [];
  const items = itemsOf(folder, at.entity, at.cursor.binding?.region ?? '', isItem ? itemFor : peersFor);
  if (items === undefined || items.length === 0 || (isItem && isDescribed(at.cursor, at.name))) return [];
  const [start, end] = [at.cursor.start + at.name.start, at.cursor.start + at.name.end];
  const { text } = at.cursor.file;
  const between = !isItem ? ', ' : beginsLine(text, start) ? `${lineBreak(text)}${indentation(text, start)}` : ' ';
  return [
    inFile({ uri }, { kind: 'inline', title: t("Inline address list '{0}'", at.entity.name) }, [
      { start, end, newText: items.join(between) },
    ]),
  ];
}

/** The description behind the list's name would become that of its last item. */
function isDescribed({ block }: Cursor, name: ast.Name): boolean {
  const node = block.declaration;
  if (node?.kind !== 'addresses') return true;
  return node.items.some((item) => item.start <= name.start && name.end <= item.end && item.description !== undefined);
}

/** The items as they are written in another place, names as they are known there. Nothing where one is not. */
function itemsOf(
  { model }: Folder,
  list: Addresses,
  region: string,
  written: (value: ast.AddressText) => readonly string[],
): readonly string[] | undefined {
  if (!list.complete || list.circular) return undefined;
  const found: string[] = [];
  for (const { value } of list.node.items) {
    if (value.kind === 'name') {
      const named = model.regions.get(region)?.names.get(value.name.text) ?? model.ids.get(value.name.text);
      if (named?.kind !== 'addresses' || named.name === '') return undefined;
      if (list.region !== region && named.id === undefined) return undefined;
      found.push(list.region === region ? value.name.text : (named.id as string));
    } else found.push(...written(value));
  }
  return found;
}

/** As peers are written: a range, which only lists have, as its blocks. */
function peersFor(value: ast.AddressText): readonly string[] {
  return value.to === undefined ? [printPeer(value)] : addressSet.toBlocks(addressesOf(value).set);
}

function itemFor(value: ast.AddressText): readonly string[] {
  return [value.to === undefined ? printPeer(value) : `${value.text}-${value.to}`];
}
