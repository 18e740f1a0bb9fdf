import { t } from '#util/l10n.ts';
import { idsOf } from './commonKeys.ts';
import type { Findings } from './findings.ts';
import { type Place, put, reportAll, times } from './otherPlaces.ts';
import type { Region } from './region.ts';
import { quoted } from './words.ts';

export function duplicateIds({ shared, mixed }: Region, into: Findings): void {
  const byId = new Map<string, Place[]>();
  for (const { entity } of new Set([...shared.several('id')].flat())) {
    if (entity === undefined || mixed.has(entity.source.uri)) continue;
    for (const { source, id } of idsOf(entity))
      if (!id.text.startsWith('$name:')) put(byId, id.text, { source, at: id });
  }
  for (const [id, places] of byId) {
    if (places.length < 2) continue;
    const message = t(
      'The id {0} is given {1}; the cloud has one thing of each id. References mean the first.',
      quoted(id),
      times(places.length),
    );
    reportAll('duplicate-id', places, message, t('{0} is given here too', quoted(id)), into);
  }
}
