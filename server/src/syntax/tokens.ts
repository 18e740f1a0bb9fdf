import { createToken, Lexer, type TokenType } from 'chevrotain';
import { allProperties } from './properties.ts';
import { stringEnd } from './strings.ts';

// Classes of words, for places in the grammar where several kinds of words may stand.

/** A name or a cloud id: whatever may refer to something. */
export const Reference = createToken({ name: 'Reference', pattern: Lexer.NA });
/** Keywords are names too: they are reserved only where the grammar asks for them first. */
export const Name = createToken({ name: 'Name', pattern: Lexer.NA, categories: Reference });
/** Every word that may be meant as a date: all that begin with a digit. */
export const DateLike = createToken({ name: 'DateLike', pattern: Lexer.NA });
/** A word that may be meant as one address, however malformed. */
export const SingleAddress = createToken({ name: 'SingleAddress', pattern: Lexer.NA });

// Words. The lexer finds them all as `Word`; `classify` in lexer.ts says of which type each is.

export const Identifier = createToken({ name: 'Identifier', pattern: Lexer.NA, categories: Name });
export const CloudId = createToken({ name: 'CloudId', pattern: Lexer.NA, categories: Reference });
export const Int = createToken({ name: 'Int', pattern: Lexer.NA, categories: DateLike });
/** `1024-65535` in one word. */
export const IntRange = createToken({ name: 'IntRange', pattern: Lexer.NA, categories: DateLike });
export const Address = createToken({ name: 'Address', pattern: Lexer.NA, categories: [DateLike, SingleAddress] });
/** `10.0.0.1-10.0.0.9` in one word. */
export const AddressRange = createToken({ name: 'AddressRange', pattern: Lexer.NA, categories: DateLike });
export const DateWord = createToken({ name: 'DateWord', pattern: Lexer.NA, categories: [DateLike, SingleAddress] });
export const Dash = createToken({ name: 'Dash', pattern: Lexer.NA });
/** A word that the language does not know. */
export const Junk = createToken({ name: 'Junk', pattern: Lexer.NA });
/** A string literal that is not closed, or holds an invalid escape. */
export const BrokenText = createToken({ name: 'BrokenText', pattern: Lexer.NA });

const keywords = new Map<string, TokenType>();

function keyword(text: string): TokenType {
  const type = createToken({ name: `'${text}'`, pattern: Lexer.NA, categories: Name });
  keywords.set(text, type);
  return type;
}

export const Region = keyword('region');
export const Project = keyword('project');
export const Group = keyword('group');
export const Acl = keyword('acl');
export const Addresses = keyword('addresses');
export const Services = keyword('services');
export const Subnet = keyword('subnet');
export const Cvm = keyword('cvm');
export const Expect = keyword('expect');
export const Id = keyword('id');
export const Inbound = keyword('inbound');
export const Outbound = keyword('outbound');
export const Allow = keyword('allow');
export const Deny = keyword('deny');
export const From = keyword('from');
export const To = keyword('to');
export const Until = keyword('until');
export const All = keyword('all');
export const Tcp = keyword('tcp');
export const Udp = keyword('udp');
export const Icmp = keyword('icmp');
export const Icmpv6 = keyword('icmpv6');
export const Gre = keyword('gre');
export const Any = keyword('any');
export const Any6 = keyword('any6');
export const Self = keyword('self');
export const Internet = keyword('internet');
export const Interface = keyword('interface');
for (const { word } of allProperties) if (!keywords.has(word)) keyword(word);

/** All words that are keywords somewhere in the language. */
export const keywordTypes: readonly TokenType[] = [...keywords.values()];

/** The type of a word that is a keyword somewhere in the language. */
export function keywordOf(word: string): TokenType | undefined {
  return word.length <= 10 ? keywords.get(word) : undefined;
}

/** A keyword as it is written. */
export function wordOf({ name }: TokenType): string {
  return name.slice(1, -1);
}

// The types that the lexer itself distinguishes.

const Blank = createToken({ name: 'Blank', pattern: /[ \t\r\n]+/, group: Lexer.SKIPPED });
const WideBlank = createToken({ name: 'WideBlank', pattern: /\s+/, group: Lexer.SKIPPED });
const Comment = createToken({ name: 'Comment', pattern: /#[^\r\n]*/, group: 'comments' });
export const Open = createToken({ name: 'Open', pattern: '{' });
export const Close = createToken({ name: 'Close', pattern: '}' });
export const Comma = createToken({ name: 'Comma', pattern: ',' });

/** Found by a loop, because a regular expression keeps a place to return to for each escape and overflows on long strings. */
export const Text = createToken({
  name: 'Text',
  pattern: (text: string, offset: number): [string] | null =>
    text.charCodeAt(offset) === 0x22 ? [text.slice(offset, stringEnd(text, offset))] : null,
  start_chars_hint: ['"'],
  line_breaks: false,
});

/** Chevrotain groups characters above 255 by 255s: one of each group stands for all. */
const wordStarts = [...Array(257).keys(), ...Array.from({ length: 256 }, (_, drawer) => (drawer + 2) * 255)];

export const Word = createToken({
  name: 'Word',
  pattern: /[^\s{},"#]+/,
  start_chars_hint: wordStarts.filter((code) => !/[\t\n\r {},"#]/.test(String.fromCharCode(code))),
  line_breaks: false,
});

export const lexerTokens: TokenType[] = [Blank, WideBlank, Comment, Open, Close, Comma, Text, Word];

/** All types that the grammar's rules may name. */
export const grammarTokens: TokenType[] = [
  Reference,
  Name,
  DateLike,
  SingleAddress,
  Identifier,
  CloudId,
  Int,
  IntRange,
  Address,
  AddressRange,
  DateWord,
  Dash,
  Junk,
  BrokenText,
  Open,
  Close,
  Comma,
  Text,
  ...keywordTypes,
];
