import { endOf, lex } from '#syntax/lexer.ts';
import * as tokens from '#syntax/tokens.ts';
import type { Range } from '#text/range.ts';

/** What a token is by its letters alone. */
export const lexicalTypes = ['keyword', 'string', 'number', 'comment', 'operator', 'variable'] as const;
export type LexicalType = (typeof lexicalTypes)[number];

export interface LexicalToken extends Range {
  readonly type: LexicalType;
}

/** All tokens and comments of a text of the rule language, in their order. A word that is no keyword is a variable. */
export function lexicalTokens(text: string): readonly LexicalToken[] {
  const found = lex(text);
  return [
    ...found.comments.map((comment) => ({ start: comment.startOffset, end: endOf(comment), type: 'comment' as const })),
    ...found.tokens.map((token) => ({
      start: token.startOffset,
      end: endOf(token),
      type: types.get(token.tokenTypeIdx) ?? ('variable' as const),
    })),
  ].sort((a, b) => a.start - b.start);
}

const types: ReadonlyMap<number, LexicalType> = new Map(
  (
    [
      ['keyword', tokens.keywordTypes],
      ['string', [tokens.Text, tokens.BrokenText]],
      ['number', [tokens.Int, tokens.IntRange, tokens.Address, tokens.AddressRange, tokens.DateWord]],
      ['operator', [tokens.Dash, tokens.Open, tokens.Close, tokens.Comma]],
    ] as const
  ).flatMap(([type, of]) => of.map((each) => [each.tokenTypeIdx as number, type] as const)),
);
