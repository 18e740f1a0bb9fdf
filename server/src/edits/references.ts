import type { Entity, Model } from '#model/model.ts';

/** How to refer to something from a region: by its name where that means it, else by its id. */
export function referTo(model: Model, entity: Entity, region: string): string | undefined {
  if (entity.name !== '' && model.regions.get(region)?.names.get(entity.name)?.key === entity.key) return entity.name;
  return entity.id;
}
