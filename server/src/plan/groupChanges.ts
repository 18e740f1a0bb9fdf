// Groups: made, renamed, described, and their rules.

import { type CloudPolicy, policyKey } from '#formats/cloud/policyKey.ts';
import type { Group } from '#model/model.ts';
import { t } from '#util/l10n.ts';
import { type Direction, groupOf, policiesOf } from './cloud.ts';
import { title } from './join.ts';
import { type Draft, note, type Operation, ruleCount } from './operation.ts';
import { type RuleLists, reset, ruleChanges, sameRules } from './ruleChanges.ts';

const MOST_NAME = 60;
const MOST_DESCRIPTION = 100;

/** Calls that make groups, before anything that refers to them. */
export function createGroups(draft: Draft): Operation[] {
  return groupPairs(draft).flatMap(({ before, after }) => {
    if (before !== undefined || after?.id === undefined) return [];
    const { id, region, project, description = '' } = after;
    checkTexts(draft, after);
    if (!/^[0-9]+$/.test(project)) {
      note(
        draft,
        t(
          "{0} is of the project '{1}': the cloud knows projects by number, so it is created in the default one.",
          title(after),
          project,
        ),
        after,
      );
    }
    return {
      words: t("Create the group '{0}'.", after.name),
      changesPackets: false,
      call: () => ({
        action: 'CreateSecurityGroup',
        region,
        request: {
          GroupName: after.name,
          GroupDescription: description,
          ProjectId: /^[0-9]+$/.test(project) ? project : '0',
        },
        creates: id,
      }),
    };
  });
}

/** Rules of groups, new and old. */
export function changeRules(draft: Draft): Operation[] {
  const { joined, options } = draft;
  return groupPairs(draft).flatMap(({ before, after }) => {
    const id = after?.id;
    if (after === undefined || id === undefined) return [];
    const live = groupOf(joined.live, after.region, id);
    const wanted = groupOf(joined.wanted, after.region, id);
    const lists = { Ingress: policiesOf(wanted, 'Ingress'), Egress: policiesOf(wanted, 'Egress') };
    const fault = faultOf(draft, after, lists);
    if (fault !== undefined) {
      note(draft, t("The rules of '{0}' are not planned: {1}", after.name, fault), after);
      return [];
    }
    const target = { region: after.region, id, title: `'${after.name}'` };
    const rules = withoutDoubles(draft, after, live, lists);
    // The places of the rules that are there are not known then, nor what they let through.
    const isUnread = before !== undefined && hasUnreadable(before);
    if (isUnread) {
      note(
        draft,
        t("The snapshot holds a rule of '{0}' that cannot be read: all rules are set anew.", before.name),
        after,
      );
    }
    const incremental = options.incremental === true && before !== undefined;
    const operations = isUnread ? [reset(target, rules)] : ruleChanges(target, live, rules, incremental);
    if (operations.length > 0) noteDates(draft, after);
    return operations;
  });
}

function noteDates(draft: Draft, group: Group): void {
  const rules = [group.inbound, group.outbound].flatMap(({ policies }) => policies.map(({ rule }) => rule));
  const dates = [...new Set(rules.flatMap(({ until }) => until?.text ?? []))];
  if (dates.length === 0) return;
  note(
    draft,
    t('{0} has rules until {1}: the cloud knows no dates, and keeps them for ever.', title(group), dates.join(', ')),
    group,
  );
}

/** Names and descriptions, which change no packet. */
export function changeAttributes(draft: Draft): Operation[] {
  return groupPairs(draft).flatMap(({ before, after }) => {
    if (before === undefined || after?.id === undefined) return [];
    const { id, region } = after;
    if (before.project !== after.project) {
      note(
        draft,
        t("{0} is of the project '{1}' and cannot move to '{2}'.", title(after), before.project, after.project),
        after,
      );
    }
    const name = after.name !== '' && after.name !== id && after.name !== before.name ? after.name : undefined;
    const description = after.description ?? '';
    const isDescribed = description !== (before.description ?? '');
    if (name === undefined && !isDescribed) return [];
    checkTexts(draft, after);
    const words =
      name === undefined
        ? t("Describe '{0}' as '{1}'.", before.name, description)
        : isDescribed
          ? t("Rename '{0}' to '{1}' and describe it as '{2}'.", before.name, name, description)
          : t("Rename '{0}' to '{1}'.", before.name, name);
    return {
      words,
      changesPackets: false,
      call: () => ({
        action: 'ModifySecurityGroupAttribute',
        region,
        request: {
          SecurityGroupId: id,
          ...(name === undefined ? {} : { GroupName: name }),
          ...(isDescribed ? { GroupDescription: description } : {}),
        },
      }),
    };
  });
}

interface GroupPair {
  readonly before: Group | undefined;
  readonly after: Group | undefined;
}

function groupPairs({ joined }: Draft): GroupPair[] {
  return joined.matches.flatMap(({ before, after }) =>
    (before ?? after)?.kind === 'group'
      ? [{ before: before as Group | undefined, after: after as Group | undefined }]
      : [],
  );
}

function checkTexts(draft: Draft, group: Group): void {
  if ([...group.name].length > MOST_NAME) {
    note(
      draft,
      t('{0} has a name of more than {1} characters, which the cloud refuses.', title(group), MOST_NAME),
      group,
    );
  }
  if ([...(group.description ?? '')].length > MOST_DESCRIPTION) {
    note(
      draft,
      t('{0} has a description of more than {1} characters, which the cloud refuses.', title(group), MOST_DESCRIPTION),
      group,
    );
  }
}

/** Why the lists cannot be sent: a rule of theirs cannot be read, or names what is not there. */
function faultOf({ unmade, joined }: Draft, group: Group, lists: RuleLists): string | undefined {
  if (hasUnreadable(group)) return t('they hold a rule that cannot be read.');
  for (const policy of [...lists.Ingress, ...lists.Egress]) {
    const names = referencesIn(policy);
    const unknown = names.find((name) => name.startsWith('$name:'));
    if (unknown !== undefined) {
      return t(
        "nothing in the cloud, and nothing that the plan makes, is called '{0}'.",
        unknown.slice('$name:'.length),
      );
    }
    const unplanned = names.find((name) => unmade.has(name));
    if (unplanned !== undefined) return t("'{0}' is not created.", shownName(joined.shown, unplanned));
    if (policyKey(policy) === undefined) return t('they hold an address or a port that is none.');
  }
  return undefined;
}

function hasUnreadable({ inbound, outbound }: Group): boolean {
  return [...inbound.policies, ...outbound.policies].some(
    ({ rule, peerNode }) => rule.service === undefined || peerNode.kind === 'broken' || peerNode.kind === 'internet',
  );
}

export function shownName(shown: ReadonlyMap<string, string>, id: string): string {
  return shown.get(id)?.slice('$name:'.length) ?? id;
}

function referencesIn({ SecurityGroupId, AddressTemplate, ServiceTemplate }: CloudPolicy): string[] {
  const ids = [
    SecurityGroupId,
    AddressTemplate?.AddressId,
    AddressTemplate?.AddressGroupId,
    ServiceTemplate?.ServiceId,
    ServiceTemplate?.ServiceGroupId,
  ];
  return ids.filter((id) => id !== undefined);
}

/** The cloud refuses a rule that is there already: it matches nothing where it stands. */
function withoutDoubles(draft: Draft, group: Group, live: ReturnType<typeof groupOf>, lists: RuleLists): RuleLists {
  const once = (direction: Direction): readonly CloudPolicy[] => {
    const seen = new Set<string | undefined>();
    const policies = lists[direction].filter((policy) => {
      const key = policyKey(policy);
      const isNew = !seen.has(key);
      seen.add(key);
      return isNew;
    });
    const doubles = lists[direction].length - policies.length;
    if (doubles === 0 || sameRules(lists[direction], policiesOf(live, direction))) return lists[direction];
    note(
      draft,
      t(
        '{0} has {1} twice, which the cloud refuses: only the first of each is sent.',
        title(group),
        ruleCount(doubles, direction),
      ),
      group,
    );
    return policies;
  };
  return { Ingress: once('Ingress'), Egress: once('Egress') };
}
