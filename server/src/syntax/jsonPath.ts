import type { JsonTree, JsonValue } from './json.ts';

export type JsonPath = readonly (string | number)[];

/** The names and indexes that lead to the innermost value (or key) at an offset. */
export function pathAt(tree: JsonTree, offset: number): JsonPath {
  const path: (string | number)[] = [];
  let value: JsonValue | undefined = tree.root;
  while (value !== undefined && value.start <= offset && offset <= value.end) {
    if (value.kind === 'array') {
      const items: readonly JsonValue[] = value.items;
      const index = lastStartingAt(items, offset);
      const item: JsonValue | undefined = items[index];
      if (item === undefined || offset > item.end) return path;
      path.push(index);
      value = item;
    } else if (value.kind === 'object') {
      const found: { readonly key: string; readonly end: number; readonly value?: JsonValue } | undefined =
        value.members[lastStartingAt(value.members, offset)];
      if (found === undefined || offset > (found.value?.end ?? found.end)) return path;
      path.push(found.key);
      value = found.value !== undefined && offset >= found.value.start ? found.value : undefined;
    } else return path;
  }
  return path;
}

function lastStartingAt(values: readonly { readonly start: number }[], offset: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
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
