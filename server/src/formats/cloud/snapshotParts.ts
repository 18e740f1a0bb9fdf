// What edits of a snapshot need: rules and groups as the objects of a snapshot, and the places where they go.

import type { Acl, Group } from '#model/model.ts';
import type { PolicyList } from '#model/policy.ts';
import type * as ast from '#syntax/ast.ts';
import { type JsonArray, type JsonObject, type JsonTree, type JsonValue, member, parseJson } from '#syntax/json.ts';
import { t } from '#util/l10n.ts';
import { NAME_PREFIX } from '../addressText.ts';
import { withoutResponse } from '../content.ts';
import { stringIn, valueIn } from '../jsonAccess.ts';
import { type Json, type JsonMembers, jsonText, members } from '../jsonText.ts';
import { type Outgoing, policiesOf } from '../outgoing.ts';
import { quote, snapshotSource } from '../source.ts';
import { isListKey, listAround } from './entityJson.ts';
import { isEmpty } from './jsonValues.ts';
import { QUINTUPLE_KEYS, readAclEntry, readPolicy } from './policyJson.ts';
import { policyJson } from './policyText.ts';
import { DEFAULT_REGION, SNAPSHOT_VERSION } from './snapshotOutline.ts';
import { entriesOf } from './snapshotText.ts';

/** The members of a snapshot's objects that edits change. */
export const KEYS = {
  /** The place of a policy in its list. */
  place: 'PolicyIndex',
  /** The rank of an entry of an acl. */
  priority: 'Priority',
  groupsOfCvm: 'SecurityGroupIds',
  groupsOfInterface: 'GroupSet',
  groupName: 'SecurityGroupName',
  groupDescription: 'SecurityGroupDesc',
} as const;

/** The members that lead from the object of a group or acl to the list of a direction. */
export function listPath(owner: Group | Acl, direction: ast.Direction): readonly string[] {
  const key = direction === 'inbound' ? 'Ingress' : 'Egress';
  if (owner.kind === 'group') return ['SecurityGroupPolicySet', key];
  return hasQuintuples(owner) ? ['NetworkAclQuintupleSet', key] : [`${key}Entries`];
}

/**
 * The rules of a list as objects, without their places. What cannot be expressed is noted; a rule of which nothing is left has no object.
 */
export function rulesJson(out: Outgoing, owner: Group | Acl, list: PolicyList): readonly JsonMembers[] {
  if (owner.kind === 'group') return policiesOf(out, owner, list).map((policy) => policyJson(policy));
  const entries = entriesOf(out, owner, list);
  return hasQuintuples(owner) ? entries.map((entry) => asQuintuple(entry, list.direction)) : entries;
}

/** Why a reader of snapshots would refuse the object of a rule; undefined where it would not. */
export function ruleFault(owner: Group | Acl, rule: JsonMembers, direction: ast.Direction): string | undefined {
  const text = jsonText(rule);
  const { root } = parseJson(text);
  if (root?.kind !== 'object') return undefined;
  const source = snapshotSource(text, 0);
  if (owner.kind === 'group') readPolicy(source, root);
  else readAclEntry(source, root, direction);
  return source.findings.find(({ level }) => level !== 'lost')?.message;
}

/** Whether it is a QUINTUPLE acl: then all of its entries have five parts. */
function hasQuintuples({ node }: Acl): boolean {
  return node.lists.some((list) =>
    list.rules.some((rule) => rule.fields?.some(({ path }) => QUINTUPLE_KEYS.includes(path[0] ?? '')) === true),
  );
}

/** A rule has the address of the far side and the port of the destination. The near address and the source port are any. */
function asQuintuple(entry: JsonMembers, direction: ast.Direction): JsonMembers {
  const [far, near] = direction === 'inbound' ? ['Source', 'Destination'] : ['Destination', 'Source'];
  return members(
    ...entry.members.flatMap(([key, value]): (readonly [string, Json])[] => {
      if (key === 'Port') return pairs(['SourcePort', 'ALL'], ['DestinationPort', value]);
      if (key === 'CidrBlock') return pairs([`${far}Cidr`, value], [`${near}Cidr`, '0.0.0.0/0']);
      if (key === 'Ipv6CidrBlock') return pairs([`${far}IPv6Cidr`, value], [`${near}IPv6Cidr`, '::/0']);
      return [[key, value]];
    }),
  );
}

const pairs = (...both: (readonly [string, Json])[]) => both;

/** A group that the cloud has not made yet, with its name in the place of its id. */
export function newGroupJson(group: {
  readonly name: string;
  readonly description?: string;
  readonly project: string;
  readonly inbound: readonly JsonMembers[];
  readonly outbound: readonly JsonMembers[];
}): JsonMembers {
  return members(
    ['SecurityGroupId', NAME_PREFIX + group.name],
    ['SecurityGroupName', group.name],
    ['SecurityGroupDesc', group.description === '' ? undefined : group.description],
    ['ProjectId', group.project],
    ['SecurityGroupPolicySet', members(['Ingress', placed(group.inbound)], ['Egress', placed(group.outbound)])],
  );
}

function placed(rules: readonly JsonMembers[]): readonly JsonMembers[] {
  return rules.map((rule, i) => members([KEYS.place, i], ...rule.members));
}

/** The tree of a snapshot down to the objects of its lists, without their members. */
export function snapshotOutline(text: string): JsonTree {
  return parseJson(text, { onObject: (_, around) => listAround(around) !== undefined });
}

/** What is to be written so that a group is in the list of its region, and where: in the innermost object that is there already. */
export type GroupSpot =
  /** `depth` counts the lists of the value in which the group lies. */
  | { readonly kind: 'item'; readonly list: JsonArray; readonly value: JsonMembers; readonly depth: number }
  | {
      readonly kind: 'member';
      readonly object: JsonObject;
      readonly key: string;
      readonly value: Json;
      readonly depth: number;
    }
  /** The whole text, for a file that is empty. */
  | { readonly kind: 'text'; readonly text: string };

/** The place of a new group, or why there is none. */
export function groupSpot(
  root: JsonValue | undefined,
  region: string,
  group: JsonMembers,
): GroupSpot | { readonly fault: string } {
  const regionJson = members(['Region', region === DEFAULT_REGION ? undefined : region], ['SecurityGroupSet', [group]]);
  if (root === undefined)
    return { kind: 'text', text: jsonText(members(['version', SNAPSHOT_VERSION], ['regions', [regionJson]])) };
  const answer = withoutResponse(root);
  if (root.kind !== 'object' || answer?.kind !== 'object')
    return { fault: t("A snapshot must be an object with 'regions'.") };
  const regions = member(root, 'regions');
  const list = regions?.value;
  if (list?.kind === 'array') {
    const home = list.items.findLast((item) => item.kind === 'object' && regionOf(item) === region);
    return home?.kind === 'object' ? spotIn(home, group) : { kind: 'item', list, value: regionJson, depth: 1 };
  }
  if (list !== undefined && !isEmpty(list)) return { fault: t("A snapshot must have 'regions', a list.") };
  const isAnswer = regions === undefined && answer.members.some(({ key }) => isListKey(key));
  if (!isAnswer) return { kind: 'member', object: root, key: 'regions', value: [regionJson], depth: 2 };
  if (region === DEFAULT_REGION) return spotIn(answer, group);
  return { fault: t("The file is an answer of the API without regions: it has no place for '{0}'.", region) };
}

function regionOf(object: JsonObject): string {
  return stringIn(object, 'Region') || DEFAULT_REGION;
}

function spotIn(object: JsonObject, group: JsonMembers): GroupSpot | { readonly fault: string } {
  const key = 'SecurityGroupSet';
  const list = valueIn(object, key);
  if (list === undefined || isEmpty(list)) return { kind: 'member', object, key, value: [group], depth: 1 };
  if (list.kind !== 'array') return { fault: t('{0} must be a list, in square brackets.', quote(key)) };
  return { kind: 'item', list, value: group, depth: 0 };
}
