import { addTo } from '#util/groupBy.ts';
import { t } from '#util/l10n.ts';
import { idsOf } from './commonKeys.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type Fix, type FixContext, fix } from './fix.ts';
import { type Place, reportAll, times } from './otherPlaces.ts';
import type { Findings, Region } from './region.ts';
import { cutOfId } from './removeReference.ts';
import { quoted } from './words.ts';

export function duplicateIds({ shared, mixed }: Region, into: Findings): void {
  const byId = new Map<string, Place[]>();
  for (const { entity } of new Set([...shared.several('id')].flat())) {
    if (entity === undefined || mixed.has(entity.source.uri)) continue;
    for (const { source, id } of idsOf(entity))
      if (!id.text.startsWith('$name:')) addTo(byId, id.text, { source, at: id });
  }
  for (const [id, places] of byId) {
    if (places.length < 2) continue;
    const message = t(
      'The id {0} is given {1}; references mean the first. Give each thing the id that it has in the cloud.',
      quoted(id),
      times(places.length),
    );
    reportAll('duplicate-id', places, message, t('{0} is given here too', quoted(id)), into);
  }
}

/** Takes the id off all but the first: references mean that one. */
export function removeId({ model, language, text, placed }: FixContext, { start }: Diagnostic): readonly Fix[] {
  const entity = model.bindings.get(placed.block)?.entity;
  const id = entity && idsOf(entity).find((each) => each.id.start === start)?.id;
  if (language === 'json' || entity === undefined || id === undefined) return [];
  const first = model.ids.get(id.text);
  if (first === undefined || first.key === entity.key) return [];
  const cut = cutOfId({ text, blockStart: placed.start, name: id });
  return cut === undefined ? [] : [fix(t('Remove the id here'), [{ ...cut, newText: '' }], { preferred: false })];
}
