// The texts that people read, in the language of their editor. The language is set once, before the first text, and holds for the life of
// the process. Where none is set, as on the command line, texts are English.

import * as l10n from '@vscode/l10n';

/** Translations by the English message, with its places `{0}`, `{1}` …; a message without one stays English. */
export type Texts = Readonly<Record<string, string>>;

export function speak(texts: Texts): void {
  l10n.config({ contents: { ...texts } });
}

/**
 * A message with its places filled. The English message is written out in each call, so that a test finds all of them. A brace that is not
 * a place cannot stand before a place: give it as an argument.
 */
export function t(message: string, ...values: readonly (string | number)[]): string {
  return l10n.t(message, ...values);
}

/** Marks a message in a table; the code that shows it calls `t`. */
export function message(text: string): string {
  return text;
}

/** The message for one or for many; `{0}` in both is the number. */
export function plural(number: number, one: string, many: string, ...values: readonly (string | number)[]): string {
  return t(number === 1 ? one : many, number, ...values);
}

/** `a, b and c`. */
export function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : t('{0} and {1}', commas(parts.slice(0, -1)), parts.at(-1) ?? '');
}

/** `a, b or c`. */
export function oneOf(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : t('{0} or {1}', commas(parts.slice(0, -1)), parts.at(-1) ?? '');
}

/** `a, b, c`. */
export function commas(parts: readonly string[]): string {
  return parts.join(t(', '));
}

/** `a; b`. */
export function semicolons(parts: readonly string[]): string {
  return parts.join(t('; '));
}
