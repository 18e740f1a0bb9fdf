import { EmbeddedActionsParser, type IToken, type ParserMethod, type TokenType } from 'chevrotain';
import { TokenSource } from './tokenSource.ts';

/**
 * Thrown at the first token that does not fit, and caught by `attempt`. It carries no details: the parser's index is the place, and the
 * caller knows what was expected. Chevrotain's own errors list all that could have stood there, which takes a tenth of a millisecond
 * each, and a file may have a million of them.
 */
const mismatch = new Error('mismatch');

/** Chevrotain's parser, extended to read any rule from any token on, and to find out quickly that it does not fit. */
export class PieceParser extends EmbeddedActionsParser {
  private source = TokenSource.of([]);
  /** Chevrotain's place: the index of the last token that was used. */
  declare protected currIdx: number;

  constructor(tokens: TokenType[], { validate }: { readonly validate: boolean }) {
    super(tokens, { maxLookahead: 1, skipValidations: !validate });
  }

  /** Sets the tokens for the next attempts. */
  load(source: TokenSource): void {
    this.source = source;
  }

  /** Reads one piece that begins at the token of that index. Undefined where it does not fit; `index` is then the place where. */
  attempt<A extends unknown[], T>(piece: ParserMethod<A, T>, at: number, ...args: A): T | undefined {
    this.currIdx = at - 1;
    try {
      return piece.apply(this, args);
    } catch (error) {
      if (error !== mismatch) throw error;
      return undefined;
    }
  }

  /** The index of the first token that was not used. */
  get index(): number {
    return this.currIdx + 1;
  }

  /** Chevrotain looks at tokens through these two. */
  protected override LA_FAST(ahead: number): IToken {
    return this.source.get(this.currIdx + ahead);
  }

  protected override LA(ahead: number): IToken {
    return this.source.get(this.currIdx + ahead);
  }

  /** Chevrotain calls these when nothing fits, and around each root rule. They are replaced for the reason given at `mismatch`. */
  protected raiseNoAltException(): never {
    throw mismatch;
  }

  protected consumeInternalError(): never {
    throw mismatch;
  }

  protected onBeforeParse(): void {}

  protected onAfterParse(): void {}
}
