// The rules of a group, from what they are to what they are to be: as one reset of both lists, or as the fewest inserts, replaces
// and deletes.

import { barePolicy, type CloudPolicy, policyKey } from '#formats/cloud/policyKey.ts';
import { t } from '#util/l10n.ts';
import { alignRules, type Slot } from './alignRules.ts';
import type { Call } from './calls.ts';
import { type Cloud, DIRECTIONS, type Direction, groupOf, policiesOf, type SecurityGroup, versionOf } from './cloud.ts';
import { type Concern, concern, type Operation, ruleCount, type State } from './operation.ts';

/** One group whose rules are changed. */
export interface RuleTarget {
  readonly region: string;
  readonly id: string;
  /** As messages name it, in quotes. */
  readonly title: string;
}

export interface RuleLists {
  readonly Ingress: readonly CloudPolicy[];
  readonly Egress: readonly CloudPolicy[];
}

/** Rules of a direction that a group may have by default; where it has more already, that many. */
const MOST_RULES = 100;

/** None where the rules are the same but for their spelling. */
export function ruleChanges(
  target: RuleTarget,
  live: SecurityGroup | undefined,
  wanted: RuleLists,
  incremental: boolean,
): readonly Operation[] {
  const changed = DIRECTIONS.filter((direction) => !sameRules(policiesOf(live, direction), wanted[direction]));
  if (changed.length === 0) return [];
  const slots = incremental ? alignedLists(live, wanted, changed) : undefined;
  return slots === undefined
    ? resets(target, live, wanted, changed)
    : [...slots].flatMap(([direction, aligned]) => edits(target, direction, aligned));
}

export function sameRules(a: readonly CloudPolicy[], b: readonly CloudPolicy[]): boolean {
  return a.length === b.length && a.every((policy, i) => policyKey(policy) === policyKey(b[i] ?? policy));
}

/**
 * `ModifySecurityGroupPolicies` sets both lists at once. Whether it takes an empty list for one or for none is not documented: a
 * direction that is to lose all its rules loses them by a call of its own.
 */
function resets(
  target: RuleTarget,
  live: SecurityGroup | undefined,
  wanted: RuleLists,
  changed: readonly Direction[],
): Operation[] {
  const emptied = changed.filter((direction) => wanted[direction].length === 0);
  if (DIRECTIONS.every((direction) => wanted[direction].length === 0)) return [reset(target, wanted, changed)];
  const clearings = emptied.map((direction) => clearing(target, direction, policiesOf(live, direction).length));
  return changed.length === emptied.length ? clearings : [...clearings, reset(target, wanted, changed, clearings)];
}

/** Both lists as they are to be, once the operations `after` are made. `changed` are those that are not so yet. */
export function reset(
  target: RuleTarget,
  wanted: RuleLists,
  changed: readonly Direction[],
  after: readonly Operation[] = [],
): Operation {
  const { region, id, title } = target;
  if (DIRECTIONS.every((direction) => wanted[direction].length === 0)) return emptying(target);
  return {
    words: t('Set the rules of {0}: {1} inbound, {2} outbound.', title, wanted.Ingress.length, wanted.Egress.length),
    concerns: changedLists(target, changed),
    changesPackets: true,
    call: ({ cloud, done }) => {
      if (after.some((operation) => !done.has(operation))) return undefined;
      const current = versionOf(groupOf(cloud, region, id));
      return {
        action: 'ModifySecurityGroupPolicies',
        region,
        request: {
          SecurityGroupId: id,
          SecurityGroupPolicySet: {
            // Zero would empty the group.
            ...(current === undefined || Number(current) === 0 ? {} : { Version: current }),
            Ingress: wanted.Ingress.map(barePolicy),
            Egress: wanted.Egress.map(barePolicy),
          },
          SortPolicys: true,
        },
      };
    },
  };
}

function changedLists({ id }: RuleTarget, directions: readonly Direction[]): readonly Concern[] {
  return concern('change', 'list', ...directions.map((direction) => `${id} ${direction}`));
}

/** Version "0" is the API's word for removing every rule. */
export function emptying(target: RuleTarget): Operation {
  const { region, id, title } = target;
  return {
    words: t('Remove all rules of {0}.', title),
    concerns: changedLists(target, DIRECTIONS),
    changesPackets: true,
    call: () => ({
      action: 'ModifySecurityGroupPolicies',
      region,
      request: { SecurityGroupId: id, SecurityGroupPolicySet: { Version: '0' } },
    }),
  };
}

function clearing(target: RuleTarget, direction: Direction, rules: number): Operation {
  return {
    words: t('Remove the {0} of {1}.', ruleCount(rules, direction), target.title),
    concerns: changedLists(target, [direction]),
    changesPackets: true,
    call: ({ cloud }) => {
      const { length } = policiesOf(groupOf(cloud, target.region, target.id), direction);
      return deletion(
        cloud,
        target,
        direction,
        Array.from({ length }, (_, i) => i),
      );
    },
  };
}

/** Takes out the rules of a direction that a test picks. */
export function removal(
  target: RuleTarget,
  direction: Direction,
  words: string,
  isOut: (policy: CloudPolicy) => boolean,
): Operation {
  return {
    words,
    concerns: changedLists(target, [direction]),
    changesPackets: true,
    call: ({ cloud }) => {
      const policies = policiesOf(groupOf(cloud, target.region, target.id), direction);
      return deletion(
        cloud,
        target,
        direction,
        policies.flatMap((policy, i) => (isOut(policy) ? [i] : [])),
      );
    },
  };
}

function deletion(cloud: Cloud, target: RuleTarget, direction: Direction, places: readonly number[]): Call {
  return {
    action: 'DeleteSecurityGroupPolicies',
    region: target.region,
    request: {
      SecurityGroupId: target.id,
      SecurityGroupPolicySet: {
        ...version(cloud, target),
        [direction]: places.map((PolicyIndex) => ({ PolicyIndex })),
      },
    },
  };
}

function version(cloud: Cloud, { region, id }: RuleTarget): { readonly Version?: string } {
  const Version = versionOf(groupOf(cloud, region, id));
  return Version === undefined ? {} : { Version };
}

/** Undefined where the rules of the group cannot be told apart. */
function alignedLists(
  live: SecurityGroup | undefined,
  wanted: RuleLists,
  changed: readonly Direction[],
): ReadonlyMap<Direction, readonly Slot[]> | undefined {
  const lists = new Map<Direction, readonly Slot[]>();
  for (const direction of changed) {
    const slots = alignRules(policiesOf(live, direction), wanted[direction]);
    if (slots === undefined) return undefined;
    lists.set(direction, slots);
  }
  return lists;
}

/** One call for all replaces, one for each run of inserts, one for all deletes. */
function edits(target: RuleTarget, direction: Direction, slots: readonly Slot[]): Operation[] {
  const { region, id, title } = target;
  const made = new Map<Slot, Operation>();
  const most = Math.max(
    MOST_RULES,
    slots.filter(({ old }) => old !== undefined).length,
    slots.filter(({ wanted }) => wanted !== undefined).length,
  );
  const isThere = (slot: Slot, { done }: State): boolean => {
    const operation = made.get(slot);
    if (slot.kind === 'insert') return operation !== undefined && done.has(operation);
    return slot.kind !== 'delete' || operation === undefined || !done.has(operation);
  };
  const placeOf = (slot: Slot, state: State): number =>
    slots.slice(0, slots.indexOf(slot)).filter((each) => isThere(each, state)).length;
  const policySet = ({ cloud }: State, policies: readonly CloudPolicy[]) => ({
    ...version(cloud, target),
    [direction]: policies,
  });
  const operations: Operation[] = [];
  const add = (own: readonly Slot[], operation: Operation) => {
    for (const slot of own) made.set(slot, operation);
    operations.push(operation);
  };

  const replaced = slots.filter(({ kind }) => kind === 'replace');
  if (replaced.length > 0) {
    add(replaced, {
      words: t('Replace {0} of {1}.', ruleCount(replaced.length, direction), title),
      concerns: changedLists(target, [direction]),
      changesPackets: true,
      call: (state) => ({
        action: 'ReplaceSecurityGroupPolicies',
        region,
        request: {
          SecurityGroupId: id,
          SecurityGroupPolicySet: policySet(
            state,
            replaced.map((slot) => ({ PolicyIndex: placeOf(slot, state), ...barePolicy(slot.wanted ?? {}) })),
          ),
        },
      }),
    });
  }
  for (const run of runsOf(slots)) {
    const keys = new Set(run.map(({ wanted }) => policyKey(wanted ?? {})));
    add(run, {
      words: t('Insert {0} into {1}.', ruleCount(run.length, direction), title),
      concerns: changedLists(target, [direction]),
      changesPackets: true,
      call: (state) => {
        const current = policiesOf(groupOf(state.cloud, region, id), direction);
        if (current.length + run.length > most || current.some((policy) => keys.has(policyKey(policy))))
          return undefined;
        const place = placeOf(run[0] as Slot, state);
        // Behind the last rule there is no index to name.
        const index = place === current.length ? {} : { PolicyIndex: place };
        return {
          action: 'CreateSecurityGroupPolicies',
          region,
          request: {
            SecurityGroupId: id,
            SecurityGroupPolicySet: policySet(
              state,
              run.map(({ wanted }) => ({ ...index, ...barePolicy(wanted ?? {}) })),
            ),
          },
        };
      },
    });
  }
  const deleted = slots.filter(({ kind }) => kind === 'delete');
  if (deleted.length > 0) {
    add(deleted, {
      words: t('Delete {0} of {1}.', ruleCount(deleted.length, direction), title),
      concerns: changedLists(target, [direction]),
      changesPackets: true,
      call: (state) =>
        deletion(
          state.cloud,
          target,
          direction,
          deleted.map((slot) => placeOf(slot, state)),
        ),
    });
  }
  return operations;
}

/** Inserts that stand side by side. */
function runsOf(slots: readonly Slot[]): Slot[][] {
  const runs: Slot[][] = [];
  slots.forEach((slot, i) => {
    if (slot.kind !== 'insert') return;
    if (slots[i - 1]?.kind === 'insert') runs.at(-1)?.push(slot);
    else runs.push([slot]);
  });
  return runs;
}
