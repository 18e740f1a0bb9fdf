import { t } from '#util/l10n.ts';
import { finding } from './finding.ts';
import type { Findings } from './findings.ts';
import type { Fix, FixContext } from './fix.ts';
import type { Region } from './region.ts';
import { unusedAmong, withoutDeclaration } from './unused.ts';
import { quoted } from './words.ts';

export function unusedAddresses(region: Region, into: Findings): void {
  for (const { entity, name } of unusedAmong(region, region.model.addresses)) {
    const message = t('Nothing uses the addresses {0}: no rule, list or expectation names them.', quoted(name.text));
    into.add(entity.source.block, finding('unused-addresses', name, message));
  }
}

export function removeUnusedAddresses(context: FixContext): readonly Fix[] {
  return withoutDeclaration(context, t('Remove this list'));
}
