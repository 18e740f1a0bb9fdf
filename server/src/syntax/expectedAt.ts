// What may stand at a place of a file, as the grammar knows it: for completion.

import type { IToken, ParserMethod, TokenType } from 'chevrotain';
import { hasLineBreak, lineEnd } from '#text/lines.ts';
import type { Range } from '#text/range.ts';
import type * as ast from './ast.ts';
import { Grammar, type PropertyValue, type Statement } from './grammar.ts';
import { endOf, lex } from './lexer.ts';
import { meantAt, readAs } from './meant.ts';
import * as node from './nodes.ts';
import { is, newReader, type Place } from './reader.ts';
import { recover } from './recovery.ts';
import { TokenSource } from './tokenSource.ts';
import * as t from './tokens.ts';

/** One thing that may stand somewhere. */
export type Expected =
  /** A keyword of the file level. */
  | 'declaration'
  /** A name that is made up here. */
  | 'declared-name'
  | 'region-name'
  | 'project-name'
  /** A string: what a group is for, why there is a rule, what is expected. */
  | 'description'
  | '{'
  | '}'
  | ','
  /** The keyword `id`, and the id behind it. */
  | 'id-keyword'
  | 'id'
  /** `inbound` or `outbound`. */
  | 'direction'
  /** `allow` or `deny`. */
  | 'action'
  | 'service'
  /** A port, a range of ports or `all`. */
  | 'ports'
  | 'from'
  | 'to'
  | 'peer'
  | 'until'
  | 'date'
  | 'endpoint'
  /** What may stand in an addresses list: an address, block, range or another list. */
  | 'address-item'
  /** A keyword of a subnet or cvm. */
  | 'property'
  | PropertyValue
  /** An address of a cvm. */
  | 'machine-address';

export interface ExpectedAt {
  readonly expected: ReadonlySet<Expected>;
  /** The word at the place, as far as it is written; empty where there is none. */
  readonly word: Range;
  /** The innermost declaration whose braces, or line, the place is in. */
  readonly declaration?: ast.DeclarationKind;
  /** The direction, in a list of rules. */
  readonly direction?: ast.Direction;
  /** Whether it is in the braces of an interface. */
  readonly inInterface?: boolean;
  /** The words of the properties that the block has whose braces the place is in. */
  readonly properties: readonly string[];
}

/** What may stand at an offset of a text, however broken the text is. */
export function expectedAt(text: string, file: ast.File, offset: number): ExpectedAt {
  const nothing = { expected: new Set<Expected>(), properties: [], word: { start: offset, end: offset } };
  const start = blockStart(file, offset);
  const { tokens, comments } = lex(text.slice(start, lineEnd(text, offset)));
  const inside = (found: IToken) => start + found.startOffset < offset && offset <= start + endOf(found);
  if (comments.some(inside)) return nothing;
  const touched = tokens.find(inside);
  const isText = touched !== undefined && isA(touched, t.Text, t.BrokenText);
  if (isText && (touched.tokenTypeIdx === t.BrokenText.tokenTypeIdx || offset < start + endOf(touched))) return nothing;
  const isWord = touched !== undefined && !isText && !isA(touched, t.Open, t.Close, t.Comma);
  const word = isWord ? { start: start + touched.startOffset, end: start + endOf(touched) } : nothing.word;
  const before = tokens.filter((found) => start + endOf(found) <= word.start);
  return { ...expectedBehind(text.slice(start, word.start), before), word };
}

/** The start of the last block with a declaration that begins before an offset: one that is not closed may go on to there. */
function blockStart(file: ast.File, offset: number): number {
  const begun = file.blocks.findLast(
    ({ start, block }) => block.declaration !== undefined && start + block.declaration.start < offset,
  );
  return begun?.start ?? 0;
}

function isA(token: IToken, ...types: readonly TokenType[]): boolean {
  return types.some((type) => type.tokenTypeIdx === token.tokenTypeIdx);
}

function expectedBehind(text: string, tokens: readonly IToken[]): Omit<ExpectedAt, 'word'> {
  const assistant = theAssistant();
  const { place, kind } = placeBehind(assistant, text, tokens);
  const statement = tokens.slice(place.from);
  const rule = bodyRule(assistant, place.body);
  const isLong = statement.length > longStatement;
  let expected = isLong ? new Set<Expected>() : assistant.next(rule, kind, statement);
  if (expected.size === 0) expected = assistant.next(rule, kind, repaired(place, statement));
  if (expected.size === 0) expected = assistant.next(rule, kind, lastLine(text, statement));
  const last = statement.at(-1);
  const isNewLine = last !== undefined && hasLineBreak(text, endOf(last), text.length);
  // A statement that lacks something does not have to go on: the line may begin anew.
  if (isNewLine && !isA(last, t.Comma)) for (const each of assistant.next(rule, kind, [])) expected.add(each);
  const direction = place.body === 'list' ? place.direction : undefined;
  // There `id` is tried as a name, for which the grammar has to see what follows.
  const isItem = expected.has(place.body === 'addresses' ? 'address-item' : 'service');
  if ((place.body === 'addresses' || place.body === 'services') && isItem) {
    if (last !== undefined && isA(last, t.Id) && !isNewLine) expected = new Set(['id']);
    else expected.add('id-keyword');
  }
  if (direction !== undefined && expected.has('from') && expected.has('to'))
    expected.delete(direction === 'inbound' ? 'to' : 'from');
  return {
    expected,
    ...(kind && { declaration: kind }),
    ...(direction && { direction }),
    ...(place.body === 'interface' && { inInterface: true }),
    properties: propertiesOf(assistant, place.body),
  };
}

function propertiesOf({ properties, idStatement }: Grammar, body: Place['body']): readonly string[] {
  if (body !== 'subnet' && body !== 'cvm' && body !== 'interface') return [];
  const statements: readonly Statement[] = properties[body];
  return statements.flatMap((each) => (each === idStatement ? [] : t.wordOf(each.keyword)));
}

/** Of a statement with more tokens, only what decides is tried. */
const longStatement = 200;

/** The statement in which some tokens end, read as a damaged text is. */
function placeBehind(
  grammar: Grammar,
  text: string,
  tokens: readonly IToken[],
): { readonly place: Place; readonly kind: ast.DeclarationKind | undefined } {
  const source = TokenSource.of(tokens);
  grammar.load(source);
  let at = 0;
  let place: Place = { body: 'file', from: 0 };
  let kind: ast.DeclarationKind | undefined;
  while (at < tokens.length) {
    const reader = newReader(grammar, { text, source }, 0, at);
    const meant = meantAt(reader, at, grammar.fileStatements);
    if (meant !== undefined) readAs(reader, at, meant, '');
    if (!is(reader, at, ...grammar.fileKeywords)) {
      at++;
      place = { body: 'file', from: at };
      kind = undefined;
      continue;
    }
    const { declaration, next } = recover(reader, at);
    place = reader.place;
    kind = place.body === 'file' && place.from === next ? undefined : declaration.kind;
    at = Math.max(next, at + 1);
  }
  return { place, kind };
}

function bodyRule(grammar: Assistant, body: Place['body']) {
  switch (body) {
    case 'file':
      return grammar.file;
    case 'policies':
      return grammar.policyBody;
    case 'list':
      return grammar.listBody;
    case 'addresses':
      return grammar.addressesBody;
    case 'services':
      return grammar.servicesBody;
    case 'subnet':
      return grammar.subnetBody;
    case 'cvm':
      return grammar.cvmBody;
    case 'interface':
      return grammar.interfaceBody;
  }
}

/** A rule with something else in the place of what cannot be read before its word, and of all peers but the last. */
function repaired({ body }: Place, statement: readonly IToken[]): IToken[] {
  const isWord = (token: IToken) => isA(token, t.From, t.To);
  const word = body === 'file' ? statement.findLastIndex(isWord) : statement.findIndex(isWord);
  const action = statement[0];
  if (word < 0 || action === undefined || body === 'policies') return [];
  const before = body === 'list' ? [action, imagined(t.All)] : [];
  const last = statement.at(-1) as IToken;
  const after = statement.slice(word, word + 1);
  if (isWord(last) || isA(last, t.Comma)) return [...before, ...after];
  return [...before, ...after, imagined(t.Identifier)];
}

/** The tokens of the last line. */
function lastLine(text: string, statement: readonly IToken[]): IToken[] {
  let from = statement.length;
  let end = text.length;
  for (; from > 0; from--) {
    const token = statement[from - 1] as IToken;
    if (hasLineBreak(text, endOf(token), end)) break;
    end = token.startOffset;
  }
  return statement.slice(from);
}

function imagined(tokenType: TokenType): IToken {
  return { image: '', startOffset: 0, tokenType, tokenTypeIdx: tokenType.tokenTypeIdx as number };
}

const candidates = [t.CloudId, t.Int, t.Address, t.DateWord, t.Text, t.Open, t.Close, t.Comma, ...t.keywordTypes].map(
  imagined,
);

/** Tries each kind of token behind a statement, and sees in which rule it is used. */
class Assistant extends Grammar {
  private watched = -1;
  private usedIn: string | undefined;
  /** Chevrotain's name of the rule that is read. */
  declare private getCurrRuleFullName: () => string;

  next(
    rule: ParserMethod<[node.Draft], unknown>,
    kind: ast.DeclarationKind | undefined,
    statement: readonly IToken[],
  ): Set<Expected> {
    const expected = new Set<Expected>();
    const use = (candidate: IToken) => {
      this.watched = statement.length;
      this.usedIn = undefined;
      this.load(TokenSource.of([...statement, candidate]));
      this.problems = [];
      this.attempt(rule, 0, node.draft(blockKind(kind), imagined(t.Group), 0));
      return this.usedIn;
    };
    // Where a name may stand, keywords are names too.
    const named = use(imagined(t.Identifier));
    if (named !== undefined) add(expected, names.get(named) ?? this.propertyRules.get(named)?.expects);
    for (const candidate of candidates) {
      const usedIn = use(candidate);
      if (usedIn !== undefined && !(usedIn === named && isName(candidate)))
        add(expected, this.meaning(usedIn, candidate));
    }
    return expected;
  }

  private meaning(rule: string, token: IToken): Expected | undefined {
    const property = this.propertyRules.get(rule);
    if (property === undefined || isA(token, t.Comma)) return meaning(rule, token);
    return isA(token, property.keyword) ? 'property' : property.expects;
  }

  protected consumeToken(): void {
    this.currIdx++;
    if (this.currIdx === this.watched) this.usedIn = this.getCurrRuleFullName();
  }
}

function add(expected: Set<Expected>, one: Expected | undefined): void {
  if (one !== undefined) expected.add(one);
}

function isName(token: IToken): boolean {
  return t.Reference.categoryMatchesMap?.[token.tokenTypeIdx] === true;
}

function blockKind(kind: ast.DeclarationKind | undefined): node.BlockKind {
  return kind === undefined || kind === 'region' || kind === 'project' || kind === 'expect' || kind === 'interface'
    ? 'group'
    : kind;
}

/** What a name means in a rule that uses it. */
const names: ReadonlyMap<string, Expected> = new Map<string, Expected>([
  ['region', 'region-name'],
  ['project', 'project-name'],
  ...['groupHead', 'aclHead', 'addressesHead', 'servicesHead', 'subnetHead', 'cvmHead', 'interfaceHead'].map(
    (head): [string, Expected] => [head, 'declared-name'],
  ),
  ['service', 'service'],
  ['peer', 'peer'],
  ['endpoint', 'endpoint'],
  ['addressItem', 'address-item'],
]);

/** What another token means in a rule that uses it, of all but properties. */
function meaning(rule: string, token: IToken): Expected | undefined {
  if (isA(token, t.Comma)) return ',';
  if (isA(token, t.Open)) return '{';
  if (isA(token, t.Close)) return '}';
  switch (rule) {
    case 'project':
      return isA(token, t.Project) ? 'declaration' : 'project-name';
    case 'rule':
    case 'expectation':
      if (isA(token, t.Text)) return 'description';
      if (isA(token, t.From)) return 'from';
      if (isA(token, t.To)) return 'to';
      if (isA(token, t.Expect)) return 'declaration';
      return isA(token, t.Until) ? 'until' : 'date';
    case 'interfaceHead':
      return 'property';
    case 'id':
      return isA(token, t.Id) ? 'id-keyword' : 'id';
    case 'listHead':
      return 'direction';
    case 'action':
      return 'action';
    case 'service':
    case 'portService':
      return isA(token, t.All) && rule === 'portService' ? 'ports' : 'service';
    case 'port':
      return 'ports';
    case 'peer':
    case 'endpoint':
      return rule;
    case 'addressItem':
      return isA(token, t.Text) ? 'description' : 'address-item';
    case 'serviceItem':
      return 'description';
    case 'machineAddress':
      return 'machine-address';
    default:
      return isA(token, t.Text) ? 'description' : 'declaration';
  }
}

let assistant: Assistant | undefined;

function theAssistant(): Assistant {
  assistant ??= new Assistant();
  return assistant;
}
