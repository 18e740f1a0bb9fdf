import { BUILTIN_TEXT } from '#model/builtins.ts';

/** What an editor shows, read only, for built-in names. */
export function builtinDocument(): string {
  return BUILTIN_TEXT;
}
