import type { Model } from '#model/model.ts';
import { commas, t } from '#util/l10n.ts';

/** What is wrong with a region that was asked for: no file of the models speaks of it. */
export function regionFault(region: string | undefined, models: readonly Model[]): string | undefined {
  const known = new Set(models.flatMap(({ regions }) => [...regions.keys()]));
  if (region === undefined || known.has(region)) return undefined;
  return t("No file mentions the region '{0}'. The files have {1}.", region, commas([...known]));
}
