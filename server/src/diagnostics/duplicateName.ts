import { t } from '#util/l10n.ts';
import type { Findings } from './findings.ts';
import { reportAll, times } from './otherPlaces.ts';
import type { Region } from './region.ts';
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
