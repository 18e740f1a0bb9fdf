// The console's table of one direction: type, source or destination, protocol with ports, policy, notes, under English or Chinese
// headers. The console's own files are documented nowhere: columns are told by their headers, wherever they stand.

import { directionWord } from '#model/words.ts';
import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { missingPeer, NAME_PREFIX, readPeerAddress, readReference } from '../addressText.ts';
import { mayDecide } from '../mayDecide.ts';
import type { Item } from '../reading.ts';
import { readService, readServiceText } from '../serviceText.ts';
import { judged, type Piece, quote, report, type Source, trimmed } from '../source.ts';
import { type Row, readRows } from './rows.ts';

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

/** One group without a name, with the rules of one direction: `given` for a table whose headers do not tell it. */
export function readCsv(source: Source, given: ast.Direction | undefined): Item[] {
  const rows = readRows(source, headerOf(source.text).delimiter);
  const [header, ...body] = rows;
  const whole = { start: 0, end: source.text.length };
  if (header === undefined) return [];
  const roles = header.cells.map(({ text }) => roleOf(text));
  const column = (role: Role) => roles.indexOf(role);
  const peerRole = column('source') < 0 ? 'destination' : 'source';
  const direction = directionOf(source, roles, given, header);
  if (direction === undefined) return [];
  for (const [role, title] of [['policy', t('policy')] as const, ['service', t('protocol and port')] as const]) {
    if (column(role) >= 0 || (role === 'service' && column('protocol') >= 0)) continue;
    report(source, 'broken', header, t('The table has no column for the {0}.', title));
    return [];
  }
  const twice = roles.findIndex((role, i) => role !== undefined && role !== 'type' && roles.indexOf(role) < i);
  const again = header.cells[twice];
  if (again !== undefined) {
    const first = header.cells[roles.indexOf(roles[twice])];
    const words = t(
      'The columns {0} and {1} mean the same thing: leave one out.',
      quote(first?.text ?? ''),
      quote(again.text),
    );
    report(source, 'broken', again, words);
    return [];
  }
  const rules = body
    .filter((row) => row.cells.some(({ text }) => text.trim() !== ''))
    .map((row) =>
      judged(source, (own) => {
        const cell = (role: Role): Piece | undefined => {
          const piece = row.cells[column(role)];
          return nonEmpty(piece === undefined || role === 'notes' ? piece : trimmed(piece));
        };
        reportUnknown(own, header, roles, row);
        return readRow(own, row, cell, cell(peerRole));
      }),
    );
  const list: ast.RuleList = { direction, keyword: header.cells[column(peerRole)] ?? whole, rules, ...whole };
  return [{ declaration: { kind: 'group', keyword: whole, ids: [], lists: [list], ...whole } }];
}

/** What a row says in columns that are not known. Behind the last column that is the rest of a note with a comma in it, or else a fault. */
function reportUnknown(source: Source, header: Row, roles: readonly (Role | undefined)[], row: Row): void {
  row.cells.forEach((piece, i) => {
    if (roles[i] !== undefined || piece.text.trim() === '') return;
    const title = header.cells[i]?.text;
    const isUntitled = title === undefined || title === '';
    const decides = isUntitled ? roles.findLast((role) => role !== undefined) !== 'notes' : mayDecide(title);
    const parts = [quote(isUntitled ? `${i + 1}` : title), quote(piece.text)] as const;
    const words = decides
      ? t('The column {0} is not known, and {1} could change what the rule matches.', ...parts)
      : t('The column {0} is not known: {1} is left out.', ...parts);
    report(source, decides ? 'refused' : 'lost', piece, words);
  });
}

function directionOf(
  source: Source,
  roles: readonly (Role | undefined)[],
  given: ast.Direction | undefined,
  header: Row,
): ast.Direction | undefined {
  const inbound = roles.includes('source');
  const outbound = roles.includes('destination');
  if (inbound !== outbound) {
    const told = inbound ? 'inbound' : 'outbound';
    if (given === undefined || given === told) return told;
    report(
      source,
      'broken',
      header,
      t('The header of the table says {0}, not {1}.', directionWord(told), directionWord(given)),
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
  const whole: Range = { start: row.start, end: row.end };
  const action = cell('policy');
  const verdict = action === undefined ? undefined : ACTIONS.get(action.text.trim().toLowerCase());
  if (verdict === undefined) {
    const message =
      action === undefined
        ? t("The row has no policy: write 'Allow' (允许) or 'Refuse' (拒绝).")
        : t("{0} is not a policy: write 'Allow' (允许) or 'Refuse' (拒绝).", quote(action.text));
    report(source, 'refused', action ?? whole, message);
  }
  const service = rowService(source, cell('service'), cell('protocol'), cell('port'), whole);
  const words = () =>
    t("The row has no source or destination: write '0.0.0.0/0' if it is meant for every IPv4 address.");
  const peers = peer === undefined ? missingPeer(source, whole, words()) : [rowPeer(peer)];
  const notes = cell('notes');
  return {
    action: verdict ?? 'deny',
    actionRange: action ?? whole,
    service,
    peers,
    ...(notes === undefined ? {} : { description: { value: notes.text, start: notes.start, end: notes.end } }),
    whole,
    ...whole,
  };
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
  for (const other of [protocol, port]) {
    if (other === undefined || other.text.toUpperCase() === 'ALL') continue;
    report(source, 'refused', other, t('The row says its protocol and port in two columns: leave one of them empty.'));
  }
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
