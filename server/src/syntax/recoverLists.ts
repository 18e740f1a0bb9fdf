// Reads the body of a damaged group or acl. Each rule is put into a list, even where the line that opens the list is missing or broken.

import * as l10n from '#util/l10n.ts';
import { beginsAnew, endBefore } from './anew.ts';
import type * as ast from './ast.ts';
import * as node from './nodes.ts';
import { atEnd, expected, is, type Reader, reportAt, startsLine, token, unexpected } from './reader.ts';
import { type Body, closingBrace, leaveBody, readBody, readProperty } from './recoverBody.ts';
import { recoverRule } from './recoverRule.ts';
import * as t from './tokens.ts';

/** A rule list that can still grow, because a list that was closed too early goes on. */
type GrowingList = { -readonly [K in keyof ast.RuleList]: ast.RuleList[K] } & { rules: ast.Rule[] };

/** From behind the opening brace to behind the closing one. */
export function recoverPolicies(reader: Reader, draft: node.Draft, from: number): number {
  const statements = reader.grammar.policyStatements;
  let last: GrowingList | undefined;
  const what = (at: number) =>
    l10n.oneOf(["'inbound'", "'outbound'", ...(rulesBehind(reader, at) === undefined ? ["'id'", "'}'"] : [])]);
  const body: Body = {
    place: () => ({ body: 'policies' }),
    around: 'policies',
    statements,
    what,
    ends: () => false,
    read: (at) => {
      const statement = statements.find(({ keyword }) => is(reader, at, keyword));
      if (statement !== undefined && statement.head === undefined) {
        return readProperty(reader, statement, at, { draft, around: 'policies', begins: () => false });
      }
      if (statement !== undefined) {
        last = { ...node.list(token(reader, at), [], endBefore(reader, at + 1), reader.base), rules: [] };
        draft.lists.push(last);
        return recoverList(reader, last, at + 1);
      }
      if (is(reader, at, t.Allow, t.Deny)) {
        const stray = recoverStray(reader, draft, last, at);
        last = stray.list;
        return stray.next;
      }
      const open = rulesBehind(reader, at);
      if (open === undefined) return undefined;
      unexpected(reader, at, what(at));
      last = undefined;
      const unnamed = readRules(reader, open + 1, (rule, before) => listSaid(reader, draft, before, rule));
      return leaveList(reader, unnamed.next, l10n.t('the block'), unnamed.list);
    },
  };
  let at = readBody(reader, body, from);
  let closedEarly = false;
  for (let more = goesOn(reader, at); more !== undefined; more = goesOn(reader, at)) {
    const found = token(reader, more).image;
    reportAt(
      reader,
      more,
      l10n.t("'{0}' comes after the end of {1}; there is a '}' too many before it.", found, draft.kind),
    );
    closedEarly = true;
    at = readBody(reader, body, more);
  }
  return closedEarly && !is(reader, at, t.Close) ? at : leaveBody(reader, at, closingBrace(draft), 'file');
}

/**
 * Where a group goes on although a brace closes it at an index: a direction behind shows that the brace, and perhaps two more, is one too
 * many. Undefined where it does not.
 */
export function goesOn(reader: Reader, close: number): number | undefined {
  let at = close;
  while (at < close + 4 && is(reader, at, t.Close)) at++;
  return at > close && is(reader, at, t.Inbound, t.Outbound) && is(reader, at + 1, t.Open) ? at : undefined;
}

/** The rules of a list, from behind its word. */
function recoverList(reader: Reader, list: GrowingList, from: number): number {
  let at = from;
  if (!is(reader, at, t.Open)) {
    expected(reader, at, l10n.t('{0} after {1}', "'{'", `'${list.direction}'`));
    while (!startsLine(reader, at) && !is(reader, at, t.Open, t.Close, t.Allow, t.Deny)) at++;
    if (!is(reader, at, t.Open, t.Allow, t.Deny)) return at;
  }
  const { next } = readRules(reader, is(reader, at, t.Open) ? at + 1 : at, () => list, list);
  return leaveList(reader, next, `'${list.direction}'`, list);
}

function leaveList(reader: Reader, at: number, what: string, list: GrowingList | undefined): number {
  const next = leaveBody(reader, at, l10n.t('{0} to close {1}', "'}'", what), 'policies');
  if (list !== undefined) list.end = endBefore(reader, next);
  return next;
}

/**
 * Rules in a group that stand in no list. Either a brace before them is one too many, and they belong to the list that it closed, or the
 * line that opens their list is missing. Their direction words show their direction.
 */
function recoverStray(reader: Reader, draft: node.Draft, before: GrowingList | undefined, from: number): Rules {
  unexpected(reader, from, l10n.t("'inbound {' or 'outbound {' before the rules"));
  const { list, next } = readRules(
    reader,
    from,
    (rule, last) => listSaid(reader, draft, last, rule),
    before,
    (at) => is(reader, at, t.Id),
  );
  const isTooMany = is(reader, next, t.Close) && is(reader, next + 1, t.Close, t.Inbound, t.Outbound, t.Allow, t.Deny);
  return { list, next: isTooMany ? next + 1 : next };
}

interface Rules {
  /** The list of the last rule. */
  readonly list: GrowingList | undefined;
  readonly next: number;
}

/** Rules up to the brace behind them, each in the list that it belongs to; `first` is there before any rule. */
function readRules(
  reader: Reader,
  from: number,
  listAt: (rule: number, before: GrowingList | undefined) => GrowingList,
  first?: GrowingList,
  ends?: (at: number) => boolean,
): Rules {
  let list = first;
  const body: Body = {
    place: () => ({ body: 'list', direction: list?.direction ?? 'inbound' }),
    around: 'policies',
    statements: reader.grammar.listStatements,
    what: () => l10n.oneOf(["'allow'", "'deny'", "'}'"]),
    ends: (at) => is(reader, at, t.Inbound, t.Outbound) || ends?.(at) === true,
    read: (at) => {
      if (!is(reader, at, t.Allow, t.Deny)) return undefined;
      list = listAt(at, list);
      reader.place = { body: 'list', from: at, direction: list.direction };
      const { value, next } = recoverRule(reader, at, list.direction);
      list.rules.push(value);
      list.end = Math.max(list.end, endBefore(reader, next));
      return next;
    },
  };
  const next = readBody(reader, body, from);
  return { list, next };
}

/** The index of a brace that is followed by rules, behind an unknown word or none: `inbund { allow …`. */
function rulesBehind(reader: Reader, from: number): number | undefined {
  let at = from;
  while (!is(reader, at, t.Open, t.Close) && (at === from || !startsLine(reader, at))) at++;
  return is(reader, at, t.Open) && is(reader, at + 1, t.Allow, t.Deny) ? at : undefined;
}

/** The list that a rule belongs to by its direction word: the list before it, or a new one where that is of the other direction. */
function listSaid(reader: Reader, draft: node.Draft, before: GrowingList | undefined, at: number): GrowingList {
  const direction = directionSaid(reader, at) ?? before?.direction ?? 'inbound';
  if (before?.direction === direction) return before;
  const start = token(reader, at).startOffset - reader.base;
  const list: GrowingList = { direction, keyword: { start, end: start }, rules: [], start, end: start };
  draft.lists.push(list);
  return list;
}

/** The direction that the first `from` or `to` of a rule stands for. */
function directionSaid(reader: Reader, from: number): ast.Direction | undefined {
  for (let at = from + 1; !atEnd(reader, at) && !is(reader, at, t.Close) && !beginsAnew(reader, at, 'policies'); at++) {
    if (is(reader, at, t.From)) return 'inbound';
    if (is(reader, at, t.To)) return 'outbound';
  }
  return undefined;
}
