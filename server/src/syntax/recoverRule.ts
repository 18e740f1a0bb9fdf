// Reads a damaged rule or expectation piece by piece. What can be read is kept: a rule without a readable service still has its peers,
// which count as policies.

import * as l10n from '#util/l10n.ts';
import { beginsAnew, beginsDeclaration, type Surroundings, skipLine } from './anew.ts';
import type * as ast from './ast.ts';
import * as node from './nodes.ts';
import { atEnd, attempt, expected, is, type Reader, startsLine, token, unexpected } from './reader.ts';
import * as t from './tokens.ts';

interface Read<T> {
  readonly value: T;
  /** The index of the first token behind it. */
  readonly next: number;
}

/** The rule whose action stands at an index. */
export function recoverRule(reader: Reader, from: number, direction: ast.Direction): Read<ast.Rule> {
  const action = token(reader, from);
  const word = direction === 'inbound' ? 'from' : 'to';
  const damage = reader.problems.length;
  const read = recoverService(reader, from + 1, 'policies', `'${action.image}'`, (): string =>
    l10n.t("'{0}' and a peer after the service", word),
  );
  let at = read.at;
  let written: ast.Word | undefined;
  let peers: readonly ast.Peer[] = [];
  if (is(reader, at, t.From, t.To)) {
    written = node.word(token(reader, at), reader.base);
    const list = recoverPeers(reader, at + 1, 'policies');
    peers = list.value;
    at = list.next;
  }
  let until: ast.DateText | undefined;
  if (is(reader, at, t.Until)) {
    at++;
    if (is(reader, at, t.DateLike)) until = node.name(token(reader, at++), reader.base);
    else at = missing(reader, at, l10n.t("a day such as 2027-03-31 after 'until'"), 'policies', [t.Text, t.BrokenText]);
  }
  const end = recoverText(reader, at);
  at = recoverEnd(reader, end.next, 'policies', reader.problems.length > damage);
  return {
    value: node.rule(
      action,
      { service: read.service, word: written, peers, until, description: end.value },
      reader.base,
    ),
    next: at,
  };
}

/** The expectation whose keyword stands at an index. */
export function recoverExpectation(reader: Reader, from: number): Read<ast.Expectation> {
  let at = from + 1;
  const damage = reader.problems.length;
  const draft: { action: ast.Action; service?: ast.Service; from: readonly ast.Peer[]; to: readonly ast.Peer[] } = {
    action: 'allow',
    from: [],
    to: [],
  };
  if (is(reader, at, t.Allow, t.Deny) && !startsLine(reader, at)) {
    draft.action = node.actionOf(token(reader, at));
    at++;
  } else {
    expected(reader, at, l10n.t("'allow' or 'deny' after 'expect'"));
    at = skipTo(reader, at, 'file', [t.From, t.To, t.Text]);
  }
  if (reader.problems.length === damage) {
    const read = recoverService(reader, at, 'file', `'${draft.action}'`, endpointAfterService);
    if (read.service !== undefined) draft.service = read.service;
    at = read.at;
  }
  for (const side of ['from', 'to'] as const) {
    if (is(reader, at, side === 'from' ? t.From : t.To)) {
      const list = recoverPeers(reader, at + 1, 'file');
      draft[side] = list.value;
      at = list.next;
    } else if (!stops(reader, at, 'file') || reader.problems.length === damage) {
      expected(reader, at, side === 'from' ? endpointAfterService() : l10n.t("'to' and an endpoint"));
      at = skipTo(reader, at, 'file', [t.To, t.Text, t.BrokenText]);
    }
  }
  const end = recoverText(reader, at);
  at = recoverEnd(reader, end.next, 'file', reader.problems.length > damage);
  return {
    value: node.expectation(token(reader, from), { service: undefined, ...draft, name: end.value }, reader.base),
    next: at,
  };
}

function endpointAfterService(): string {
  return l10n.t("'from' and an endpoint after the service");
}

/** Whether nothing of the statement can stand here any more. */
function stops(reader: Reader, at: number, around: Surroundings): boolean {
  return atEnd(reader, at) || is(reader, at, t.Close) || beginsAnew(reader, at, around);
}

/**
 * The service up to the direction word. If the word comes, but not right after the service, then what stands before it was meant as a
 * service and cannot be read; if no word comes, the service may stand.
 */
function recoverService(reader: Reader, from: number, around: Surroundings, before: string, after: () => string) {
  let at = from;
  let service: ast.Service | undefined;
  const isWord = is(reader, at, t.From, t.To) && !is(reader, at + 1, t.From, t.To);
  if (isWord || stops(reader, at, around)) {
    expected(reader, at, l10n.t('a service after {0}', before));
    return { service, at };
  }
  service = attempt(reader, reader.grammar.service, at);
  at = reader.grammar.index;
  if (service !== undefined && is(reader, at, t.From, t.To)) return { service, at };
  expected(
    reader,
    at,
    service === undefined ? l10n.t('a service: all, tcp or udp with ports, icmp, icmpv6, gre or a name') : after(),
  );
  at = skipTo(reader, at, around, [t.From, t.To]);
  return { service: is(reader, at, t.From, t.To) ? undefined : service, at };
}

/** Peers of a rule, or endpoints of an expectation, behind their word. */
function recoverPeers(reader: Reader, from: number, around: Surroundings): Read<ast.Peer[]> {
  const isRule = around === 'policies';
  const ends = isRule ? [t.Comma, t.Until, t.Text, t.BrokenText] : [t.Comma, t.To, t.Text, t.BrokenText];
  const peers: ast.Peer[] = [];
  let at = from;
  for (;;) {
    if (stops(reader, at, around) || is(reader, at, t.Text, t.BrokenText) || endsPeers(reader, at, isRule)) {
      const before = token(reader, at - 1).image;
      expected(reader, at, isRule ? l10n.t("a peer after '{0}'", before) : l10n.t("an endpoint after '{0}'", before));
      return { value: peers, next: at };
    }
    if (is(reader, at, t.Comma)) {
      unexpected(reader, at, isRule ? l10n.t("a peer before ','") : l10n.t("an endpoint before ','"));
      at++;
      continue;
    }
    const peer = attempt(reader, isRule ? reader.grammar.peer : reader.grammar.endpoint, at);
    if (peer === undefined) {
      const first = token(reader, at);
      unexpected(
        reader,
        at,
        isRule
          ? l10n.t('a peer: an address or block, any, any6, self or a name')
          : l10n.t('an endpoint: an address or block, any, any6, internet or a name'),
      );
      at = skipTo(reader, at + 1, around, ends);
      peers.push({
        kind: 'broken',
        start: first.startOffset - reader.base,
        end: node.rangeOf(token(reader, at - 1), reader.base).end,
      });
    } else {
      peers.push(peer);
      at = reader.grammar.index;
      if (!isOver(reader, at, around) && !is(reader, at, ...ends) && !startsLine(reader, at)) {
        unexpected(
          reader,
          at,
          isRule ? l10n.t("',' or the end of the rule") : l10n.t("',' or the end of the endpoints"),
        );
        at = skipTo(reader, at, around, ends);
      }
    }
    if (!is(reader, at, t.Comma)) return { value: peers, next: at };
    at++;
  }
}

/** Whether the statement can end here: before the next one, on the same line too. */
function isOver(reader: Reader, at: number, around: Surroundings): boolean {
  if (stops(reader, at, around)) return true;
  return around === 'policies' ? is(reader, at, t.Allow, t.Deny) : beginsDeclaration(reader, at, 'list');
}

/** Whether a word that may be a name too goes on with the statement. */
function endsPeers(reader: Reader, at: number, isRule: boolean): boolean {
  return isRule
    ? is(reader, at, t.Until) && is(reader, at + 1, t.DateLike)
    : is(reader, at, t.To) && !is(reader, at + 1, t.Comma, t.To) && !stops(reader, at + 1, 'file');
}

function recoverText(reader: Reader, at: number): Read<ast.Text | undefined> {
  if (is(reader, at, t.Text)) return { value: node.text(token(reader, at), reader.base), next: at + 1 };
  if (!is(reader, at, t.BrokenText)) return { value: undefined, next: at };
  unexpected(reader, at, l10n.t('a description'));
  return { value: undefined, next: at + 1 };
}

/** Skips what is left of the line, and of the lines after it as long as they go on with a damaged statement. */
function recoverEnd(reader: Reader, from: number, around: Surroundings, damaged: boolean): number {
  let at = from;
  let isDamaged = damaged;
  if (!isOver(reader, at, around) && !startsLine(reader, at)) {
    expected(reader, at, around === 'policies' ? l10n.t('the end of the rule') : l10n.t('the end of the expectation'));
    at = skipLine(reader, at, around);
    isDamaged = true;
  }
  while (isDamaged && !stops(reader, at, around) && startsLine(reader, at)) {
    if (!is(reader, at - 1, t.Comma) && !is(reader, at, t.Comma, t.From, t.To, t.Until, t.Text, t.BrokenText)) break;
    at = skipLine(reader, at, around);
  }
  return at;
}

function missing(
  reader: Reader,
  at: number,
  what: string,
  around: Surroundings,
  ends: Parameters<typeof is>[2][],
): number {
  expected(reader, at, what);
  return skipTo(reader, at, around, ends);
}

/** The next token of one of the types on the rest of the line, or the end of it. A direction word may begin the next line. */
function skipTo(
  reader: Reader,
  from: number,
  around: Surroundings,
  types: readonly Parameters<typeof is>[2][],
): number {
  let at = from;
  while (!stops(reader, at, around) && !is(reader, at, ...types) && !startsLine(reader, at)) at++;
  return at;
}
