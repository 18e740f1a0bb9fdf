import type { Cvm } from '#model/model.ts';
import { addTo } from '#util/groupBy.ts';
import { commas, t } from '#util/l10n.ts';
import { addressKey, privateAddressesOf } from './commonKeys.ts';
import { finding } from './finding.ts';
import { othersThan, type Place, relatedTo } from './otherPlaces.ts';
import type { Findings, Region } from './region.ts';
import { quoted } from './words.ts';

export function duplicateAddresses({ shared, mixed }: Region, into: Findings): void {
  const byAddress = new Map<string, (Place & { readonly cvm: Cvm; readonly vpc: string | undefined })[]>();
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
        : t('vpc {0}', quoted(first.vpc));
    for (const [i, place] of places.entries()) {
      const others = othersThan(places, i);
      const names = others.slice(0, 3).map(({ cvm }) => quoted(cvm.name));
      const message =
        places.length > 4
          ? t(
              'This address is also that of {0} and others, in {1}. Two machines of one network cannot share it.',
              commas(names),
              network,
            )
          : t(
              'This address is also that of {0}, in {1}. Two machines of one network cannot share it.',
              commas(names),
              network,
            );
      into.add(
        place.source.block,
        finding('duplicate-address', place.at, message, relatedTo(others, t('The same address here'))),
      );
    }
  }
}
