// The API's policy set: alone, in an answer of DescribeSecurityGroupPolicies, or in a request that sets it.

import { directionWord } from '#model/words.ts';
import type * as ast from '#syntax/ast.ts';
import { type JsonMember, type JsonObject, member } from '#syntax/json.ts';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { itemsIn, objectIn, valueIn } from '../jsonAccess.ts';
import { nameAt, placeOf } from '../piece.ts';
import type { Item } from '../reading.ts';
import { quote, report, type Source } from '../source.ts';
import { readPolicyLists } from './entityJson.ts';
import { at, keyRange, pieceOf } from './jsonValues.ts';
import { readObject } from './shape.ts';
import { POLICIES_OF_GROUP } from './shapes.ts';

const STAMPS: ReadonlySet<string> = new Set(['RequestId', 'PolicyStatistics', 'Version', 'Response']);

/** Whether the object is a policy set or holds one. */
export function holdsPolicies(object: JsonObject): boolean {
  return ['SecurityGroupPolicySet', 'Ingress', 'Egress'].some((key) => member(object, key) !== undefined);
}

/** The one group of the file. It has no name where the file says none. */
export function readPolicies(source: Source, object: JsonObject): Item[] {
  const partial = partialRequest(source, object);
  if (partial !== undefined) {
    report(source, 'broken', at(source, keyRange(partial.at)), partial.reason);
    return [];
  }
  const { has, left, ...range } = readObject(source, POLICIES_OF_GROUP, object);
  const written = readPolicyLists(source, has.SecurityGroupPolicySet?.has ?? has);
  // An answer about a group without rules has null in the place of both lists.
  const lists = written.length > 0 ? written : (['inbound', 'outbound'] as const).map((each) => noRules(each, range));
  const { SecurityGroupId: id, ProjectId: project } = has;
  const name = has.SecurityGroupName ?? has.GroupName;
  if (id !== undefined) noteRequest(source, object, lists);
  const kept = left.filter(({ path }) => !STAMPS.has(path.at(-1) ?? ''));
  const group: ast.Group = {
    kind: 'group',
    keyword: placeOf(name ?? id ?? range),
    name: name && nameAt(name),
    ids: id === undefined ? [] : [nameAt(id)],
    description: has.SecurityGroupDesc ?? has.GroupDescription,
    lists,
    fields: kept.length === 0 ? undefined : kept,
    ...range,
  };
  return [{ declaration: group, project: project?.text }];
}

function noRules(direction: ast.Direction, { start, end }: Range): ast.RuleList {
  return { direction, keyword: { start, end }, rules: [], start, end };
}

/** Notes what a request does beyond setting the rules that it holds. */
function noteRequest(source: Source, object: JsonObject, lists: readonly ast.RuleList[]): void {
  const set = objectIn(object, 'SecurityGroupPolicySet');
  if (set === undefined) return;
  const version = valueIn(set, 'Version');
  if (version?.kind === 'string' && version.value === '0' && lists.some(({ rules }) => rules.length > 0)) {
    const words = t(
      "A request with Version '0' removes every rule of the group; the rules written in it are read nevertheless.",
    );
    report(source, 'lost', at(source, version), words);
  }
  const [only, ...more] = lists;
  if (only === undefined || more.length > 0 || member(object, 'SecurityGroupName') !== undefined) return;
  const words = t(
    'The request holds {0} rules only. If it inserts, replaces or deletes some, the group has others as well.',
    directionWord(only.direction),
  );
  report(source, 'lost', only.keyword, words);
}

/** Requests that change some rules of a group. */
const PARTIAL: ReadonlySet<string> = new Set([
  'CreateSecurityGroupPolicies',
  'DeleteSecurityGroupPolicies',
  'ReplaceSecurityGroupPolicy',
  'ReplaceSecurityGroupPolicies',
]);

interface PartialRequest {
  /** The member that shows it. */
  readonly at: JsonMember;
  readonly reason: string;
}

/** Why a request holds some rules of a group and not all of them; undefined for every other object. */
function partialRequest(source: Source, object: JsonObject): PartialRequest | undefined {
  for (const key of ['Action', 'action', 'X-TC-Action']) {
    const named = member(object, key);
    const action = named?.value === undefined ? undefined : pieceOf(source, named.value)?.text;
    if (named !== undefined && action !== undefined && PARTIAL.has(action)) {
      const reason = t('The request {0} changes some rules of a group: it does not hold all of them.', action);
      return { at: named, reason };
    }
  }
  for (const key of ['OriginalSecurityGroupPolicySet', 'UpdateType']) {
    const found = member(object, key);
    if (found === undefined) continue;
    const reason = t(
      'A request with {0} replaces some rules of a group: it does not contain all of its rules.',
      quote(key),
    );
    return { at: found, reason };
  }
  return partialByPlaces(source, object);
}

/** Requests that insert, replace or delete rules name the places of these, which are not those of a whole list. */
function partialByPlaces(source: Source, object: JsonObject): PartialRequest | undefined {
  const set = member(object, 'SecurityGroupPolicySet');
  if (member(object, 'SecurityGroupId') === undefined || set?.value?.kind !== 'object') return undefined;
  const sides = ['Ingress', 'Egress'].map((key) => itemsIn(set.value, key));
  const places = sides.map((items) => items.map((item) => valueIn(item, 'PolicyIndex')));
  if (places.flat().every((value) => value === undefined)) return undefined;
  if (sides.flat().every((item) => valueIn(item, 'Action') === undefined)) {
    const reason = t('Policies with a PolicyIndex and nothing else are a request to delete them.');
    return { at: set, reason };
  }
  const isWhole = places.every((side) =>
    side
      .map((value) => Number(value === undefined ? undefined : pieceOf(source, value)?.text))
      .sort((a, b) => a - b)
      .every((place, i) => place === i),
  );
  if (isWhole || member(object, 'SecurityGroupName') !== undefined) return undefined;
  const reason = t(
    'The PolicyIndex values here are not those of a whole list, so this request inserts, replaces or deletes only some rules of a group.',
  );
  return { at: set, reason };
}
