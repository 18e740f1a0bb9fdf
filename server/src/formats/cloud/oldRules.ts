// Rules as the API before version 3 had them, and as DescribeDBSecurityGroups still answers them. A protocol or port that is missing
// means all of them. So would a peer, but a rule that opens a machine to everyone is not made out of something that is not there.

import type * as ast from '#syntax/ast.ts';
import { type JsonArray, type JsonObject, type JsonValue, member } from '#syntax/json.ts';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { readPeerAddress, readReference } from '../addressText.ts';
import type { Item } from '../reading.ts';
import { readService } from '../serviceText.ts';
import { type Piece, quote, report, type Source } from '../source.ts';
import { at, type Fields, fieldsOf, isEmpty, leftOver, objectsOf, pieceOf, takePiece, takeText } from './jsonFields.ts';
import { actionOf } from './policyJson.ts';

const STAMPS: ReadonlySet<string> = new Set([
  'index',
  'Id',
  'direction',
  'Direction',
  'PolicyIndex',
  'ModifyTime',
  'Dir',
]);

const LISTS: readonly (readonly [key: string, direction: ast.Direction])[] = [
  ['ingress', 'inbound'],
  ['egress', 'outbound'],
  ['Inbound', 'inbound'],
  ['Outbound', 'outbound'],
];

/** Whether a value has the old form: a list of rules, an object with the old lists, or an answer about databases. */
export function isOldForm(root: JsonValue): boolean {
  return hasForm(root) || hasForm(dataOf(root));
}

/** Old answers hold what was asked for in `data`. */
function dataOf(root: JsonValue): JsonValue | undefined {
  return root.kind === 'object' ? member(root, 'data')?.value : undefined;
}

function hasForm(value: JsonValue | undefined): boolean {
  if (value?.kind === 'array') return value.items.some((item) => item.kind === 'object' && isRule(item));
  if (value?.kind !== 'object') return false;
  if (databaseGroups(value) !== undefined || isRule(value)) return true;
  return [...LISTS.map(([key]) => key), 'policys', 'policies'].some(
    (key) => member(value, key)?.value?.kind === 'array',
  );
}

function isRule(object: JsonObject): boolean {
  return (
    member(object, 'action') !== undefined ||
    (member(object, 'Action') !== undefined && member(object, 'Ingress') === undefined)
  );
}

export function readOldRules(source: Source, whole: JsonValue, given: ast.Direction | undefined): Item[] {
  const root = hasForm(whole) ? whole : (dataOf(whole) ?? whole);
  if (root.kind === 'array') return [group(source, root, undefined, byDirection(source, root, given))];
  if (root.kind !== 'object') return [];
  const databases = databaseGroups(root);
  if (databases !== undefined) {
    return objectsOf(source, databases, 'A group').map((object) =>
      group(source, object, object, listsOf(source, object)),
    );
  }
  if (isRule(root)) {
    const alone: JsonArray = { kind: 'array', items: [root], start: root.start, end: root.end };
    return [group(source, root, undefined, byDirection(source, alone, given))];
  }
  for (const key of ['policys', 'policies']) {
    const list = member(root, key)?.value;
    if (list?.kind !== 'array') continue;
    const said = member(root, 'direction')?.value;
    const direction = said === undefined ? given : directionOf(pieceOf(source, said)?.text);
    return [group(source, root, root, byDirection(source, list, direction))];
  }
  return [group(source, root, root, listsOf(source, root))];
}

function databaseGroups(root: JsonObject): JsonArray | undefined {
  const groups = member(root, 'Groups')?.value;
  if (groups?.kind !== 'array') return undefined;
  const fit = groups.items.some(
    (item) =>
      item.kind === 'object' && (member(item, 'Inbound') !== undefined || member(item, 'Outbound') !== undefined),
  );
  return fit ? groups : undefined;
}

function group(source: Source, whole: Range, object: JsonObject | undefined, lists: readonly ast.RuleList[]): Item {
  const range = at(source, whole);
  const fields = object === undefined ? undefined : fieldsOf(source, object);
  const first = (...keys: string[]): Piece | undefined => {
    let found: Piece | undefined;
    for (const key of keys) found ??= fields === undefined ? undefined : takePiece(source, fields, key);
    return found;
  };
  const id = first('SecurityGroupId', 'sgId');
  const name = first('SecurityGroupName', 'sgName');
  const description = fields === undefined ? undefined : takeText(source, fields, 'SecurityGroupRemark');
  const project = first('ProjectId', 'projectId');
  return {
    declaration: {
      kind: 'group',
      keyword: range,
      ...(name === undefined ? {} : { name: { text: name.text, start: name.start, end: name.end } }),
      ids: id === undefined ? [] : [{ text: id.text, start: id.start, end: id.end }],
      ...(description === undefined ? {} : { description }),
      lists,
      ...range,
    },
    ...(project === undefined ? {} : { project: project.text }),
  };
}

function listsOf(source: Source, object: JsonObject): ast.RuleList[] {
  const lists: ast.RuleList[] = [];
  for (const [key, direction] of LISTS) {
    const found = member(object, key);
    if (found?.value === undefined || isEmpty(found.value)) continue;
    if (found.value.kind !== 'array') {
      report(source, 'broken', at(source, found.value), t('{0} has to be a list, in square brackets.', quote(key)));
      continue;
    }
    const keyword = at(source, { start: found.start + 1, end: found.end - 1 });
    lists.push(list(source, found.value, objectsOf(source, found.value, 'A rule'), direction, keyword));
  }
  return lists;
}

/** A list whose rules say their direction themselves, or for which it is given. */
function byDirection(source: Source, array: JsonArray, given: ast.Direction | undefined): ast.RuleList[] {
  const sides = new Map<ast.Direction, JsonObject[]>();
  for (const object of objectsOf(source, array, 'A rule')) {
    const said = (member(object, 'direction') ?? member(object, 'Direction') ?? member(object, 'Dir'))?.value;
    const direction = (said === undefined ? undefined : directionOf(pieceOf(source, said)?.text)) ?? given;
    if (direction === undefined) {
      report(source, 'broken', at(source, object), t('The rules say no direction: name one, inbound or outbound.'));
      return [];
    }
    const side = sides.get(direction);
    if (side === undefined) sides.set(direction, [object]);
    else side.push(object);
  }
  if (sides.size === 0 && given !== undefined) sides.set(given, []);
  return [...sides].map(([direction, objects]) => list(source, array, objects, direction, at(source, array)));
}

function directionOf(text: string | undefined): ast.Direction | undefined {
  switch (text?.toLowerCase()) {
    case 'ingress':
    case 'inbound':
    case 'input':
      return 'inbound';
    case 'egress':
    case 'outbound':
    case 'output':
      return 'outbound';
    default:
      return undefined;
  }
}

function list(
  source: Source,
  array: Range,
  objects: readonly JsonObject[],
  direction: ast.Direction,
  keyword: Range,
): ast.RuleList {
  return { direction, keyword, rules: objects.map((object) => readRule(source, object)), ...at(source, array) };
}

/** The old names of the members, and the capital ones of the database products and of API version 3. */
function readRule(source: Source, object: JsonObject): ast.Rule {
  const before = source.findings.length;
  const fields = fieldsOf(source, object);
  const whole = at(source, object);
  const one = (...keys: string[]) => takeOne(source, fields, keys);
  const action = one('action', 'Action');
  const verdict = action === undefined ? undefined : actionOf(action.text);
  if (verdict === undefined) {
    const message =
      action === undefined
        ? t("The rule has no action: write 'ACCEPT' or 'DROP'.")
        : t("{0} is no action: write 'ACCEPT' or 'DROP'.", quote(action.text));
    report(source, 'refused', action ?? whole, message);
  }
  const template = one('serviceModule', 'ServiceModule');
  const protocol = one('ipProtocol', 'IpProtocol', 'Protocol');
  const port = one('portRange', 'PortRange', 'Port');
  const service = template === undefined ? readService(source, protocol, port, whole) : named(template);
  const peers: ast.Peer[] = [];
  for (const piece of [one('cidrIp', 'CidrIp', 'CidrBlock', 'Ipv6CidrBlock')])
    if (piece !== undefined) peers.push(readPeerAddress(piece));
  for (const piece of [one('sgId', 'SecurityGroupId'), one('addressModule', 'AddressModule')])
    if (piece !== undefined) peers.push(named(piece));
  if (peers.length > 1) report(source, 'refused', whole, t('The rule has two peers: only one of them may be there.'));
  if (peers.length === 0 && source.anyPeer) peers.push({ kind: 'any', ...whole }, { kind: 'any6', ...whole });
  else if (peers.length === 0) {
    report(
      source,
      'refused',
      whole,
      t("The rule has no peer. Write '0.0.0.0/0' as its address if it is meant for every IPv4 address."),
    );
    peers.push({ kind: 'broken', ...whole });
  }
  const description =
    takeText(source, fields, 'desc') ??
    takeText(source, fields, 'Desc') ??
    takeText(source, fields, 'PolicyDescription');
  const left = leftOver(source, fields, STAMPS);
  const rule: ast.Rule = {
    action: verdict ?? 'deny',
    actionRange: action === undefined ? whole : { start: action.start, end: action.end },
    ...(service === undefined ? {} : { service }),
    peers,
    ...(description === undefined ? {} : { description }),
    whole,
    ...(left.length === 0 ? {} : { fields: left }),
    ...whole,
  };
  if (source.findings.slice(before).some(({ level }) => level === 'refused')) source.refused.add(rule);
  return rule;
}

function takeOne(source: Source, fields: Fields, keys: readonly string[]): Piece | undefined {
  let found: Piece | undefined;
  for (const key of keys) found ??= takePiece(source, fields, key);
  return found;
}

function named(piece: Piece): { kind: 'name'; name: ast.Name } & Range {
  const name = readReference(piece);
  return { kind: 'name', name, start: name.start, end: name.end };
}
