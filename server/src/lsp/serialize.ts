// Messages as JSON text. A key press changes one of a thousand diagnostics: the text of the others is kept with them.

import type { Diagnostic, Message } from 'vscode-languageserver';
import { memoOf } from '#util/memo.ts';

/** The text of a diagnostic that will be sent more than once as the same object is kept from its first sending on. */
const textOf = memoOf((diagnostic: Diagnostic): string => JSON.stringify(diagnostic));

const END = '"items":[]}}';

/** What `JSON.stringify` makes of the message. */
export function serialize(message: Message): string {
  const { result, ...rest } = message as Message & {
    readonly result?: { readonly kind?: unknown; readonly items?: readonly Diagnostic[] };
  };
  if (result?.kind !== 'full' || !Array.isArray(result.items)) return JSON.stringify(message);
  const around = JSON.stringify({ ...rest, result: { ...result, items: [] } });
  if (!around.endsWith(END)) return JSON.stringify(message);
  return `${around.slice(0, -3)}${result.items.map(textOf).join(',')}]}}`;
}
