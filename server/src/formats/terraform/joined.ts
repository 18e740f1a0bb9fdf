// Strings made of several pieces, some of which may be ids or not known.

import { isUnknownPart, type StringValue, string, type Template, type Unknown, type Value } from './evaluated.ts';
import { type Budget, spend } from './steps.ts';

export type Piece = Template['parts'][number];

export const pieceOf = (value: StringValue | Template | Unknown): readonly Piece[] =>
  value.kind === 'template' ? value.parts : [value.kind === 'string' ? value.text : value];

/** The string that the pieces make. Texts that follow each other become one. */
export function joined(made: readonly Piece[], { budget }: { readonly budget: Budget }): Value {
  const parts: Piece[] = [];
  let open: string[] = [];
  const close = () => {
    if (open.length > 0) parts.push(open.join(''));
    open = [];
  };
  for (const piece of made) {
    if (typeof piece !== 'string') {
      close();
      parts.push(piece);
    } else if (piece !== '') {
      const spent = spend(budget, 1 + piece.length);
      if (spent !== undefined) return spent;
      open.push(piece);
    }
  }
  close();
  const [first = ''] = parts;
  if (parts.length < 2 && typeof first === 'string') return string(first);
  return parts.filter(isUnknownPart).find(({ fault }) => fault) ?? { kind: 'template', parts };
}
