// The operations on groups: they are created, renamed and described, and their rules are set. If a part of a list cannot be read or sent, the
// list stays as it is live, because half of a list could allow what the other half denies. For the same reason a new group is created only
// with both of its lists.

import { type CloudPolicy, policyKey } from '#formats/cloud/policyKey.ts';
import { outgoing, policiesOf as outgoingPolicies } from '#formats/outgoing.ts';
import type { Group } from '#model/model.ts';
import { distinctBy } from '#util/groupBy.ts';
import { commas, t } from '#util/l10n.ts';
import { DIRECTION_WORDS, DIRECTIONS, type Direction, groupOf, policiesOf } from './cloud.ts';
import { mayGo } from './deletions.ts';
import { unknownName } from './ids.ts';
import { title } from './join.ts';
import {
  type Changes,
  concern,
  type Draft,
  type Fault,
  filling,
  leaveOut,
  nameOf,
  note,
  type Operation,
  type Pair,
  pairsOf,
  quiet,
  ruleCount,
} from './operation.ts';
import { isOver, lengthOf, MOST_DESCRIPTION, MOST_NAME, overQuota, refusedPolicy } from './quotas.ts';
import { type RuleLists, reset, ruleChanges, sameRules } from './ruleChanges.ts';
import { unreadIn } from './unread.ts';
import { idsIn } from './users.ts';

type GroupPair = Pair<'group'>;

export function groupChanges(draft: Draft): Changes {
  const pairs = pairsOf(draft, 'group');
  const reasons = unmadeFor(draft, pairs);
  const creations: Operation[] = [];
  const changes: Operation[] = [];
  const attributes: Operation[] = [];
  for (const pair of pairs) {
    if (draft.unmade.has(pair.id)) {
      leaveUnmade(draft, pair, reasons.get(pair));
      continue;
    }
    if (pair.before === undefined) creations.push(creation(draft, pair));
    const rules = changeRules(draft, pair);
    changes.push(...(pair.before === undefined ? filling(draft, pair.id, rules) : rules));
    attributes.push(...changeAttributes(draft, pair));
  }
  return { creations, changes, attributes };
}

/**
 * The new groups that are not made, each with why. A rule cannot name a group that is not created, so that the group of the rule is not
 * created either: until no more of them fall out. A reason is told as it is then, so that two groups that name each other are not each
 * other's.
 */
function unmadeFor(draft: Draft, pairs: readonly GroupPair[]): ReadonlyMap<GroupPair, Fault> {
  const always = new Map(pairs.map((pair) => [pair, unmakable(draft, pair)]));
  const reasons = new Map<GroupPair, Fault>();
  const falling = () =>
    pairs.flatMap((pair) => {
      const isMade = pair.before === undefined && !draft.unmade.has(pair.id);
      const reason = isMade ? (always.get(pair) ?? faultsOf(draft, pair)[0]) : undefined;
      return reason === undefined ? [] : [[pair, reason] as const];
    });
  for (let out = falling(); out.length > 0; out = falling()) {
    for (const [pair, reason] of out) {
      reasons.set(pair, reason);
      draft.unmade.add(pair.id);
    }
  }
  return reasons;
}

/** Why the cloud would not create the group, whatever its rules. */
function unmakable(draft: Draft, { before, after }: GroupPair): Fault | undefined {
  if (before !== undefined) return undefined;
  const message = refusedTexts(after) ?? tooMany(draft, after);
  return message === undefined ? undefined : { message, isUnread: false };
}

function refusedTexts({ name, description = '' }: Group): string | undefined {
  if (lengthOf(name) > MOST_NAME) return t('the cloud refuses a name of more than {0} characters.', MOST_NAME);
  if (lengthOf(description) > MOST_DESCRIPTION)
    return t('the cloud refuses a description of more than {0} characters.', MOST_DESCRIPTION);
  return undefined;
}

/** New groups are created in the order of the files, as long as there is room. */
function tooMany(draft: Draft, group: Group): string | undefined {
  const { joined, quotas, unmade, noRoom } = draft;
  const inProject = ({ region, project }: Group) => region === group.region && project === group.project;
  const isOf = (entity: unknown): entity is Group => (entity as Group | undefined)?.kind === 'group';
  const live = joined.matches.filter(
    ({ before, after }) => isOf(before) && inProject(before) && !(after === undefined && mayGo(draft, before)),
  ).length;
  const added = joined.matches.flatMap(({ before, after }) =>
    before === undefined &&
    isOf(after) &&
    inProject(after) &&
    !unmade.has(after.id ?? '') &&
    !noRoom.has(after.id ?? '')
      ? [after]
      : [],
  );
  const why = noRoom.get(group.id ?? '');
  if (why !== undefined) return why;
  const count = live + added.indexOf(group) + 1;
  return quotas.groups === null || count <= quotas.groups ? undefined : overQuota(count, quotas.groups);
}

function leaveUnmade(draft: Draft, pair: GroupPair, fault: Fault | undefined): void {
  const { after, id } = pair;
  const faults = faultsOf(draft, pair);
  const found = fault ?? faults[0];
  for (const { direction, isUnread } of faults) if (isUnread) draft.unread.add(`${id} ${direction}`);
  leaveOut(draft, t('{0} is not created: {1}', title(after), found?.message ?? ''), after, found?.at);
}

function creation(draft: Draft, { after, id }: GroupPair): Operation {
  const { region, project, description = '' } = after;
  const isNumber = /^[0-9]+$/.test(project);
  if (!isNumber) {
    const words = t(
      "{0} is of the project '{1}': the cloud knows projects by number, so it is created in the default one.",
      title(after),
      project,
    );
    note(draft, words, after);
  }
  return quiet(t("Create the group '{0}'.", after.name), concern('create', 'group', id), {
    action: 'CreateSecurityGroup',
    region,
    request: {
      GroupName: after.name,
      GroupDescription: description,
      ProjectId: isNumber ? project : '0',
    },
    creates: id,
  });
}

function changeRules(draft: Draft, pair: GroupPair): readonly Operation[] {
  const { before, after, id } = pair;
  const live = groupOf(draft.joined.live, after.region, id);
  const wanted = groupOf(draft.joined.wanted, after.region, id);
  const isLiveUnread = before !== undefined && unreadIn(before).length > 0;
  const faults = faultsOf(draft, pair);
  for (const { direction, isUnread } of faults) {
    draft.unfilled.add(id);
    if (isUnread) draft.unread.add(`${id} ${direction}`);
  }
  const whole = unreadIn(after).find((each) => each.direction === undefined);
  if (whole !== undefined) {
    leaveOut(draft, t('{0} stays as it is live: {1}', title(after), whole.message), after, whole);
    return [];
  }
  for (const { direction, message, at } of faults) {
    const words = t(
      'The {0} rules of {1} stay as they are live: {2}',
      t(DIRECTION_WORDS[direction]),
      `'${after.name}'`,
      message,
    );
    leaveOut(draft, words, after, at);
  }
  if (isLiveUnread && faults.length > 0) return [];
  const isLeft = (direction: Direction) => faults.some((fault) => fault.direction === direction);
  const listOf = (direction: Direction) => policiesOf(isLeft(direction) ? live : wanted, direction);
  const rules = withoutDoubles(draft, after, live, { Ingress: listOf('Ingress'), Egress: listOf('Egress') });
  const target = { region: after.region, id, title: `'${after.name}'` };
  if (isLiveUnread) {
    // Then neither the positions of the live rules are known, nor what they allow.
    const words = t("The snapshot holds a rule of '{0}' that cannot be read: all rules are set anew.", before.name);
    leaveOut(draft, words, after);
  }
  const incremental = draft.options.incremental === true && before !== undefined;
  const operations = isLiveUnread ? [reset(target, rules, DIRECTIONS)] : ruleChanges(target, live, rules, incremental);
  if (operations.length > 0) noteDates(draft, after);
  return operations;
}

function faultsOf(draft: Draft, pair: GroupPair): readonly (Fault & { readonly direction: Direction })[] {
  return DIRECTIONS.flatMap((direction) => {
    const fault = faultOf(draft, pair, direction);
    return fault === undefined ? [] : [{ direction, ...fault }];
  });
}

/** Why the list cannot be sent, if it differs from what is live. */
function faultOf(draft: Draft, { before, after, id }: GroupPair, direction: Direction): Fault | undefined {
  const word = DIRECTION_WORDS[direction];
  const unread = unreadIn(after).find((each) => each.direction === undefined || each.direction === word);
  if (unread !== undefined) return { message: unread.message, at: unread, isUnread: true };
  const live = policiesOf(groupOf(draft.joined.live, after.region, id), direction);
  const policies = policiesOf(groupOf(draft.joined.wanted, after.region, id), direction);
  if (before !== undefined && sameRules(policies, live)) return undefined;
  const known = new Set(live.map(policyKey));
  for (const [i, policy] of policies.entries()) {
    const fault = faultOfPolicy(draft, after, policy, known);
    if (fault === undefined) continue;
    const rule = outgoingPolicies(outgoing(draft.wanted, false), after, after[word])[i]?.rule;
    return { ...fault, ...(rule === undefined ? {} : { at: rule }) };
  }
  if (isOver(policies.length, draft.quotas[word], live.length)) {
    return {
      message: t(
        "they are {0}, and the quota is {1} ('quotas' in secgroup.json).",
        policies.length,
        draft.quotas[word] ?? 0,
      ),
      isUnread: false,
    };
  }
  return tooManyReferences(draft, policies, live);
}

function faultOfPolicy(
  draft: Draft,
  group: Group,
  policy: CloudPolicy,
  live: ReadonlySet<string | undefined>,
): Omit<Fault, 'at'> | undefined {
  const { unmade, unfilled, joined } = draft;
  const key = policyKey(policy);
  if (key === undefined) return { message: t('they hold an invalid address or port.'), isUnread: true };
  const names = idsIn(policy);
  const [unknown] = names.flatMap((name) => unknownName(name) ?? []);
  if (unknown !== undefined) {
    const message = t("nothing in the cloud, and nothing that the plan makes, is called '{0}'.", unknown);
    return { message, isUnread: true };
  }
  const unplanned = names.find((name) => unmade.has(name) || (unfilled.has(name) && !name.startsWith('sg-')));
  if (unplanned !== undefined)
    return { message: t("'{0}' is not in the plan.", nameOf(draft, unplanned)), isUnread: true };
  if (live.has(key)) return undefined;
  const message = refusedPolicy(policy) ?? otherProject(joined, group, policy.SecurityGroupId);
  return message === undefined ? undefined : { message, isUnread: false };
}

/** A rule may name groups of its own project only. */
function otherProject({ matches }: Draft['joined'], group: Group, id: string | undefined): string | undefined {
  if (id === undefined) return undefined;
  const named = matches.map(({ before, after }) => before ?? after).find((entity) => entity?.id === id);
  return named === undefined || named.project === group.project
    ? undefined
    : t("the cloud refuses rules for a group of another project, as '{0}' is.", named.name);
}

/** The cloud counts the groups that a group names. */
function tooManyReferences(
  { quotas: { referencedGroups } }: Draft,
  policies: readonly CloudPolicy[],
  live: readonly CloudPolicy[],
): Fault | undefined {
  const count = (list: readonly CloudPolicy[]) =>
    new Set(list.flatMap(({ SecurityGroupId }) => SecurityGroupId ?? [])).size;
  if (!isOver(count(policies), referencedGroups, count(live))) return undefined;
  return {
    message: t(
      "they name {0} groups, and the quota is {1} ('quotas' in secgroup.json).",
      count(policies),
      referencedGroups ?? 0,
    ),
    isUnread: false,
  };
}

function noteDates(draft: Draft, group: Group): void {
  const rules = [group.inbound, group.outbound].flatMap(({ policies }) => policies.map(({ rule }) => rule));
  const dates = commas([...new Set(rules.flatMap(({ until }) => until?.text ?? []))]);
  if (dates === '') return;
  const words = t('{0} has rules until {1}: the cloud knows no dates, and keeps them for ever.', title(group), dates);
  note(draft, words, group);
}

function changeAttributes(draft: Draft, { before, after, id }: GroupPair): Operation[] {
  if (before === undefined) return [];
  if (before.project !== after.project) {
    const words = t(
      "{0} is of the project '{1}' and cannot move to '{2}'.",
      title(after),
      before.project,
      after.project,
    );
    leaveOut(draft, words, after);
  }
  const name = after.name !== '' && after.name !== id && after.name !== before.name ? after.name : undefined;
  const description = after.description ?? '';
  const isDescribed = description !== (before.description ?? '');
  if (name === undefined && !isDescribed) return [];
  if (unreadIn(after).some(({ direction }) => direction === undefined)) return [];
  const fault = refusedTexts(after);
  if (fault !== undefined) {
    leaveOut(draft, t("The name and description of '{0}' stay as they are live: {1}", before.name, fault), after);
    return [];
  }
  const words =
    name === undefined
      ? t("Describe '{0}' as '{1}'.", before.name, description)
      : isDescribed
        ? t("Rename '{0}' to '{1}' and describe it as '{2}'.", before.name, name, description)
        : t("Rename '{0}' to '{1}'.", before.name, name);
  const request = { SecurityGroupId: id, GroupName: name, ...(isDescribed ? { GroupDescription: description } : {}) };
  return [
    quiet(words, concern('rename', 'group', id), {
      action: 'ModifySecurityGroupAttribute',
      region: after.region,
      request,
    }),
  ];
}

/** The cloud refuses a rule that the list has already. The second one matches nothing, so that it can be left out. */
function withoutDoubles(draft: Draft, group: Group, live: ReturnType<typeof groupOf>, lists: RuleLists): RuleLists {
  const once = (direction: Direction): readonly CloudPolicy[] => {
    const policies = distinctBy(lists[direction], policyKey);
    const doubles = lists[direction].length - policies.length;
    if (doubles === 0 || sameRules(lists[direction], policiesOf(live, direction))) return lists[direction];
    const words = t(
      '{0} has {1} twice, which the cloud refuses: only the first of each is sent.',
      title(group),
      ruleCount(doubles, direction),
    );
    note(draft, words, group);
    return policies;
  };
  return { Ingress: once('Ingress'), Egress: once('Egress') };
}
