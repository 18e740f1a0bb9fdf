import type { Binding, Model } from '#model/model.ts';
import { t } from '#util/l10n.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type Finding, finding } from './finding.ts';
import type { Fix, FixContext } from './fix.ts';
import { machinesInstead } from './machinesInstead.ts';
import { withoutReference } from './referenceFixes.ts';
import { quoted } from './words.ts';

export function crossRegionGroups(model: Model, { references, region }: Binding): Finding[] {
  return references.flatMap(({ name, fault, target }) => {
    if (fault !== 'cross-region-group') return [];
    const group = target === undefined ? undefined : model.entities.get(target);
    const message = t(
      "The group {0} is of region {1}; groups work in their own region only, this is {2}. Use its machines' addresses.",
      quoted(name.text),
      quoted(group?.region ?? ''),
      quoted(region),
    );
    return [finding('cross-region-group', name, message)];
  });
}

export function fixRegion(context: FixContext, diagnostic: Diagnostic): readonly Fix[] {
  return [...machinesInstead(context, diagnostic), ...withoutReference(context, diagnostic)];
}
