// Rules as the API before version 3 had them, and as DescribeDBSecurityGroups still answers them. A protocol or port that is missing
// means all. A peer that is missing would mean everyone, too, but no rule that opens a machine to everyone is made of what is not there.

import type * as ast from '#syntax/ast.ts';
import { type JsonArray, type JsonObject, type JsonValue, member } from '#syntax/json.ts';
import type { Range } from '#text/range.ts';
import { addTo } from '#util/groupBy.ts';
import { t } from '#util/l10n.ts';
import { readAction } from '../action.ts';
import { missingPeer, namedAt, readPeerAddress } from '../addressText.ts';
import { valueIn } from '../jsonAccess.ts';
import { nameAt, type Piece } from '../piece.ts';
import type { Item } from '../reading.ts';
import { readService, refuseBeside } from '../serviceText.ts';
import { judged, quote, report, type Source } from '../source.ts';
import { at, isEmpty, keyRange, objectsIn, pieceOf } from './jsonValues.ts';
import { inStatedOrder, type StatedRule } from './order.ts';
import { readObject } from './shape.ts';
import { OLD_GROUP, OLD_RULE } from './shapes.ts';

const LISTS: readonly (readonly [key: string, direction: ast.Direction])[] = [
  ['ingress', 'inbound'],
  ['egress', 'outbound'],
  ['Inbound', 'inbound'],
  ['Outbound', 'outbound'],
];

/**
 * Whether a value has the old form: a list of rules, an object with the old lists, or an answer about databases. Old answers hold what was
 * asked for in `data`.
 */
export function isOldForm(root: JsonValue): boolean {
  return hasForm(root) || hasForm(valueIn(root, 'data'));
}

function hasForm(value: JsonValue | undefined): boolean {
  if (value?.kind === 'array') return value.items.some((item) => item.kind === 'object' && isRule(item));
  if (value?.kind !== 'object') return false;
  if (databaseGroups(value) !== undefined || isRule(value)) return true;
  return [...LISTS.map(([key]) => key), 'policys', 'policies'].some((key) => valueIn(value, key)?.kind === 'array');
}

function isRule(object: JsonObject): boolean {
  return (
    member(object, 'action') !== undefined ||
    (member(object, 'Action') !== undefined && member(object, 'Ingress') === undefined)
  );
}

export function readOldRules(source: Source, whole: JsonValue, given: ast.Direction | undefined): Item[] {
  const root = hasForm(whole) ? whole : (valueIn(whole, 'data') ?? whole);
  if (root.kind === 'array') return [group(source, root, undefined, byDirection(source, root, given))];
  if (root.kind !== 'object') return [];
  const databases = databaseGroups(root);
  if (databases !== undefined) {
    return objectsIn(source, databases, t('A group')).map((object) =>
      group(source, object, object, listsOf(source, object)),
    );
  }
  if (isRule(root)) {
    const alone: JsonArray = { kind: 'array', items: [root], start: root.start, end: root.end };
    return [group(source, root, undefined, byDirection(source, alone, given))];
  }
  for (const key of ['policys', 'policies']) {
    const list = valueIn(root, key);
    if (list?.kind !== 'array') continue;
    const said = valueIn(root, 'direction');
    const direction = said === undefined ? given : directionOf(pieceOf(source, said)?.text);
    return [group(source, root, root, byDirection(source, list, direction))];
  }
  return [group(source, root, root, listsOf(source, root))];
}

function databaseGroups(root: JsonObject): JsonArray | undefined {
  const groups = valueIn(root, 'Groups');
  if (groups?.kind !== 'array') return undefined;
  const isOld = (item: JsonValue) => ['Inbound', 'Outbound'].some((key) => valueIn(item, key) !== undefined);
  return groups.items.some(isOld) ? groups : undefined;
}

function group(source: Source, whole: Range, object: JsonObject | undefined, lists: readonly ast.RuleList[]): Item {
  const range = at(source, whole);
  const has = object === undefined ? {} : readObject(source, OLD_GROUP, object).has;
  const id = has.SecurityGroupId ?? has.sgId;
  const name = has.SecurityGroupName ?? has.sgName;
  return {
    declaration: {
      kind: 'group',
      keyword: range,
      name: name && nameAt(name),
      ids: id === undefined ? [] : [nameAt(id)],
      description: has.SecurityGroupRemark,
      lists,
      ...range,
    },
    project: (has.ProjectId ?? has.projectId)?.text,
  };
}

function listsOf(source: Source, object: JsonObject): ast.RuleList[] {
  const lists: ast.RuleList[] = [];
  for (const [key, direction] of LISTS) {
    const found = member(object, key);
    if (found?.value === undefined || isEmpty(found.value)) continue;
    if (found.value.kind !== 'array') {
      report(source, 'broken', at(source, found.value), t('{0} must be a list, in square brackets.', quote(key)));
      continue;
    }
    const keyword = at(source, keyRange(found));
    lists.push(list(source, found.value, objectsIn(source, found.value, t('A rule')), direction, keyword));
  }
  return lists;
}

/** A list whose rules say their direction themselves, or for which it is given. */
function byDirection(source: Source, array: JsonArray, given: ast.Direction | undefined): ast.RuleList[] {
  const sides = new Map<ast.Direction, JsonObject[]>();
  for (const object of objectsIn(source, array, t('A rule'))) {
    const said = (member(object, 'direction') ?? member(object, 'Direction') ?? member(object, 'Dir'))?.value;
    const direction = (said === undefined ? undefined : directionOf(pieceOf(source, said)?.text)) ?? given;
    if (direction === undefined) {
      const words = t('The rules say no direction: write "direction" into them, or choose one for all (--direction).');
      report(source, 'broken', at(source, object), words);
      return [];
    }
    addTo(sides, direction, object);
  }
  if (sides.size === 0 && given !== undefined) sides.set(given, []);
  return [...sides].map(([direction, objects]) => list(source, array, objects, direction, at(source, array)));
}

function directionOf(text: string | undefined): ast.Direction | undefined {
  if (/^(?:ingress|inbound|input)$/i.test(text ?? '')) return 'inbound';
  return /^(?:egress|outbound|output)$/i.test(text ?? '') ? 'outbound' : undefined;
}

function list(
  source: Source,
  array: Range,
  objects: readonly JsonObject[],
  direction: ast.Direction,
  keyword: Range,
): ast.RuleList {
  const rules = objects.map((object) => readRule(source, object));
  return { direction, keyword, rules: inStatedOrder(source, rules, 'index'), ...at(source, array) };
}

function readRule(source: Source, object: JsonObject): StatedRule {
  let place: StatedRule['place'];
  const rule = judged(source, (own): ast.Rule => {
    const { has, left, ...whole } = readObject(own, OLD_RULE, object);
    place = has.index;
    const one = (...pieces: (Piece | undefined)[]) => onlyOne(own, pieces);
    const template = one(has.serviceModule, has.ServiceModule);
    const protocol = one(has.ipProtocol, has.IpProtocol, has.Protocol);
    const port = one(has.portRange, has.PortRange, has.Port);
    if (template !== undefined) {
      refuseBeside(own, [protocol, port], () =>
        t('A rule has either a service module or a protocol and port, not both.'),
      );
    }
    return {
      ...readAction(own, one(has.action, has.Action), whole),
      service: template === undefined ? readService(own, protocol, port, whole) : namedAt(template),
      peers: peersOf(own, whole, one(has.cidrIp, has.CidrIp, has.CidrBlock, has.Ipv6CidrBlock), [
        one(has.sgId, has.SecurityGroupId),
        one(has.addressModule, has.AddressModule),
      ]),
      description: has.desc ?? has.Desc ?? has.PolicyDescription,
      whole,
      fields: left.length === 0 ? undefined : left,
      ...whole,
    };
  });
  return { rule, place };
}

/** What a rule says under one of several names. If it says it under two of them, it has to say the same. */
function onlyOne(source: Source, pieces: readonly (Piece | undefined)[]): Piece | undefined {
  const [first, ...more] = pieces.filter((piece) => piece !== undefined);
  for (const other of more) {
    if (first === undefined || other.text.toLowerCase() === first.text.toLowerCase()) continue;
    const words = t(
      '{0} and {1} of the rule mean the same thing: only one of them may be there.',
      quote(first.text),
      quote(other.text),
    );
    report(source, 'refused', other, words);
  }
  return first;
}

function peersOf(
  source: Source,
  whole: Range,
  address: Piece | undefined,
  names: readonly (Piece | undefined)[],
): ast.Peer[] {
  const peers: ast.Peer[] = [
    ...(address === undefined ? [] : [readPeerAddress(address)]),
    ...names.flatMap((piece) => (piece === undefined ? [] : [namedAt(piece)])),
  ];
  if (peers.length > 1) report(source, 'refused', whole, t('The rule has two peers: only one of them may be there.'));
  if (peers.length > 0) return peers;
  const none = t("The rule has no peer. Write '0.0.0.0/0' as its address if it is meant for every IPv4 address.");
  return missingPeer(source, whole, none);
}
