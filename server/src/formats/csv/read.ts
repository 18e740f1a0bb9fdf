// The console's table of one direction: type, source or destination, protocol with ports, policy, notes. No page documents the console's
// own files, so columns are recognised by their headers, English or Chinese, in any order.

import { directionWord } from '#model/words.ts';
import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { isNameReference, missingPeer, namedAt, readPeerAddress } from '../addressText.ts';
import { inCountedOrder } from '../cloud/order.ts';
import type { Count } from '../cloud/shape.ts';
import { mayDecide } from '../mayDecide.ts';
import { type Piece, placeOf, textAt, trimmed } from '../piece.ts';
import type { Item } from '../reading.ts';
import { readService, readServiceText, refuseBeside } from '../serviceText.ts';
import { judged, quote, report, type Source } from '../source.ts';
import { type Row, readRows } from './rows.ts';

/** What the columns hold, and their headers in lower case, without blanks and punctuation. */
const HEADERS = {
  type: ['type', 'ruletype', '类型', '规则类型'],
  source: ['source', 'sourceip', 'sourceaddress', '来源', '来源ip', '来源地址', '源', '源地址'],
  destination: [
    ...['destination', 'destinationip', 'destinationaddress', 'target'],
    ...['目标', '目标ip', '目标地址', '目的', '目的地址'],
  ],
  service: ['protocolport', 'protocolandport', 'protocolports', 'service', '协议端口', '协议和端口'],
  protocol: ['protocol', '协议', '协议类型'],
  port: ['port', 'ports', 'portrange', '端口', '端口范围'],
  policy: ['policy', 'action', '策略', '授权策略', '动作'],
  place: ['priority', 'policyindex', 'index', 'no', 'no.', 'order', '优先级', '序号', '顺序'],
  notes: ['notes', 'note', 'remark', 'remarks', 'description', '备注', '描述'],
} as const;

type Role = keyof typeof HEADERS;

const ROLES = new Map(
  Object.entries(HEADERS).flatMap(([role, headers]) => headers.map((header) => [header as string, role as Role])),
);

const ACTIONS: Readonly<Record<ast.Action, readonly string[]>> = {
  allow: ['allow', 'accept', '允许', '放通'],
  deny: ['refuse', 'reject', 'deny', 'drop', '拒绝'],
};

export function looksLikeCsv(text: string): boolean {
  const { line, delimiter } = headerOf(text);
  const cells = line.split(delimiter).map((cell) => cell.trim().replace(/^"|"$/g, ''));
  const roles = new Set(cells.map(roleOf));
  const has = (role: Role) => roles.has(role);
  return (has('source') || has('destination')) && (has('service') || has('protocol') || has('policy'));
}

interface Header {
  readonly row: Row;
  /** What each column holds; undefined for a column that is not known. */
  readonly roles: readonly (Role | undefined)[];
}

/** One group without a name, with the rules of one direction. `given` is the direction that the user names. */
export function readCsv(source: Source, given: ast.Direction | undefined): Item[] {
  const { delimiter, start } = headerOf(source.text);
  const [row, ...body] = readRows(source, delimiter, start);
  if (row === undefined) return [];
  const header: Header = { row, roles: row.cells.map(({ text }) => roleOf(text)) };
  const direction = directionOf(source, header, given);
  if (direction === undefined || !hasColumns(source, header)) return [];
  const peers = direction === 'inbound' ? 'source' : 'destination';
  const stated = body
    .filter(({ cells }) => cells.some(({ text }) => text.trim() !== ''))
    .map((each) => ({
      rule: judged(source, (own) => readRow(own, header, each, peers)),
      place: placeIn(source, header, each),
    }));
  const rules = inCountedOrder(source, stated, row.cells[header.roles.indexOf('place')]?.text.trim() ?? '');
  const whole = { start: 0, end: source.text.length };
  const keyword = row.cells[header.roles.indexOf(peers)] ?? whole;
  const list: ast.RuleList = { direction, keyword, rules, ...whole };
  return [{ declaration: { kind: 'group', keyword: whole, ids: [], lists: [list], ...whole } }];
}

/** Whether there is each column that a rule needs, and no other one of the same meaning. */
function hasColumns(source: Source, { row, roles }: Header): boolean {
  const lacking = !roles.includes('policy')
    ? t('policy')
    : !roles.includes('service') && !roles.includes('protocol')
      ? t('protocol and port')
      : undefined;
  if (lacking !== undefined) {
    report(source, 'broken', row, t('The table has no column for the {0}.', lacking));
    return false;
  }
  const again = roles.findIndex((role, i) => role !== undefined && role !== 'type' && roles.indexOf(role) < i);
  const [first, second] = [row.cells[roles.indexOf(roles[again])], row.cells[again]];
  if (first === undefined || second === undefined) return true;
  const titles = [quote(first.text), quote(second.text)] as const;
  report(source, 'broken', second, t('The columns {0} and {1} mean the same thing: leave one out.', ...titles));
  return false;
}

/**
 * Notes what a row says in columns that are not known, or refuses the row where that could decide something. Behind the notes, such text
 * is the rest of a note that has a comma in it.
 */
function reportUnknown(source: Source, { row: { cells: titles }, roles }: Header, row: Row): void {
  row.cells.forEach((piece, i) => {
    if (roles[i] !== undefined || piece.text.trim() === '') return;
    const title = titles[i]?.text || undefined;
    const decides = title === undefined ? roles.findLast((role) => role !== undefined) !== 'notes' : mayDecide(title);
    const parts = [quote(title ?? `${i + 1}`), quote(piece.text)] as const;
    const words = decides
      ? t('The column {0} is not known, and {1} could change what the rule matches.', ...parts)
      : t('The column {0} is not known: {1} is left out.', ...parts);
    report(source, decides ? 'refused' : 'lost', piece, words);
  });
}

function directionOf(
  source: Source,
  { row, roles }: Header,
  given: ast.Direction | undefined,
): ast.Direction | undefined {
  const isInbound = roles.includes('source');
  if (isInbound === roles.includes('destination')) {
    const words = t(
      'A table of rules has one column for the source (inbound) or for the destination (outbound), not both.',
    );
    report(source, 'broken', row, words);
    return undefined;
  }
  const direction = isInbound ? 'inbound' : 'outbound';
  if (given === undefined || given === direction) return direction;
  const [here, wanted] = [directionWord(direction), directionWord(given)];
  report(source, 'broken', row, t('The header of the table says {0}, not {1}.', here, wanted));
  return undefined;
}

function readRow(source: Source, header: Header, row: Row, peers: Role): ast.Rule {
  reportUnknown(source, header, row);
  const cell = (role: Role): Piece | undefined => {
    const piece = row.cells[header.roles.indexOf(role)];
    const said = piece === undefined || role === 'notes' ? piece : trimmed(piece);
    return said === undefined || said.text === '' || (role === 'port' && said.text === '-') ? undefined : said;
  };
  const whole: Range = { start: row.start, end: row.end };
  const action = cell('policy');
  const word = action?.text.trim().toLowerCase() ?? '';
  const known = (['allow', 'deny'] as const).find((each) => ACTIONS[each].includes(word));
  if (known === undefined) {
    const message =
      action === undefined
        ? t("The row has no policy: write 'Allow' (允许) or 'Refuse' (拒绝).")
        : t("{0} is not a policy: write 'Allow' (允许) or 'Refuse' (拒绝).", quote(action.text));
    report(source, 'refused', action ?? whole, message);
  }
  const peer = cell(peers);
  const notes = cell('notes');
  const none = () =>
    t("The row has no source or destination: write '0.0.0.0/0' if it is meant for every IPv4 address.");
  return {
    action: known ?? 'deny',
    actionRange: placeOf(action ?? whole),
    service: rowService(source, cell('service'), cell('protocol'), cell('port'), whole),
    peers: peer === undefined ? missingPeer(source, whole, none()) : [rowPeer(peer)],
    description: notes && textAt(notes),
    whole,
    ...whole,
  };
}

/** Where a row says that its rule stands. */
function placeIn(source: Source, { roles }: Header, { cells }: Row): Count | undefined {
  const piece = cells[roles.indexOf('place')];
  const written = piece?.text.trim() ?? '';
  if (piece === undefined || written === '') return undefined;
  if (/^\d{1,9}$/.test(written)) return { count: Number(written), ...placeOf(piece) };
  report(source, 'unread', piece, t('{0} is not a whole number: it is left out.', quote(written)));
  return undefined;
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
  refuseBeside(source, [protocol, port], () =>
    t('The row says its protocol and port in two columns: leave one of them empty.'),
  );
  const isTemplate = /^ppmg?-[A-Za-z0-9]+$/.test(service.text) || isNameReference(service.text);
  return isTemplate ? namedAt(service) : readServiceText(source, service);
}

function rowPeer(piece: Piece): ast.Peer {
  const isNamed = /^(?:sg|ipmg?)-[A-Za-z0-9]+$/.test(piece.text) || isNameReference(piece.text);
  return isNamed ? namedAt(piece) : readPeerAddress(piece);
}

function roleOf(header: string): Role | undefined {
  return ROLES.get(header.toLowerCase().replace(/[\s:：/／、,，&＆_()（）-]+/g, ''));
}

/**
 * The first line that says anything, and what separates its cells. The table starts behind a byte order mark and the line that tells Excel
 * the separator.
 */
function headerOf(text: string): { readonly line: string; readonly delimiter: string; readonly start: number } {
  const start = /^\uFEFF?(?:"?sep=[,;\t]"?(?:\r\n|\r|\n))?/i.exec(text)?.[0].length ?? 0;
  const line = /[^\r\n][^\r\n]*/.exec(text.slice(start, start + 100_000))?.[0] ?? '';
  const count = (delimiter: string) => line.split(delimiter).length;
  const delimiter = [',', '\t', ';'].reduce((best, next) => (count(next) > count(best) ? next : best));
  return { line, delimiter, start };
}
