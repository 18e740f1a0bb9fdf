import type { Binding, Model, Reference } from './model.ts';

/** One reference to an entity, and the block in which it stands. */
export interface Use {
  readonly binding: Binding;
  readonly reference: Reference;
}

const indexes = new WeakMap<Model, ReadonlyMap<string, readonly Use[]>>();

/** Every reference to the entity of a key, broken ones that still know their target among them, in the order of files and lines. */
export function usesOf(model: Model, key: string): readonly Use[] {
  let index = indexes.get(model);
  if (index === undefined) {
    index = indexUses(model);
    indexes.set(model, index);
  }
  return index.get(key) ?? [];
}

function indexUses(model: Model): ReadonlyMap<string, readonly Use[]> {
  const index = new Map<string, Use[]>();
  for (const binding of model.bindings.values()) {
    for (const reference of binding.references) {
      if (reference.target === undefined) continue;
      const use = { binding, reference };
      const known = index.get(reference.target);
      if (known === undefined) index.set(reference.target, [use]);
      else known.push(use);
    }
  }
  return index;
}
