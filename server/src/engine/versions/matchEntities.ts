// Which things of two models are the same: those with the same id, else those with the same name in the same region.

import { groupBy } from '#util/groupBy.ts';

export interface Match<E> {
  readonly before: E | undefined;
  readonly after: E | undefined;
}

interface Named {
  readonly name: string;
  readonly id?: string;
  readonly region: string;
}

/**
 * The pairs in the order of the newer model, those that are gone at the end. Two different ids are two things, whatever their names. What
 * is left over on both sides is matched by `likeness`, where that is given: it finds a thing without an id that was renamed.
 */
export function matchEntities<E extends Named>(
  before: readonly E[],
  after: readonly E[],
  likeness?: (entity: E, side: 'before' | 'after') => string,
): readonly Match<E>[] {
  const found = new Map<E, E>();
  const free = new Set(before);
  const pass = (keyOf: (entity: E, side: 'before' | 'after') => string | undefined, fits: (a: E, b: E) => boolean) => {
    const byKey = groupBy(free, (entity) => keyOf(entity, 'before'));
    for (const entity of after) {
      const key = keyOf(entity, 'after');
      if (found.has(entity) || key === undefined) continue;
      const candidates = byKey.get(key);
      const other = candidates?.find((candidate) => free.has(candidate) && fits(candidate, entity));
      if (other === undefined) continue;
      found.set(entity, other);
      free.delete(other);
    }
  };
  pass(
    ({ id }) => id,
    () => true,
  );
  pass(
    ({ region, name }) => JSON.stringify([region, name]),
    (a, b) => a.id === undefined || b.id === undefined,
  );
  if (likeness !== undefined) pass(likeness, (a, b) => a.id === undefined || b.id === undefined);
  return [
    ...after.map((entity) => ({ before: found.get(entity), after: entity })),
    ...[...free].map((entity) => ({ before: entity, after: undefined })),
  ];
}
