import { cutsFromList } from '#edits/cutParts.ts';
import type { Cvm } from '#model/model.ts';
import type * as ast from '#syntax/ast.ts';
import { addTo } from '#util/groupBy.ts';
import { listed, t } from '#util/l10n.ts';
import { addressKey, privateAddressesOf } from './commonKeys.ts';
import type { Diagnostic } from './diagnostic.ts';
import { finding } from './finding.ts';
import { type Fix, type FixContext, fix } from './fix.ts';
import { othersThan, type Place, relatedTo } from './otherPlaces.ts';
import type { Findings, Region } from './region.ts';
import { quoted } from './words.ts';

interface DuplicatePlace extends Place {
  readonly at: ast.AddressText;
  readonly cvm: Cvm;
  readonly vpc: string | undefined;
}

export function duplicateAddresses({ shared, mixed }: Region, into: Findings): void {
  const byAddress = new Map<string, DuplicatePlace[]>();
  for (const { entity: cvm } of new Set([...shared.several('address')].flat())) {
    if (cvm?.kind !== 'cvm' || mixed.has(cvm.source.uri)) continue;
    const own = new Set<string>();
    for (const { networkInterface, text, address } of privateAddressesOf(cvm)) {
      const key = addressKey(cvm, networkInterface, address);
      if (own.has(key)) continue;
      own.add(key);
      addTo(byAddress, key, { source: networkInterface.source, at: text, cvm, vpc: networkInterface.vpc });
    }
  }
  for (const places of byAddress.values()) {
    const [first] = places;
    if (first === undefined || places.length < 2) continue;
    const network =
      first.vpc === undefined
        ? t('the classic network of region {0}', quoted(first.cvm.region))
        : t('VPC {0}', quoted(first.vpc));
    for (const [i, place] of places.entries()) {
      const others = othersThan(places, i);
      const names = others.slice(0, 3).map(({ cvm }) => quoted(cvm.name));
      const message = t(
        '{0} is also the address of {1}, in {2}. Two machines of one network cannot share it: correct one.',
        quoted(place.at.text),
        listed(places.length > 4 ? [...names, t('others')] : names),
        network,
      );
      into.add(
        place.source.block,
        finding('duplicate-address', place.at, message, relatedTo(others, t('The same address here'))),
      );
    }
  }
}

/** Takes the address off a machine that keeps another one in the same interface. */
export function removeAddress({ model, language, text, placed }: FixContext, { start }: Diagnostic): readonly Fix[] {
  const cvm = model.bindings.get(placed.block)?.entity;
  if (cvm?.kind !== 'cvm' || language === 'json') return [];
  for (const { node } of cvm.interfaces) {
    const all = node.privateAddresses;
    const one = all.find((each) => each.start === start);
    const kept = all.find((each) => each !== one);
    if (one === undefined || kept === undefined) continue;
    const cuts = cutsFromList({ text, blockStart: placed.start }, all, (each) => each === one);
    const title = t("Remove it here: '{0}' keeps {1}", cvm.name, kept.text);
    const edits = cuts.map((cut) => ({ ...cut, newText: '' }));
    return [fix(title, edits, { preferred: false, changesPackets: true })];
  }
  return [];
}
