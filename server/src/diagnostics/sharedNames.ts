// What several declarations have in common (a name, an id, an address), and how often each thing is used. When a block changes, only that
// block is looked at again.

import type { Binding, Model } from '#model/model.ts';

export interface Shared {
  /** Whether anything but itself refers to the entity of that key. */
  readonly isUsed: (key: string) => boolean;
  /** The groups of bindings that have a name, an id or an address in common, in the order of the model. */
  readonly several: (kind: SharedKind) => Iterable<readonly Binding[]>;
}

export type SharedKind = 'name' | 'id' | 'address';

export interface SharedNames {
  /** For models one after the other, which mostly have the same bindings. */
  of(model: Model): Shared;
}

/** `keysOf` says what a binding may have in common with others. */
export function sharedNames(keysOf: Readonly<Record<SharedKind, (binding: Binding) => Iterable<string>>>): SharedNames {
  const kinds = ['name', 'id', 'address'] as const;
  const known = new Set<Binding>();
  const uses = new Map<string, number>();
  const buckets = { name: newBuckets(), id: newBuckets(), address: newBuckets() };
  let current: Model | undefined;

  function change(binding: Binding, by: 1 | -1): void {
    for (const key of targetsOf(binding)) {
      const count = (uses.get(key) ?? 0) + by;
      if (count === 0) uses.delete(key);
      else uses.set(key, count);
    }
    for (const kind of kinds) for (const key of keysOf[kind](binding)) put(buckets[kind], key, binding, by);
  }

  return {
    of(model) {
      if (model !== current) {
        const now = new Set(model.bindings.values());
        for (const binding of known) {
          if (now.has(binding)) continue;
          known.delete(binding);
          change(binding, -1);
        }
        for (const binding of now) {
          if (known.has(binding)) continue;
          known.add(binding);
          change(binding, 1);
        }
        current = model;
      }
      return {
        isUsed: (key) => uses.has(key),
        *several(kind) {
          const { byKey, several } = buckets[kind];
          if (several.size === 0) return;
          const order = new Map([...model.bindings.values()].map((binding, i) => [binding, i]));
          for (const key of several)
            yield [...(byKey.get(key) ?? [])].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
        },
      };
    },
  };
}

interface Buckets {
  readonly byKey: Map<string, Set<Binding>>;
  /** The keys of those that hold more than one. */
  readonly several: Set<string>;
}

function newBuckets(): Buckets {
  return { byKey: new Map(), several: new Set() };
}

function put({ byKey, several }: Buckets, key: string, binding: Binding, by: 1 | -1): void {
  const bucket = byKey.get(key) ?? new Set();
  if (by === 1) bucket.add(binding);
  else bucket.delete(binding);
  if (bucket.size === 0) byKey.delete(key);
  else byKey.set(key, bucket);
  if (bucket.size > 1) several.add(key);
  else several.delete(key);
}

/** The keys of what a binding refers to, without its own: `self`, or a list that contains itself, is not a use. */
function targetsOf({ references, entity }: Binding): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const { target } of references) if (target !== undefined) keys.add(target);
  if (entity !== undefined) keys.delete(entity.key);
  return keys;
}
