// Reads a declaration that breaks the grammar, line by line: as much as possible of a broken line, and everything of the others.

import * as l10n from '#util/l10n.ts';
import { beginsAnew, beginsDeclaration, endBefore, skipLine } from './anew.ts';
import type * as ast from './ast.ts';
import type { Statement } from './grammar.ts';
import * as node from './nodes.ts';
import { atEnd, attempt, expected, is, type Reader, reportAt, startsLine, token } from './reader.ts';
import { type Body, closingBrace, leaveBody, readBody, readProperty } from './recoverBody.ts';
import { recoverPolicies } from './recoverLists.ts';
import { portAfter, recoverExpectation, SERVICE } from './recoverRule.ts';
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
  const next = recoverBlock(reader, draft, from);
  return { declaration: node.declaration(draft, endBefore(reader, next)), next };
}

/** A block from its keyword to behind its brace: the index of what follows. */
function recoverBlock(reader: Reader, draft: node.Draft, from: number): number {
  const { opened, next } = recoverHead(reader, draft, from);
  return opened ? recoverBody(reader, draft, next) : next;
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
  // For a keyword alone on its line it is enough to report that the name is missing.
  if (isInterface || draft.name !== undefined || at > from + 1) expected(reader, at, "'{'");
  while (!startsLine(reader, at) && !is(reader, at, t.Open, t.Close)) at++;
  if (is(reader, at, t.Open)) return { opened: true, next: at + 1 };
  return { opened: is(reader, at, t.Close) || bodyFollows(reader, draft.kind, at), next: at };
}

/** Whether what stands where the opening brace is missing can only be the body. */
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
      return (
        statementAt(reader, at, reader.grammar.properties[kind]) !== undefined && !beginsAnew(reader, at, 'properties')
      );
  }
}

/** From behind the opening brace to behind the closing one. */
function recoverBody(reader: Reader, draft: node.Draft, from: number): number {
  switch (draft.kind) {
    case 'group':
    case 'acl':
      return recoverPolicies(reader, draft, from);
    case 'addresses':
    case 'services':
      return recoverItems(reader, draft, draft.kind, from);
    case 'subnet':
    case 'cvm':
    case 'interface':
      return recoverProperties(reader, draft, draft.kind, from);
  }
}

function recoverItems(reader: Reader, draft: node.Draft, kind: 'addresses' | 'services', from: number): number {
  const { grammar } = reader;
  const what = (): string =>
    kind === 'addresses' ? l10n.t('an address, a block, a range or a name') : l10n.t(SERVICE);
  const readItem = (at: number): boolean => {
    if (kind === 'addresses') return push(draft.addressItems, attempt(reader, grammar.addressItem, at));
    return push(draft.serviceItems, attempt(reader, grammar.serviceItem, at));
  };
  const body: Body = {
    place: () => ({ body: kind }),
    around: 'list',
    statements: [],
    what,
    ends: () => false,
    read: (at) => {
      if (isId(reader, at))
        return readProperty(reader, grammar.idStatement, at, { draft, around: 'policies', begins: () => false });
      if (isStatement(reader, at)) return undefined;
      if (is(reader, at, t.Comma)) {
        reportAt(reader, at, l10n.t("The items of a list stand without commas; remove ','."));
        return at + 1;
      }
      const isRead = readItem(at);
      const { index } = grammar;
      if (isRead) return index;
      if (index === at) return undefined;
      expected(reader, index, kind === 'services' ? portAfter(reader, index) : what());
      return startsLine(reader, index) ? index : skipLine(reader, index, 'list');
    },
  };
  return leaveBody(reader, readBody(reader, body, from), closingBrace(draft), 'file');
}

function push<T>(items: T[], item: T | undefined): boolean {
  if (item !== undefined) items.push(item);
  return item !== undefined;
}

/** Whether `id` is meant as the property, and not as the name of another list. */
function isId(reader: Reader, at: number): boolean {
  if (!is(reader, at, t.Id)) return false;
  return (
    is(reader, at + 1, t.CloudId) ||
    (is(reader, at + 1, t.Int, t.IntRange, t.Junk, t.Dash) && !startsLine(reader, at + 1))
  );
}

/** Whether a line of a named list is a rule or a direction rather than several items. */
function isStatement(reader: Reader, at: number): boolean {
  return (
    startsLine(reader, at) && is(reader, at, t.Allow, t.Deny, t.Inbound, t.Outbound) && !startsLine(reader, at + 1)
  );
}

function recoverProperties(
  reader: Reader,
  draft: node.Draft,
  kind: 'subnet' | 'cvm' | 'interface',
  from: number,
): number {
  const statements = reader.grammar.properties[kind];
  const isInner = kind === 'interface';
  let open = 0;
  const ends = (at: number) => isInner && is(reader, at, t.Interface);
  const begins = (at: number) =>
    ends(at) || (statementAt(reader, at, statements) !== undefined && !is(reader, at + 1, t.Comma));
  const body: Body = {
    place: () => ({ body: kind }),
    around: 'properties',
    statements,
    what: () => l10n.oneOf([...statements.map(({ keyword }) => keyword.name), "'}'"]),
    ends,
    read: (at) => {
      const statement = statementAt(reader, at, statements);
      if (statement === undefined) return undefined;
      if (statement.head !== undefined) {
        const next = recoverInterface(reader, draft, at);
        if (!is(reader, next - 1, t.Close)) open++;
        return next;
      }
      return readProperty(reader, statement, at, { draft, around: 'properties', begins });
    },
  };
  let at = readBody(reader, body, from);
  // Where more follows that is no declaration, the brace closes an interface that another one within it had ended.
  const closesInner = () =>
    is(reader, at, t.Close) && !atEnd(reader, at + 1) && !beginsDeclaration(reader, at + 1, 'file');
  while (open > 0 && closesInner()) {
    open--;
    at = readBody(reader, body, at + 1);
  }
  return leaveBody(reader, at, closingBrace(draft), isInner ? 'cvm' : 'file');
}

/** An interface within a cvm, from its keyword. */
function recoverInterface(reader: Reader, draft: node.Draft, from: number): number {
  const inner = node.draft('interface', token(reader, from), reader.base);
  const next = recoverBlock(reader, inner, from);
  draft.interfaces.push(node.networkInterface(inner, endBefore(reader, next)));
  return next;
}

function statementAt(reader: Reader, at: number, statements: readonly Statement[]): Statement | undefined {
  return statements.find(({ keyword }) => is(reader, at, keyword));
}
