import type { Model } from '#model/model.ts';
import { commas, t } from '#util/l10n.ts';

/** The regions in which something is declared. */
export function regionsOf(model: Model): ReadonlySet<string> {
  return new Set([...model.entities.values()].flatMap((each) => (each.builtin ? [] : [each.region])));
}

/** What is wrong with a region that was asked for: no file has it. */
export function regionFault(region: string | undefined, models: readonly Model[]): string | undefined {
  const known = new Set(models.flatMap(({ regions }) => [...regions.keys()]));
  if (region === undefined || known.has(region)) return undefined;
  const named = [...known].filter((name) => name !== 'default').map((name) => `'${name}'`);
  return named.length === 0
    ? t("No file mentions the region '{0}': the files name no region, so leave it out.", region)
    : t("No file mentions the region '{0}': the files have {1}.", region, commas(named));
}
