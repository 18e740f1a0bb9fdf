// The API's policy set: bare, in an answer of DescribeSecurityGroupPolicies, or in a request that sets it.

import { directionWord } from '#model/words.ts';
import type * as ast from '#syntax/ast.ts';
import { type JsonMember, type JsonObject, member } from '#syntax/json.ts';
import { t } from '#util/l10n.ts';
import type { Item } from '../reading.ts';
import { type Piece, quote, report, type Source } from '../source.ts';
import { readPolicyLists } from './entityJson.ts';
import { at, keyRange, pieceOf } from './jsonValues.ts';
import { readObject } from './shape.ts';
import { POLICIES_OF_GROUP } from './shapes.ts';

const STAMPS: ReadonlySet<string> = new Set(['RequestId', 'PolicyStatistics', 'Version', 'Response']);

/** Whether the object is a policy set or holds one. */
export function holdsPolicies(object: JsonObject): boolean {
  return ['SecurityGroupPolicySet', 'Ingress', 'Egress'].some((key) => member(object, key) !== undefined);
}

/** One group, which has no name where the file has none. */
export function readPolicies(source: Source, object: JsonObject): Item[] {
  const partial = partialRequest(source, object);
  if (partial !== undefined) {
    report(source, 'broken', at(source, keyRange(partial.at)), partial.reason);
    return [];
  }
  const { has, left, ...range } = readObject(source, POLICIES_OF_GROUP, object);
  const lists = readPolicyLists(source, has.SecurityGroupPolicySet?.has ?? has);
  const { SecurityGroupId: id, ProjectId: project } = has;
  const name = has.SecurityGroupName ?? has.GroupName;
  const description = has.SecurityGroupDesc ?? has.GroupDescription;
  if (id !== undefined) tellRequest(source, object, lists);
  const kept = left.filter(({ path }) => !STAMPS.has(path.at(-1) ?? ''));
  const named = name ?? id;
  const group: ast.Group = {
    kind: 'group',
    keyword: named === undefined ? range : place(named),
    ...(name === undefined ? {} : { name: { text: name.text, ...place(name) } }),
    ids: id === undefined ? [] : [{ text: id.text, ...place(id) }],
    description,
    lists,
    ...(kept.length === 0 ? {} : { fields: kept }),
    ...range,
  };
  return [{ declaration: group, project: project?.text }];
}

/** What a request means beyond the rules that it holds. */
function tellRequest(source: Source, object: JsonObject, lists: readonly ast.RuleList[]): void {
  const set = member(object, 'SecurityGroupPolicySet');
  if (set?.value?.kind !== 'object') return;
  const version = member(set.value, 'Version')?.value;
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

/** Requests that change some rules of a group: theirs are not all that it has. */
const PARTIAL: ReadonlySet<string> = new Set([
  'CreateSecurityGroupPolicies',
  'DeleteSecurityGroupPolicies',
  'ReplaceSecurityGroupPolicy',
  'ReplaceSecurityGroupPolicies',
]);

/** Why the rules are not the group's whole list, and the member that tells it. */
function partialRequest(
  source: Source,
  object: JsonObject,
): { readonly at: JsonMember; readonly reason: string } | undefined {
  for (const key of ['Action', 'action', 'X-TC-Action']) {
    const named = member(object, key);
    const action = named?.value === undefined ? undefined : pieceOf(source, named.value)?.text;
    if (named !== undefined && action !== undefined && PARTIAL.has(action)) {
      return {
        at: named,
        reason: t('The request {0} changes some rules of a group: it does not hold all of them.', action),
      };
    }
  }
  for (const key of ['OriginalSecurityGroupPolicySet', 'UpdateType']) {
    const told = member(object, key);
    if (told === undefined) continue;
    const reason = t(
      'A request with {0} replaces some rules of a group: it does not contain all of its rules.',
      quote(key),
    );
    return { at: told, reason };
  }
  const set = member(object, 'SecurityGroupPolicySet');
  if (member(object, 'SecurityGroupId') === undefined || set?.value?.kind !== 'object') return undefined;
  const policies = ['Ingress', 'Egress'].flatMap((key) => {
    const list = set.value?.kind === 'object' ? member(set.value, key)?.value : undefined;
    return list?.kind === 'array' ? [list.items] : [];
  });
  const places = policies.map((items) =>
    items.map((item) => (item.kind === 'object' ? member(item, 'PolicyIndex')?.value : undefined)),
  );
  const all = places.flat();
  const said = all.find((value) => value !== undefined);
  if (said === undefined) return undefined;
  const actions = policies.flat().filter((item) => item.kind === 'object' && member(item, 'Action') !== undefined);
  if (actions.length === 0) {
    const reason = t('Policies with a PolicyIndex and nothing else are a request to delete them.');
    return { at: set, reason };
  }
  const isWhole = places.every((side) =>
    [...side]
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

function place(piece: Piece): { start: number; end: number } {
  return { start: piece.start, end: piece.end };
}
