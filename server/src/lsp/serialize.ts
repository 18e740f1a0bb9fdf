// Messages as JSON text. A key press changes one of a thousand diagnostics: the text of the others is kept with them.

import type { Diagnostic, Message } from 'vscode-languageserver';
import { memoOf } from '#util/memo.ts';

/** The text of a diagnostic that will be sent more than once as the same object is kept from its first sending on. */
const textOf = memoOf((diagnostic: Diagnostic): string => JSON.stringify(diagnostic));

/** What `JSON.stringify` makes of the message, with the items of a report at its end. */
export function serialize(message: Message): string {
  const { result, ...rest } = message as Message & {
    readonly result?: { readonly kind?: unknown; readonly items?: readonly Diagnostic[] };
  };
  if (result?.kind !== 'full' || !Array.isArray(result.items)) return JSON.stringify(message);
  const { items, ...about } = result;
  const report = objectText([...membersOf(about), ['items', `[${items.map(textOf).join(',')}]`]]);
  return objectText([...membersOf(rest), ['result', report]]);
}

type Member = readonly [name: string, text: string];

function membersOf(value: object): readonly Member[] {
  return Object.entries(value).flatMap(([name, member]) =>
    member === undefined ? [] : [[name, JSON.stringify(member)] as const],
  );
}

function objectText(members: readonly Member[]): string {
  return `{${members.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`;
}
