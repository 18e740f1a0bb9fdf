// What may stand behind some tokens, as the grammar knows it: each kind of token is tried there.

import type { IToken, ParserMethod, TokenType } from 'chevrotain';
import { once } from '#util/memo.ts';
import type * as ast from './ast.ts';
import { Grammar } from './grammar.ts';
import * as node from './nodes.ts';
import type { Property, PropertyRole } from './properties.ts';
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
  /** The value of a property. */
  | PropertyRole
  | 'vpc'
  | 'cidr'
  /** An address of a cvm. */
  | 'machine-address';

export function isA(token: IToken, ...types: readonly TokenType[]): boolean {
  return types.some((type) => type.tokenTypeIdx === token.tokenTypeIdx);
}

/** A token of a type, for one that is not written. */
export function imagined(tokenType: TokenType): IToken {
  return { image: '', startOffset: 0, tokenType, tokenTypeIdx: tokenType.tokenTypeIdx as number };
}

const candidates = [t.CloudId, t.Int, t.Address, t.DateWord, t.Text, t.Open, t.Close, t.Comma, ...t.keywordTypes].map(
  imagined,
);

/** Tries each kind of token behind a statement, and sees in which rule it is used. */
export class Assistant extends Grammar {
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
    if (named !== undefined) add(expected, names.get(named) ?? expectedValue(this.propertyRules.get(named)?.property));
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
    return isA(token, property.keyword) ? 'property' : expectedValue(property.property);
  }

  protected consumeToken(): void {
    this.currIdx++;
    if (this.currIdx === this.watched) this.usedIn = this.getCurrRuleFullName();
  }
}

/** What is expected behind the word of a property. Addresses have a rule of their own, which says it. */
function expectedValue(property: Property | undefined): Expected | undefined {
  if (property === undefined) return undefined;
  if ('role' in property) return property.role;
  return property.value === 'vpc' ? 'vpc' : property.value === 'block' ? 'cidr' : undefined;
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

/** Made when completion is asked for the first time: making a grammar takes some milliseconds. */
export const theAssistant = once(() => new Assistant());
