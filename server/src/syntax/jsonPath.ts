import { countBefore } from '#util/sorted.ts';
import type { JsonTree, JsonValue } from './json.ts';

export type JsonPath = readonly (string | number)[];

/** The names and indexes that lead to the innermost value (or key) at an offset. */
export function pathAt(tree: JsonTree, offset: number): JsonPath {
  return placeAt(tree, offset).path;
}

/** The same with the innermost value that holds the offset. */
export function placeAt(tree: JsonTree, offset: number): { readonly path: JsonPath; readonly value?: JsonValue } {
  const path: (string | number)[] = [];
  let value = tree.root;
  if (value === undefined || offset < value.start || value.end < offset) return { path };
  for (;;) {
    const inner: JsonValue | undefined = step(value, offset, path);
    if (inner === undefined) return { path, value };
    value = inner;
  }
}

/** Goes into the part of a value that holds the offset. A key is part of the path, its value only where that holds the offset. */
function step(value: JsonValue, offset: number, path: (string | number)[]): JsonValue | undefined {
  if (value.kind === 'array') {
    const index = lastStartingAt(value.items, offset);
    const item = value.items[index];
    if (item === undefined || offset > item.end) return undefined;
    path.push(index);
    return item;
  }
  if (value.kind !== 'object') return undefined;
  const found = value.members[lastStartingAt(value.members, offset)];
  if (found === undefined || offset > (found.value?.end ?? found.end)) return undefined;
  path.push(found.key);
  return found.value !== undefined && offset >= found.value.start ? found.value : undefined;
}

function lastStartingAt(values: readonly { readonly start: number }[], offset: number): number {
  return countBefore(values.length, (i) => (values[i]?.start ?? 0) <= offset) - 1;
}

const MAX_SHOWN = 16;

/** `$.regions[0].SecurityGroupSet[2].SecurityGroupName`; of a very long path its two ends. */
export function showPath(path: JsonPath): string {
  const part = (step: string | number) => {
    if (typeof step === 'number') return `[${step}]`;
    return /^[A-Za-z_$][\w$-]*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
  };
  if (path.length <= MAX_SHOWN) return `$${path.map(part).join('')}`;
  const half = MAX_SHOWN / 2;
  return `$${path.slice(0, half).map(part).join('')}…${path.slice(-half).map(part).join('')}`;
}
