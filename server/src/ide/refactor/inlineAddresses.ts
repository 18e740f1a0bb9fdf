import type { Addresses } from '#model/model.ts';
import { addressesOf } from '#model/values.ts';
import * as addressSet from '#net/addressSet.ts';
import type * as ast from '#syntax/ast.ts';
import { printPeer } from '#syntax/print.ts';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import type { Snapshot } from '#workspace/snapshot.ts';
import type { CodeAction } from '../codeAction.ts';
import { nameAt } from '../cursor.ts';
import { inFile } from './place.ts';

/**
 * Writes the items of a list in the place of its name. In a rule that makes more policies of one, at its place, so that no packet is
 * decided otherwise.
 */
export function inlineAddresses(snapshot: Snapshot, uri: string, range: Range): readonly CodeAction[] {
  const at = nameAt(snapshot, uri, range.start);
  if (at?.kind !== 'reference' || at.entity?.kind !== 'addresses' || at.cursor.file.language !== 'sg') return [];
  if (at.reference.role !== 'peer' && at.reference.role !== 'endpoint') return [];
  const items = itemsOf(snapshot, at.entity, at.cursor.binding?.region ?? '');
  if (items === undefined || items.length === 0) return [];
  const { start } = at.cursor;
  return [
    inFile({ uri }, { kind: 'inline', title: t("Inline address list '{0}'", at.entity.name) }, [
      { start: start + at.name.start, end: start + at.name.end, newText: items.join(', ') },
    ]),
  ];
}

/** As peers are written: a range, which only lists have, as its blocks. Nothing where an item cannot stand in a rule. */
function itemsOf({ model }: Snapshot, list: Addresses, region: string): readonly string[] | undefined {
  if (!list.complete || list.circular) return undefined;
  const found: string[] = [];
  for (const { value } of list.node.items) {
    if (value.kind === 'name') {
      const named = model.regions.get(region)?.names.get(value.name.text) ?? model.ids.get(value.name.text);
      if (named?.kind !== 'addresses' || named.name === '') return undefined;
      if (list.region !== region && named.id === undefined) return undefined;
      found.push(list.region === region ? value.name.text : (named.id as string));
    } else found.push(...peersFor(value));
  }
  return found;
}

function peersFor(value: ast.AddressText): readonly string[] {
  return value.to === undefined ? [printPeer(value)] : addressSet.toBlocks(addressesOf(value).set);
}
