/** Closes an exhaustive switch: a case that was forgotten is a compile error here, and a bug at run time. */
export function unreachable(value: never): never {
  throw new Error(`Unexpected value: ${String(value)}`);
}
