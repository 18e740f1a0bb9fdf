import { EOF, type IToken } from 'chevrotain';
import { nextLine } from '#text/lines.ts';
import { countBefore } from '#util/sorted.ts';
import { lex } from './lexer.ts';

/**
 * Returned for every index behind the last token. Its offset is an integer: with another number, such as NaN, V8 would box the offsets of
 * all tokens and nodes, and the tree would be half as large again.
 */
const sentinel: IToken = { image: '', startOffset: 0, tokenType: EOF, tokenTypeIdx: EOF.tokenTypeIdx as number };

/** Chunks are small at first, so that an edit costs little, and double up to a size at which their tokens are still dropped while young. */
const smallest = 1 << 11;
const largest = 1 << 16;

interface Chunk {
  /** The index of its first token. */
  readonly first: number;
  readonly tokens: readonly IToken[];
}

/**
 * The tokens of a text, by index. They are lexed in chunks as they are asked for, and only the last two chunks are kept: the tokens of
 * a file of a million rules take more than its tree. A chunk that is asked for again is lexed again.
 */
export class TokenSource {
  private readonly text: string;
  /** Where each chunk that was lexed begins, in the text and in tokens; the last entry is where the next one will. */
  private readonly begins: { readonly offset: number; readonly index: number }[];
  private current: Chunk = { first: 0, tokens: [] };
  private previous: Chunk = this.current;
  private comments: IToken[] = [];
  private taken = 0;

  constructor(text: string, start: number) {
    this.text = text;
    this.begins = [{ offset: start, index: 0 }];
  }

  /** A source of tokens that were lexed before; the first of them has the index `first`. */
  static of(tokens: readonly IToken[], first = 0): TokenSource {
    const source = new TokenSource('', 0);
    source.current = { first, tokens };
    source.begins.push({ offset: 0, index: first + tokens.length });
    return source;
  }

  /** A source of some of the tokens, with their indexes, that ends behind them. */
  between(first: number, end: number): TokenSource {
    return TokenSource.of(
      Array.from({ length: end - first }, (_, i) => this.get(first + i)),
      first,
    );
  }

  /** The token of an index from 0 on; behind the last one, one that is of no type of the language. */
  get(index: number): IToken {
    return (
      this.current.tokens[index - this.current.first] ??
      this.previous.tokens[index - this.previous.first] ??
      this.fetch(index)
    );
  }

  isEnd(index: number): boolean {
    return this.get(index) === sentinel;
  }

  /** The comments before an offset that were not taken yet. The tokens before it must have been asked for. */
  takeComments(before: number): readonly IToken[] {
    const from = this.taken;
    while ((this.comments[this.taken]?.startOffset ?? before) < before) this.taken++;
    const found = this.comments.slice(from, this.taken);
    if (this.taken === this.comments.length) {
      this.comments = [];
      this.taken = 0;
    }
    return found;
  }

  private fetch(index: number): IToken {
    if (index < 0) return sentinel;
    let last = this.begins.at(-1);
    while (last !== undefined && last.index <= index && last.offset < this.text.length) {
      const size = Math.min(largest, smallest << Math.min(this.begins.length - 1, 10));
      const end = nextLine(this.text, last.offset + size);
      const { tokens, comments } = lex(this.text, last.offset, end);
      for (const comment of comments) this.comments.push(comment);
      this.keep({ first: last.index, tokens });
      last = { offset: end, index: last.index + tokens.length };
      this.begins.push(last);
    }
    if (last === undefined || index >= last.index) return sentinel;
    return this.current.tokens[index - this.current.first] ?? this.again(index);
  }

  /** Lexes a chunk once more. */
  private again(index: number): IToken {
    const chunk = countBefore(this.begins.length, (i) => (this.begins[i]?.index ?? 0) <= index) - 1;
    const [begin, end] = this.begins.slice(chunk, chunk + 2);
    if (begin === undefined || end === undefined) return sentinel;
    this.keep({ first: begin.index, tokens: lex(this.text, begin.offset, end.offset).tokens });
    return this.current.tokens[index - begin.index] ?? sentinel;
  }

  private keep(chunk: Chunk): void {
    // A chunk of blanks and comments must not push out one that is still looked back at.
    if (chunk.tokens.length === 0) return;
    this.previous = this.current;
    this.current = chunk;
  }
}
