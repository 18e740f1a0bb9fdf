// The console's table of one direction: type, source or destination, protocol with ports, policy, notes, under English or Chinese
// headers. The console's own files are documented nowhere: columns are told by their headers, wherever they stand.

import { parse } from 'csv-parse/browser/esm/sync';
import { directionWord } from '#model/words.ts';
import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { NAME_PREFIX, readPeerAddress, readReference } from '../addressText.ts';
import type { Item } from '../reading.ts';
import { readService, readServiceText } from '../serviceText.ts';
import { type Piece, quote, report, type Source, trimmed } from '../source.ts';

type Role = 'type' | 'source' | 'destination' | 'service' | 'protocol' | 'port' | 'policy' | 'notes';

/** Headers in lower case without blanks and punctuation. */
const ROLES: ReadonlyMap<string, Role> = new Map<string, Role>([
  ['type', 'type'],
  ['ruletype', 'type'],
  ['类型', 'type'],
  ['规则类型', 'type'],
  ['source', 'source'],
  ['sourceip', 'source'],
  ['sourceaddress', 'source'],
  ['来源', 'source'],
  ['来源ip', 'source'],
  ['来源地址', 'source'],
  ['源', 'source'],
  ['源地址', 'source'],
  ['destination', 'destination'],
  ['destinationip', 'destination'],
  ['destinationaddress', 'destination'],
  ['target', 'destination'],
  ['目标', 'destination'],
  ['目标ip', 'destination'],
  ['目标地址', 'destination'],
  ['目的', 'destination'],
  ['目的地址', 'destination'],
  ['protocolport', 'service'],
  ['protocolandport', 'service'],
  ['protocolports', 'service'],
  ['service', 'service'],
  ['协议端口', 'service'],
  ['协议和端口', 'service'],
  ['protocol', 'protocol'],
  ['协议', 'protocol'],
  ['协议类型', 'protocol'],
  ['port', 'port'],
  ['ports', 'port'],
  ['portrange', 'port'],
  ['端口', 'port'],
  ['端口范围', 'port'],
  ['policy', 'policy'],
  ['action', 'policy'],
  ['策略', 'policy'],
  ['授权策略', 'policy'],
  ['动作', 'policy'],
  ['notes', 'notes'],
  ['note', 'notes'],
  ['remark', 'notes'],
  ['remarks', 'notes'],
  ['description', 'notes'],
  ['备注', 'notes'],
  ['描述', 'notes'],
]);

const ACTIONS: ReadonlyMap<string, ast.Action> = new Map<string, ast.Action>([
  ['allow', 'allow'],
  ['accept', 'allow'],
  ['允许', 'allow'],
  ['放通', 'allow'],
  ['refuse', 'deny'],
  ['reject', 'deny'],
  ['deny', 'deny'],
  ['drop', 'deny'],
  ['拒绝', 'deny'],
]);

export function looksLikeCsv(text: string): boolean {
  const header = headerOf(text);
  const roles = new Set(splitHeader(header.text, header.delimiter).map(roleOf));
  const has = (role: Role) => roles.has(role);
  return (has('source') || has('destination')) && (has('service') || has('protocol') || has('policy'));
}

export interface CsvOptions {
  /** For a table whose headers do not tell it. */
  readonly direction?: ast.Direction;
}

/** One group without a name, with the rules of one direction. */
export function readCsv(source: Source, options: CsvOptions = {}): Item[] {
  const rows = readRows(source);
  const [header, ...body] = rows;
  const whole = { start: 0, end: source.text.length };
  if (header === undefined) return [];
  const roles = header.cells.map(({ text }) => roleOf(text));
  const column = (role: Role) => roles.indexOf(role);
  const peerRole = column('source') < 0 ? 'destination' : 'source';
  const direction = directionOf(source, roles, options, header);
  if (direction === undefined) return [];
  for (const [role, title] of [['policy', t('policy')] as const, ['service', t('protocol and port')] as const]) {
    if (column(role) >= 0 || (role === 'service' && column('protocol') >= 0)) continue;
    report(source, 'broken', header, t('The table has no column for the {0}.', title));
    return [];
  }
  const rules: ast.Rule[] = [];
  for (const row of body) {
    if (row.cells.every(({ text }) => text.trim() === '')) continue;
    const cell = (role: Role): Piece | undefined => {
      const piece = row.cells[column(role)];
      return nonEmpty(piece === undefined || role === 'notes' ? piece : trimmed(piece));
    };
    rules.push(readRow(source, row, cell, cell(peerRole)));
    row.cells.forEach((piece, i) => {
      if (roles[i] === undefined && piece.text.trim() !== '') {
        report(
          source,
          'lost',
          piece,
          t(
            'The column {0} is not known: {1} is left out.',
            quote(header.cells[i]?.text ?? `${i + 1}`),
            quote(piece.text),
          ),
        );
      }
    });
  }
  const list: ast.RuleList = { direction, keyword: header.cells[column(peerRole)] ?? whole, rules, ...whole };
  return [{ declaration: { kind: 'group', keyword: whole, ids: [], lists: [list], ...whole } }];
}

function directionOf(
  source: Source,
  roles: readonly (Role | undefined)[],
  options: CsvOptions,
  header: Row,
): ast.Direction | undefined {
  const inbound = roles.includes('source');
  const outbound = roles.includes('destination');
  if (inbound !== outbound) {
    const told = inbound ? 'inbound' : 'outbound';
    if (options.direction === undefined || options.direction === told) return told;
    report(
      source,
      'broken',
      header,
      t('The table is {0} by its header, not {1}.', directionWord(told), directionWord(options.direction)),
    );
    return undefined;
  }
  report(
    source,
    'broken',
    header,
    t('A table of rules has one column for the source (inbound) or for the destination (outbound), not both.'),
  );
  return undefined;
}

function readRow(source: Source, row: Row, cell: (role: Role) => Piece | undefined, peer: Piece | undefined): ast.Rule {
  const before = source.findings.length;
  const whole: Range = { start: row.start, end: row.end };
  const action = cell('policy');
  const verdict = action === undefined ? undefined : ACTIONS.get(action.text.trim().toLowerCase());
  if (verdict === undefined) {
    const message =
      action === undefined
        ? t("The row has no policy: write 'Allow' (允许) or 'Refuse' (拒绝).")
        : t("{0} is no policy: write 'Allow' (允许) or 'Refuse' (拒绝).", quote(action.text));
    report(source, 'refused', action ?? whole, message);
  }
  const service = rowService(source, cell('service'), cell('protocol'), cell('port'), whole);
  const peers: ast.Peer[] = [];
  if (peer !== undefined) peers.push(rowPeer(peer));
  else if (source.anyPeer) peers.push({ kind: 'any', ...whole }, { kind: 'any6', ...whole });
  else {
    report(
      source,
      'refused',
      whole,
      t("The row has no source or destination: write '0.0.0.0/0' if it is meant for every IPv4 address."),
    );
    peers.push({ kind: 'broken', ...whole });
  }
  const notes = cell('notes');
  const rule: ast.Rule = {
    action: verdict ?? 'deny',
    actionRange: action ?? whole,
    ...(service === undefined ? {} : { service }),
    peers,
    ...(notes === undefined ? {} : { description: { value: notes.text, start: notes.start, end: notes.end } }),
    whole,
    ...whole,
  };
  if (source.findings.slice(before).some(({ level }) => level === 'refused')) source.refused.add(rule);
  return rule;
}

function rowService(
  source: Source,
  service: Piece | undefined,
  protocol: Piece | undefined,
  port: Piece | undefined,
  whole: Range,
): ast.Service | undefined {
  if (service === undefined && protocol === undefined) {
    report(source, 'refused', whole, t("The row has no protocol: write 'TCP:80', 'ICMP' or 'ALL'."));
    return undefined;
  }
  if (service === undefined) return readService(source, protocol, port, whole);
  const { text, start, end } = service;
  if (/^ppmg?-[A-Za-z0-9]+$/.test(text) || text.startsWith(NAME_PREFIX)) {
    return { kind: 'name', name: readReference(service), start, end };
  }
  return readServiceText(source, service);
}

function rowPeer(piece: Piece): ast.Peer {
  const { text, start, end } = piece;
  if (/^(?:sg|ipmg?)-[A-Za-z0-9]+$/.test(text) || text.startsWith(NAME_PREFIX)) {
    return { kind: 'name', name: readReference(piece), start, end };
  }
  return readPeerAddress(piece);
}

interface Row extends Range {
  readonly cells: readonly Piece[];
}

/** The rows with their cells. What is no table is reported, and there are none. */
function readRows(source: Source): Row[] {
  const { text } = source;
  const from = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let parsed: { record: string[]; raw: string }[];
  try {
    parsed = parse(text.slice(from), {
      delimiter: headerOf(text).delimiter,
      relax_column_count: true,
      raw: true,
    }) as unknown as { record: string[]; raw: string }[];
  } catch (error) {
    // The library has no other way to say what is wrong with a table.
    const message = error instanceof Error ? error.message : String(error);
    const line = Number(/\bline (\d+)/.exec(message)?.[1] ?? 1);
    const start = startOfLine(text, line);
    report(source, 'broken', { start, end: start }, t('The table cannot be read: {0}.', message));
    return [];
  }
  const rows: Row[] = [];
  let offset = from;
  for (const { record, raw } of parsed) {
    const start = offset;
    offset += raw.length;
    if (record.length === 1 && record[0] === '') continue;
    let cursor = 0;
    const cells = record.map((value): Piece => {
      const shown = unquoted(value);
      const found = shown === '' ? -1 : raw.indexOf(shown, cursor);
      if (found < 0) return { text: shown, start, end: start + raw.trimEnd().length };
      cursor = found + shown.length;
      return { text: shown, start: start + found, end: start + cursor };
    });
    rows.push({ cells, start, end: start + raw.trimEnd().length });
  }
  return rows;
}

/** Spreadsheets run a cell that begins so as a formula, some after blanks too. An apostrophe before it, which they hide, makes it a text. */
const FORMULA = /^'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n])/;

export function formulaSafe(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

function unquoted(text: string): string {
  return text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text;
}

function nonEmpty(piece: Piece | undefined): Piece | undefined {
  return piece === undefined || piece.text === '' ? undefined : piece;
}

function roleOf(header: string): Role | undefined {
  return ROLES.get(header.toLowerCase().replace(/[\s:：/／、,，&＆_()（）-]+/g, ''));
}

/** The first line that says anything, and what parts its cells. */
function headerOf(text: string): { text: string; delimiter: string } {
  const line = /[^\r\n\uFEFF][^\r\n]*/.exec(text.slice(0, 100_000))?.[0] ?? '';
  const count = (delimiter: string) => line.split(delimiter).length;
  const delimiter = [',', '\t', ';'].reduce((best, next) => (count(next) > count(best) ? next : best));
  return { text: line, delimiter };
}

function splitHeader(line: string, delimiter: string): string[] {
  return line.split(delimiter).map((cell) => cell.trim().replace(/^"|"$/g, ''));
}

function startOfLine(text: string, line: number): number {
  let start = 0;
  for (let i = 1; i < line; i++) {
    const next = text.indexOf('\n', start);
    if (next < 0) return start;
    start = next + 1;
  }
  return start;
}
