// Reads a damaged rule or expectation part by part, each part with its rule of the grammar. What can be read is kept: a rule whose service
// is broken still has its peers, which count as policies.

import type { ParserMethod, TokenType } from 'chevrotain';
import * as l10n from '#util/l10n.ts';
import { beginsAnew, beginsDeclaration, endBefore, type Surroundings, skipLine } from './anew.ts';
import type * as ast from './ast.ts';
import type { Grammar } from './grammar.ts';
import { misspelt } from './meant.ts';
import * as node from './nodes.ts';
import { atEnd, attempt, expected, is, type Reader, startsLine, token, unexpected } from './reader.ts';
import * as t from './tokens.ts';

interface Read<T> {
  readonly value: T;
  /** The index of the first token behind it. */
  readonly next: number;
}

/** How a rule differs from an expectation. */
interface Form {
  readonly around: Surroundings;
  /** Whether the next statement begins at an index, within the line too. */
  readonly isNext: (reader: Reader, at: number) => boolean;
  readonly peer: (grammar: Grammar) => ParserMethod<[], ast.Peer>;
  /** Whether a word that may be a name too goes on with the statement, which ends before `end`. */
  readonly endsPeers: (reader: Reader, at: number, end: number) => boolean;
  /** The words with which the statement may go on behind its peers. */
  readonly goesOn: readonly TokenType[];
  /** What may stand behind the peers. */
  readonly behindPeers: readonly TokenType[];
  /** What is expected, for messages. */
  readonly words: Record<'peer' | 'peerAfter' | 'peerBeforeComma' | 'morePeers' | 'end', string>;
}

const ruleForm: Form = {
  around: 'policies',
  isNext: (reader, at) => is(reader, at, t.Allow, t.Deny),
  peer: ({ peer }) => peer,
  endsPeers: (reader, at) => is(reader, at, t.Until) && is(reader, at + 1, t.DateLike),
  goesOn: [t.Until],
  behindPeers: [t.Until, t.Text, t.BrokenText],
  words: {
    peer: l10n.message('a peer: an address or block, any, any6, self or a name'),
    peerAfter: l10n.message("a peer after '{0}'"),
    peerBeforeComma: l10n.message("a peer before ','"),
    morePeers: l10n.message("',' or the end of the rule"),
    end: l10n.message('the end of the rule'),
  },
};

const expectationForm: Form = {
  around: 'file',
  isNext: (reader, at) => beginsDeclaration(reader, at, 'list'),
  peer: ({ endpoint }) => endpoint,
  endsPeers: (reader, at, end) => is(reader, at, t.To) && !is(reader, at + 1, t.Comma, t.To) && at + 1 < end,
  goesOn: [t.To],
  behindPeers: [t.To, t.Text, t.BrokenText],
  words: {
    peer: l10n.message('an endpoint: an address or block, any, any6, internet or a name'),
    peerAfter: l10n.message("an endpoint after '{0}'"),
    peerBeforeComma: l10n.message("an endpoint before ','"),
    morePeers: l10n.message("',' or the end of the endpoints"),
    end: l10n.message('the end of the expectation'),
  },
};

/** A rule or expectation while it is read. */
interface Statement {
  readonly reader: Reader;
  readonly form: Form;
  /** The index of the first token that cannot be of it: a brace closes what is around it, or something begins anew. */
  readonly end: number;
}

function statementAt(reader: Reader, from: number, form: Form): Statement {
  let end = from + 1;
  while (!atEnd(reader, end) && !is(reader, end, t.Close) && !beginsAnew(reader, end, form.around)) end++;
  return { reader, form, end };
}

/** The rule whose action stands at an index. */
export function recoverRule(reader: Reader, from: number, direction: ast.Direction): Read<ast.Rule> {
  const rule = statementAt(reader, from, ruleForm);
  const whole = attempt(reader, reader.grammar.rule, from);
  const behind = reader.grammar.index;
  const isWhole = behind === rule.end || (behind < rule.end && ruleForm.isNext(reader, behind));
  if (whole !== undefined && isWhole) return { value: whole, next: behind };
  const action = token(reader, from);
  const damage = reader.problems.length;
  const expectedWord = direction === 'inbound' ? t.From : t.To;
  const read = recoverService(rule, from + 1, `'${action.image}'`, expectedWord, () =>
    l10n.t("'{0}' and a peer after the service", t.wordOf(expectedWord)),
  );
  let { at } = read;
  let word: ast.Word | undefined;
  let peers: readonly ast.Peer[] = [];
  if (is(reader, at, t.From, t.To)) {
    word = node.word(token(reader, at), reader.base);
    ({ value: peers, next: at } = recoverPeers(rule, at + 1));
  }
  let until: ast.DateText | undefined;
  if (is(reader, at, t.Until)) {
    at++;
    if (is(reader, at, t.DateLike)) until = node.name(token(reader, at++), reader.base);
    else {
      expected(reader, at, l10n.t("a day such as 2027-03-31 after 'until'"));
      at = skipTo(rule, at, t.Text, t.BrokenText);
    }
  }
  const { value: description, next } = recoverText(reader, at);
  const value = node.rule(action, { service: read.service, word, peers, until, description }, reader.base);
  return { value, next: recoverEnd(rule, next, damage) };
}

/** The expectation whose keyword stands at an index. */
export function recoverExpectation(reader: Reader, from: number): Read<ast.Expectation> {
  const statement = statementAt(reader, from, expectationForm);
  const damage = reader.problems.length;
  const sides: { from: readonly ast.Peer[]; to: readonly ast.Peer[] } = { from: [], to: [] };
  const afterService = () => l10n.t("'from' and an endpoint after the service");
  let action: ast.Action = 'allow';
  let service: ast.Service | undefined;
  let at = from + 1;
  if (is(reader, at, t.Allow, t.Deny) && !startsLine(reader, at)) {
    action = node.actionOf(token(reader, at));
    ({ service, at } = recoverService(statement, at + 1, `'${action}'`, t.From, afterService));
  } else {
    expected(reader, at, l10n.t("'allow' or 'deny' after 'expect'"), misspelt(reader, at, t.Allow, t.Deny));
    at = skipTo(statement, at, t.From, t.To, t.Text);
  }
  for (const side of ['from', 'to'] as const) {
    if (is(reader, at, side === 'from' ? t.From : t.To)) {
      ({ value: sides[side], next: at } = recoverPeers(statement, at + 1));
    } else if (at < statement.end || reader.problems.length === damage) {
      expected(reader, at, side === 'from' ? afterService() : l10n.t("'to' and an endpoint"));
      at = skipTo(statement, at, t.To, t.Text, t.BrokenText);
    }
  }
  const { value: name, next } = recoverText(reader, at);
  const value = node.expectation(token(reader, from), { action, service, ...sides, name }, reader.base);
  return { value, next: recoverEnd(statement, next, damage) };
}

/**
 * The service up to the direction word. If something else stands between the two, all before the word was meant as a service, which is
 * broken then; if there is no direction word, the service is kept.
 */
function recoverService(statement: Statement, from: number, before: string, direction: TokenType, after: () => string) {
  const { reader, end } = statement;
  const isWord = is(reader, from, t.From, t.To) && !is(reader, from + 1, t.From, t.To);
  if (isWord || from >= end) {
    expected(reader, from, l10n.t('a service after {0}', before));
    return { service: undefined, at: from };
  }
  const service = attempt(reader, reader.grammar.service, from);
  let at = reader.grammar.index;
  if (service !== undefined && is(reader, at, t.From, t.To)) return { service, at };
  if (service?.kind === 'name' && is(reader, at, t.Int, t.IntRange) && !startsLine(reader, at)) {
    unexpected(reader, from, l10n.t("'tcp' or 'udp' before a port"), { meant: misspelt(reader, from, t.Tcp, t.Udp) });
  } else if (service !== undefined) {
    expected(reader, at, after(), misspelt(reader, at, direction));
  } else {
    expected(reader, at, at > from ? portAfter(reader, at) : l10n.t(SERVICE));
  }
  at = skipTo(statement, at, t.From, t.To);
  return { service: is(reader, at, t.From, t.To) ? undefined : service, at };
}

export const SERVICE = l10n.message('a service: all, tcp or udp with ports, icmp, icmpv6, gre or a name');

/** What is missing where a service breaks off behind its first word: only ports go on. */
export function portAfter(reader: Reader, at: number): string {
  return l10n.t("a port after '{0}'", token(reader, at - 1).image);
}

/** Peers of a rule, or endpoints of an expectation, behind their word. */
function recoverPeers(statement: Statement, from: number): Read<ast.Peer[]> {
  const { reader, end, form } = statement;
  const peers: ast.Peer[] = [];
  let at = from;
  for (;;) {
    if (at >= end || is(reader, at, t.Text, t.BrokenText) || form.endsPeers(reader, at, end)) {
      expected(reader, at, l10n.t(form.words.peerAfter, token(reader, at - 1).image));
      return { value: peers, next: at };
    }
    if (is(reader, at, t.Comma)) {
      unexpected(reader, at, l10n.t(form.words.peerBeforeComma));
      at++;
      continue;
    }
    const peer = attempt(reader, form.peer(reader.grammar), at);
    if (peer === undefined) {
      const { start } = node.rangeOf(token(reader, at), reader.base);
      unexpected(reader, at, l10n.t(form.words.peer));
      at = skipTo(statement, at + 1, t.Comma, ...form.behindPeers);
      peers.push({ kind: 'broken', start, end: endBefore(reader, at) });
    } else {
      peers.push(peer);
      at++;
      if (!isOver(statement, at) && !is(reader, at, t.Comma, ...form.behindPeers)) {
        unexpected(reader, at, l10n.t(form.words.morePeers), { meant: misspelt(reader, at, ...form.goesOn) });
        at = skipTo(statement, at, t.Comma, ...form.behindPeers);
      }
    }
    if (!is(reader, at, t.Comma)) return { value: peers, next: at };
    at++;
  }
}

/** Whether the statement can end before an index: with its line, or where the next one begins on the same. */
function isOver(statement: Statement, at: number): boolean {
  if (at >= statement.end) return at === statement.end;
  return statement.form.isNext(statement.reader, at) || startsLine(statement.reader, at);
}

function recoverText(reader: Reader, at: number): Read<ast.Text | undefined> {
  if (is(reader, at, t.Text)) return { value: node.text(token(reader, at), reader.base), next: at + 1 };
  if (!is(reader, at, t.BrokenText)) return { value: undefined, next: at };
  unexpected(reader, at, l10n.t('a description'));
  return { value: undefined, next: at + 1 };
}

/** Skips the rest of the line, and further lines as long as they continue the damaged statement. */
function recoverEnd(statement: Statement, from: number, damage: number): number {
  const { reader, form, end } = statement;
  let at = from;
  let isDamaged = reader.problems.length > damage;
  if (!isOver(statement, at)) {
    expected(reader, at, l10n.t(form.words.end));
    at = skipLine(reader, at, form.around);
    isDamaged = true;
  }
  while (isDamaged && at < end && startsLine(reader, at)) {
    if (!is(reader, at - 1, t.Comma) && !is(reader, at, t.Comma, t.From, t.To, t.Until, t.Text, t.BrokenText)) break;
    at = skipLine(reader, at, form.around);
  }
  return at;
}

/** The next token of one of the types on the rest of the line, or the end of it. A direction word may begin the next line. */
function skipTo({ reader, end }: Statement, from: number, ...types: readonly TokenType[]): number {
  let at = from;
  while (at < end && !is(reader, at, ...types) && !startsLine(reader, at)) at++;
  return at;
}
