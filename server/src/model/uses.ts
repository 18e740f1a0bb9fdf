import { addTo } from '#util/groupBy.ts';
import { memoOf } from '#util/memo.ts';
import type { Binding, Model, Reference } from './model.ts';

/** One reference to an entity, and the block in which it stands. */
export interface Use {
  readonly binding: Binding;
  readonly reference: Reference;
}

/** Every reference to the entity of a key, broken ones that still know their target among them, in the order of files and lines. */
export function usesOf(model: Model, key: string): readonly Use[] {
  return indexOf(model).get(key) ?? [];
}

const indexOf = memoOf((model: Model): ReadonlyMap<string, readonly Use[]> => {
  const index = new Map<string, Use[]>();
  for (const binding of model.bindings.values()) {
    for (const reference of binding.references) {
      if (reference.target === undefined) continue;
      addTo(index, reference.target, { binding, reference });
    }
  }
  return index;
});

/** Where something else names it. Not included: members of a group, which are no references, and names in the entity's own declaration. */
export function referencesTo(model: Model, key: string): readonly Use[] {
  return usesOf(model, key).filter(
    ({ binding, reference }) => reference.role !== 'cvm-group' && binding.entity?.key !== key,
  );
}
