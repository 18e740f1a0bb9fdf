// What nothing uses: of `unused-group`, `unused-addresses` and `unused-services`.

import { cutBlock } from '#edits/cutBlock.ts';
import type { Entity, Model } from '#model/model.ts';
import type * as ast from '#syntax/ast.ts';
import { type Fix, type FixContext, fix } from './fix.ts';
import type { Region } from './region.ts';

/** Those of the entities that nothing uses, with their names. */
export function unusedAmong<E extends Model['groups' | 'addresses' | 'services'][number]>(
  { model, shared: { isUsed }, snapshots }: Region,
  entities: readonly E[],
): readonly { readonly entity: E; readonly name: ast.Name }[] {
  return entities.flatMap((entity) => {
    const { name } = entity.node;
    if (entity.builtin || name === undefined || isUsed(entity.key)) return [];
    return !snapshots.has(entity.source.uri) && isUsed(firstOfName(model, entity)) ? [] : [{ entity, name }];
  });
}

/** Of a name declared twice references mean the first, but nobody can say which of the two is meant to be used. */
function firstOfName(model: Model, entity: Entity): string {
  return model.regions.get(entity.region)?.names.get(entity.name)?.key ?? entity.key;
}

/** Takes the declaration out: no packet is decided otherwise without it. */
export function withoutDeclaration({ text, language, placed }: FixContext, title: string): readonly Fix[] {
  const node = placed.block.declaration;
  if (node === undefined) return [];
  return [fix(title, [cutBlock({ text, language, blockStart: placed.start, node })], { preferred: false })];
}
