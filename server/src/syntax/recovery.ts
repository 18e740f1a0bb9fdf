// Reads a declaration that breaks the grammar, line by line: a broken line costs that line.

import * as l10n from '#util/l10n.ts';
import { beginsAnew, beginsDeclaration, endBefore, skipLine } from './anew.ts';
import type * as ast from './ast.ts';
import type { Statement } from './grammar.ts';
import { keywordText, meantAt, readAs } from './meant.ts';
import * as node from './nodes.ts';
import { atEnd, attempt, expected, is, type Reader, reportAt, startsLine, token, unexpected } from './reader.ts';
import { recoverExpectation, recoverRule } from './recoverRule.ts';
import * as t from './tokens.ts';

export interface Recovered {
  readonly declaration: ast.Declaration;
  /** The index of the first token behind it. */
  readonly next: number;
}

/** The declaration whose keyword stands at an index. */
export function recover(reader: Reader, from: number): Recovered {
  reader.place = { body: 'file', from };
  const kind = node.blockKinds.get(token(reader, from).tokenTypeIdx);
  if (kind !== undefined) return recoverBraced(reader, kind, from);
  if (is(reader, from, t.Expect)) {
    const { value, next } = recoverExpectation(reader, from);
    return { declaration: value, next };
  }
  return recoverLine(reader, from);
}

/**
 * Where a group goes on although its brace was closed: a direction behind it shows that the brace, and perhaps another, is one too many.
 * Undefined where it does not.
 */
export function goesOn(reader: Reader, from: number): number | undefined {
  let at = from;
  while (at < from + 3 && is(reader, at, t.Close)) at++;
  return is(reader, at, t.Inbound, t.Outbound) && is(reader, at + 1, t.Open) ? at : undefined;
}

/** `region` or `project` with something wrong behind it. */
function recoverLine(reader: Reader, from: number): Recovered {
  const isRegion = is(reader, from, t.Region);
  const declaration = isRegion ? node.region : node.project;
  expected(
    reader,
    from + 1,
    isRegion
      ? l10n.t("the name of a region, such as ap-guangzhou, after 'region'")
      : l10n.t("a number or a name after 'project'"),
  );
  const next = startsLine(reader, from + 1) ? from + 1 : skipLine(reader, from + 1, 'file');
  return { declaration: declaration(token(reader, from), undefined, reader.base), next };
}

function recoverBraced(reader: Reader, kind: node.BlockKind, from: number): Recovered {
  const draft = node.draft(kind, token(reader, from), reader.base);
  const head = recoverHead(reader, draft, from);
  if (!head.opened) return { declaration: node.declaration(draft, endBefore(reader, head.next)), next: head.next };
  const next = recoverBody(reader, draft, head.next);
  return { declaration: node.declaration(draft, endBefore(reader, next)), next };
}

function recoverHead(
  reader: Reader,
  draft: node.Draft,
  from: number,
): { readonly opened: boolean; readonly next: number } {
  const keyword = token(reader, from).image;
  let at = from + 1;
  const isInterface = draft.kind === 'interface';
  const isNamed = isInterface
    ? is(reader, at, t.Reference) && (!startsLine(reader, at) || is(reader, at + 1, t.Open))
    : is(reader, at, t.Reference) && !beginsAnew(reader, at, 'policies');
  if (isNamed) {
    if (is(reader, at, t.CloudId))
      reportAt(
        reader,
        at,
        l10n.t("'{0}' is a cloud id; give a name and put the id behind 'id'.", node.clip(token(reader, at).image)),
      );
    draft.name = node.name(token(reader, at++), reader.base);
  } else if (!isInterface) {
    expected(reader, at, l10n.t("a name after '{0}'", keyword));
    if (!startsLine(reader, at) && !is(reader, at, t.Open, t.Close, t.Text, t.BrokenText)) at++;
  }
  if (is(reader, at, t.Text) && !isInterface && draft.kind !== 'subnet')
    draft.description = node.text(token(reader, at++), reader.base);
  if (is(reader, at, t.Open)) return { opened: true, next: at + 1 };
  // Of a keyword alone on its line the name is enough to ask for.
  if (isInterface || draft.name !== undefined || at > from + 1) expected(reader, at, "'{'");
  while (!startsLine(reader, at) && !is(reader, at, t.Open, t.Close)) at++;
  if (is(reader, at, t.Open)) return { opened: true, next: at + 1 };
  return { opened: is(reader, at, t.Close) || bodyFollows(reader, draft.kind, at), next: at };
}

/** Whether what stands where a brace is missing can only be the body. */
function bodyFollows(reader: Reader, kind: node.DraftKind, at: number): boolean {
  switch (kind) {
    case 'group':
    case 'acl':
      return is(reader, at, t.Inbound, t.Outbound, t.Allow, t.Deny, t.Id);
    case 'addresses':
      return is(reader, at, t.SingleAddress, t.AddressRange, t.Reference) && !beginsAnew(reader, at, 'policies');
    case 'services':
      return is(reader, at, t.Reference) && !beginsAnew(reader, at, 'policies');
    case 'subnet':
    case 'cvm':
    case 'interface':
      return statementAt(reader, at, kind) !== undefined && !beginsAnew(reader, at, 'properties');
  }
}

/** The body and its closing brace. The index of the first token behind them. */
function recoverBody(reader: Reader, draft: node.Draft, from: number): number {
  switch (draft.kind) {
    case 'group':
    case 'acl':
      return recoverPolicies(reader, draft, from);
    case 'addresses':
    case 'services':
      return recoverItems(reader, draft, from);
    case 'subnet':
    case 'cvm':
    case 'interface':
      return recoverProperties(reader, draft, draft.kind, from);
  }
}

/** Leaves a body at its brace, for what surrounds it. */
function closed(reader: Reader, at: number, around: 'file' | 'cvm' = 'file'): number {
  reader.place = { body: around, from: at + 1 };
  return at + 1;
}

function missingBrace(reader: Reader, at: number, draft: node.Draft): number {
  const name = draft.name === undefined ? undefined : `${draft.kind} '${node.clip(draft.name.text)}'`;
  expected(reader, at, name === undefined ? "'}'" : l10n.t('{0} to close {1}', "'}'", name));
  return at;
}

/** A rule list that can still grow: what is closed too early goes on. */
type GrowingList = { -readonly [K in keyof ast.RuleList]: ast.RuleList[K] } & { rules: ast.Rule[] };

function recoverPolicies(reader: Reader, draft: node.Draft, from: number): number {
  let at = from;
  let last: GrowingList | undefined;
  let closedEarly = false;
  reader.place = { body: 'policies', from: at };
  for (;;) {
    if (!atEnd(reader, at)) reader.place = { body: 'policies', from: at };
    if (is(reader, at, t.Close)) {
      const next = goesOn(reader, at + 1);
      if (next === undefined) return closed(reader, at);
      at = next;
      reportAt(
        reader,
        at,
        l10n.t(
          "'{0}' stands behind the end of {1}; a '}' before it is one too many.",
          token(reader, at).image,
          draft.kind,
        ),
      );
      closedEarly = true;
    }
    if (atEnd(reader, at) || (startsLine(reader, at) && beginsDeclaration(reader, at, 'policies'))) {
      return closedEarly ? at : missingBrace(reader, at, draft);
    }
    if (is(reader, at, t.Inbound, t.Outbound)) {
      last = { ...node.list(token(reader, at), [], endBefore(reader, at + 1), reader.base), rules: [] };
      draft.lists.push(last);
      at = recoverList(reader, last, at + 1);
      if (is(reader, at - 1, t.Close)) reader.place = { body: 'policies', from: at };
    } else if (is(reader, at, t.Allow, t.Deny)) {
      unexpected(reader, at, l10n.t("'inbound {' or 'outbound {' before the rules"));
      ({ last, at } = recoverStray(reader, draft, last, at));
    } else if (is(reader, at, t.Id)) {
      at = recoverId(reader, draft, at);
    } else {
      const meant = meantAt(reader, at, reader.grammar.policyStatements);
      const open = meant?.head === undefined ? rulesBehind(reader, at) : at + 1;
      const words = l10n.oneOf(["'inbound'", "'outbound'", ...(open === undefined ? ["'id'", "'}'"] : [])]);
      if (meant !== undefined && open === undefined) {
        readAs(reader, at, meant, words);
        continue;
      }
      unexpected(reader, at, words, meant && keywordText(meant.keyword));
      at = open === undefined ? skipLine(reader, at, 'policies') : recoverUnnamed(reader, draft, open + 1);
      if (open !== undefined) last = undefined;
    }
  }
}

/** The brace behind a word that is no direction, or behind none, where rules follow it: `inbund { allow …`. */
function rulesBehind(reader: Reader, from: number): number | undefined {
  let at = from;
  while (!is(reader, at, t.Open, t.Close) && (at === from || !startsLine(reader, at))) at++;
  return is(reader, at, t.Open) && is(reader, at + 1, t.Allow, t.Deny) ? at : undefined;
}

/** The rules of a block whose word cannot be read. Each is of the direction that its own `from` or `to` says. */
function recoverUnnamed(reader: Reader, draft: node.Draft, from: number): number {
  let list: GrowingList | undefined;
  return recoverRules(reader, from, l10n.t('the block'), undefined, (at) => {
    list = listSaid(reader, draft, list, at);
    return list;
  });
}

/** The list that a rule belongs to by its own words: the one before it, or a new one where that is of the other direction. */
function listSaid(reader: Reader, draft: node.Draft, before: GrowingList | undefined, at: number): GrowingList {
  const direction = directionSaid(reader, at) ?? before?.direction ?? 'inbound';
  if (before?.direction === direction) return before;
  const start = token(reader, at).startOffset - reader.base;
  const list: GrowingList = { direction, keyword: { start, end: start }, rules: [], start, end: start };
  draft.lists.push(list);
  return list;
}

/** What the first direction word of a rule says it is. */
function directionSaid(reader: Reader, from: number): ast.Direction | undefined {
  for (let at = from + 1; !atEnd(reader, at) && !is(reader, at, t.Close) && !beginsAnew(reader, at, 'policies'); at++) {
    if (is(reader, at, t.From)) return 'inbound';
    if (is(reader, at, t.To)) return 'outbound';
  }
  return undefined;
}

/** The rules of a list, from behind its word. */
function recoverList(reader: Reader, list: GrowingList, from: number): number {
  let at = from;
  if (is(reader, at, t.Open)) at++;
  else {
    expected(reader, at, l10n.t('{0} after {1}', "'{'", `'${list.direction}'`));
    while (!startsLine(reader, at) && !is(reader, at, t.Open, t.Close, t.Allow, t.Deny)) at++;
    if (is(reader, at, t.Open)) at++;
    else if (!is(reader, at, t.Allow, t.Deny)) return at;
  }
  reader.place = { body: 'list', from: at, direction: list.direction };
  return recoverRules(reader, at, `'${list.direction}'`, list, () => list);
}

/** Rules up to the brace that closes them, each in the list that it belongs to; `first` is there before any rule. */
function recoverRules(
  reader: Reader,
  from: number,
  what: string,
  first: GrowingList | undefined,
  listAt: (at: number) => GrowingList,
): number {
  let at = from;
  let list = first;
  for (;;) {
    if (list !== undefined) list.end = endBefore(reader, at);
    if (is(reader, at, t.Close)) {
      if (list !== undefined) list.end = endBefore(reader, at + 1);
      return at + 1;
    }
    if (!atEnd(reader, at)) reader.place = { body: 'list', from: at, direction: list?.direction ?? 'inbound' };
    const words = l10n.oneOf(["'allow'", "'deny'", "'}'"]);
    const meant = meantAt(reader, at, reader.grammar.listStatements);
    if (meant !== undefined) readAs(reader, at, meant, words);
    if (is(reader, at, t.Allow, t.Deny)) {
      list = listAt(at);
      const rule = recoverRule(reader, at, list.direction);
      list.rules.push(rule.value);
      at = rule.next;
    } else if (atEnd(reader, at) || is(reader, at, t.Inbound, t.Outbound) || beginsAnew(reader, at, 'policies')) {
      expected(reader, at, l10n.t('{0} to close {1}', "'}'", what));
      return at;
    } else {
      unexpected(reader, at, words);
      at = skipLine(reader, at, 'policies');
    }
  }
}

/**
 * Rules in a group that stand in no list: a brace before them is one too many, and they go on with the list that it closed, or the opening
 * line is missing. Their words say which direction they are of.
 */
function recoverStray(reader: Reader, draft: node.Draft, before: GrowingList | undefined, from: number) {
  let at = from;
  let last = before;
  for (;;) {
    if (is(reader, at, t.Allow, t.Deny)) {
      last = listSaid(reader, draft, last, at);
      reader.place = { body: 'list', from: at, direction: last.direction };
      const rule = recoverRule(reader, at, last.direction);
      last.rules.push(rule.value);
      at = rule.next;
      last.end = Math.max(last.end, endBefore(reader, at));
    } else if (is(reader, at, t.Close) && is(reader, at + 1, t.Close, t.Inbound, t.Outbound, t.Allow, t.Deny)) {
      return { last, at: at + 1 };
    } else if (
      atEnd(reader, at) ||
      is(reader, at, t.Close, t.Inbound, t.Outbound, t.Id) ||
      beginsAnew(reader, at, 'policies')
    ) {
      return { last, at };
    } else {
      unexpected(reader, at, l10n.oneOf(["'allow'", "'deny'", "'}'"]));
      at = skipLine(reader, at, 'policies');
    }
  }
}

function recoverId(reader: Reader, draft: node.Draft, at: number): number {
  if (attempt(reader, reader.grammar.id, at, draft) !== undefined) return at + 2;
  expected(reader, at + 1, node.expectedId(draft.kind));
  return startsLine(reader, at + 1) ? at + 1 : skipLine(reader, at + 1, 'policies');
}

/** The items of an addresses or services list. */
function recoverItems(reader: Reader, draft: node.Draft, from: number): number {
  const isAddresses = draft.kind === 'addresses';
  const what = isAddresses
    ? l10n.t('an address, a block, a range or a name')
    : l10n.t('a service: all, tcp or udp with ports, icmp, icmpv6, gre or a name');
  const body = isAddresses ? 'addresses' : 'services';
  let at = from;
  reader.place = { body, from: at };
  for (;;) {
    if (is(reader, at, t.Close)) return closed(reader, at);
    if (!atEnd(reader, at)) reader.place = { body, from: at };
    if (atEnd(reader, at) || (startsLine(reader, at) && beginsDeclaration(reader, at, 'list')))
      return missingBrace(reader, at, draft);
    if (isId(reader, at)) {
      at = recoverId(reader, draft, at);
      continue;
    }
    if (isStatement(reader, at)) {
      unexpected(reader, at, what);
      at = skipLine(reader, at, 'list');
      continue;
    }
    if (is(reader, at, t.Comma)) {
      reportAt(reader, at, l10n.t("The items of a list stand without commas; remove ','."));
      at++;
      continue;
    }
    const damage = at;
    if (isAddresses) {
      const item = attempt(reader, reader.grammar.addressItem, at);
      if (item !== undefined) draft.addressItems.push(item);
      at = reader.grammar.index;
      if (item !== undefined) continue;
    } else {
      const item = attempt(reader, reader.grammar.serviceItem, at);
      if (item !== undefined) draft.serviceItems.push(item);
      at = reader.grammar.index;
      if (item !== undefined) continue;
    }
    if (at === damage) unexpected(reader, at, what);
    else expected(reader, at, what);
    if (at === damage || !startsLine(reader, at)) at = skipLine(reader, at, 'list');
  }
}

/** Whether `id` is meant as the property, and not as the name of another list. */
function isId(reader: Reader, at: number): boolean {
  if (!is(reader, at, t.Id)) return false;
  return (
    is(reader, at + 1, t.CloudId) ||
    (is(reader, at + 1, t.Int, t.IntRange, t.Junk, t.Dash) && !startsLine(reader, at + 1))
  );
}

/** A rule or a direction at the start of a line of a list: not four items. */
function isStatement(reader: Reader, at: number): boolean {
  return (
    startsLine(reader, at) && is(reader, at, t.Allow, t.Deny, t.Inbound, t.Outbound) && !startsLine(reader, at + 1)
  );
}

type PropertiesKind = 'subnet' | 'cvm' | 'interface';

function statementsOf({ grammar }: Reader, kind: PropertiesKind): readonly Statement[] {
  switch (kind) {
    case 'subnet':
      return grammar.subnetStatements;
    case 'cvm':
      return grammar.cvmStatements;
    case 'interface':
      return grammar.interfaceStatements;
  }
}

/** The statement of a body that a keyword begins. */
function statementAt(reader: Reader, at: number, kind: PropertiesKind): Statement | undefined {
  return statementsOf(reader, kind).find(({ keyword }) => is(reader, at, keyword));
}

/** An interface within a cvm, from its keyword. */
function recoverInterface(reader: Reader, draft: node.Draft, from: number): number {
  const inner = node.draft('interface', token(reader, from), reader.base);
  const head = recoverHead(reader, inner, from);
  const next = head.opened ? recoverBody(reader, inner, head.next) : head.next;
  draft.interfaces.push(node.networkInterface(inner, endBefore(reader, next)));
  return next;
}

function recoverProperties(reader: Reader, draft: node.Draft, kind: PropertiesKind, from: number): number {
  const words = l10n.oneOf([...statementsOf(reader, kind).map(({ keyword }) => keyword.name), "'}'"]);
  const isInterface = kind === 'interface';
  const beginsProperty = (next: number) =>
    statementAt(reader, next, kind) !== undefined || (isInterface && is(reader, next, t.Interface));
  let at = from;
  reader.place = { body: kind, from: at };
  for (;;) {
    if (is(reader, at, t.Close)) return closed(reader, at, isInterface ? 'cvm' : 'file');
    if (!atEnd(reader, at)) reader.place = { body: kind, from: at };
    const meant = meantAt(reader, at, statementsOf(reader, kind));
    if (meant !== undefined) readAs(reader, at, meant, words);
    if (atEnd(reader, at) || (startsLine(reader, at) && beginsDeclaration(reader, at, 'properties')))
      return missingBrace(reader, at, draft);
    if (isInterface && is(reader, at, t.Interface)) return missingBrace(reader, at, draft);
    const statement = statementAt(reader, at, kind);
    if (statement === undefined) {
      unexpected(reader, at, words);
      at = skipLine(reader, at, 'properties');
      continue;
    }
    if (statement.head !== undefined) {
      at = recoverInterface(reader, draft, at);
      continue;
    }
    const isDedicated = statement.keyword === t.Dedicated;
    const value =
      statement.keyword === t.Id ? node.expectedId(draft.kind) : l10n.t(statement.value ?? l10n.message('a value'));
    if (
      !isDedicated &&
      startsLine(reader, at + 1) &&
      (beginsProperty(at + 1) || beginsDeclaration(reader, at + 1, 'properties'))
    ) {
      expected(reader, at + 1, value);
      at++;
      continue;
    }
    const read = attempt(reader, statement.rule, at, draft);
    at = reader.grammar.index;
    // Behind a comma that is one too many, the word of the next line was taken for a name.
    const isTaken =
      statement.keyword === t.Groups &&
      is(reader, at - 2, t.Comma) &&
      startsLine(reader, at - 1) &&
      !startsLine(reader, at) &&
      beginsProperty(at - 1);
    if (isTaken) {
      draft.groups.pop();
      at--;
    } else if (read !== undefined) continue;
    expected(reader, at, value);
    if (!startsLine(reader, at)) at = skipLine(reader, at, 'properties');
  }
}
