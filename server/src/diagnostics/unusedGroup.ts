import { t } from '#util/l10n.ts';
import { finding } from './finding.ts';
import type { Findings } from './findings.ts';
import type { Fix, FixContext } from './fix.ts';
import type { Region } from './region.ts';
import { unusedAmong, withoutDeclaration } from './unused.ts';
import { quoted } from './words.ts';

export function unusedGroups(region: Region, into: Findings): void {
  for (const { entity, name } of unusedAmong(region, region.model.groups)) {
    const message = t(
      'Nothing uses the group {0}: no cvm is in it, and no other rule or expectation names it.',
      quoted(name.text),
    );
    into.add(entity.source.block, finding('unused-group', name, message));
  }
}

export function removeUnusedGroups(context: FixContext): readonly Fix[] {
  return withoutDeclaration(context, t('Remove this group'));
}
