// Messages as JSON text. A key press changes one of a thousand diagnostics: the text of the others is kept with them.

import type { Diagnostic, Message } from 'vscode-languageserver';

const texts = new WeakMap<Diagnostic, string>();

/** The text of a diagnostic that will be sent more than once as the same object is kept from its first sending on. */
function textOf(diagnostic: Diagnostic): string {
  let text = texts.get(diagnostic);
  if (text === undefined) {
    text = JSON.stringify(diagnostic);
    texts.set(diagnostic, text);
  }
  return text;
}

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
