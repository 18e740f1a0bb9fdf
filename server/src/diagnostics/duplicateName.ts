import { isName } from '#syntax/names.ts';
import { t } from '#util/l10n.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type Fix, type FixContext, fix, placedAt } from './fix.ts';
import { reportAll, times } from './otherPlaces.ts';
import type { Findings, Region } from './region.ts';
import { quoted } from './words.ts';

export function duplicateNames({ shared, snapshots, mixed }: Region, into: Findings): void {
  for (const bindings of shared.several('name')) {
    const places = bindings.flatMap(({ entity }) =>
      entity?.node.name === undefined || mixed.has(entity.source.uri)
        ? []
        : [{ source: entity.source, at: entity.node.name }],
    );
    const [first] = places;
    const region = bindings[0]?.region ?? '';
    // The cloud itself allows two groups of one name, so that a snapshot may hold them.
    if (first === undefined || places.length < 2 || places.every(({ source }) => snapshots.has(source.uri))) continue;
    const name = quoted(first.at.text);
    const message = t(
      '{0} is declared {1} in region {2}; references mean the first. Give each its own name.',
      name,
      times(places.length),
      quoted(region),
    );
    reportAll('duplicate-name', places, message, t('{0} is declared here too', name), into);
  }
}

/** Another name for all but the first: references mean that one. */
export function renameLater(context: FixContext, diagnostic: Diagnostic): readonly Fix[] {
  const entity = context.model.bindings.get(context.placed.block)?.entity;
  const names = entity && context.model.regions.get(entity.region)?.names;
  if (context.language === 'json' || !isName(entity?.name ?? '') || names?.get(entity?.name ?? '')?.key === entity?.key)
    return [];
  const newText = freeName(entity?.name ?? '', (name) => names?.has(name) === true);
  return [
    fix(t("Rename this one to '{0}'", newText), [{ ...placedAt(context, diagnostic), newText }], { preferred: false }),
  ];
}

function freeName(name: string, isTaken: (name: string) => boolean): string {
  let number = 2;
  while (isTaken(`${name}-${number}`)) number++;
  return `${name}-${number}`;
}
