// The operations that change the rules of a group: one reset of both lists, or the fewest inserts, replaces and deletes.

import { barePolicy, type CloudPolicy, policyKey } from '#formats/cloud/policyKey.ts';
import { t } from '#util/l10n.ts';
import { alignRules, type Slot } from './alignRules.ts';
import type { Call } from './calls.ts';
import { type Cloud, DIRECTIONS, type Direction, groupOf, policiesOf, type SecurityGroup, versionOf } from './cloud.ts';
import { type Concern, concern, loud, type Operation, ruleCount, type State } from './operation.ts';

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

/** None where the rules are the same, in whatever spelling. */
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
  const clearings = emptied.map((direction) => {
    const count = ruleCount(policiesOf(live, direction).length, direction);
    return removal(target, direction, t('Remove the {0} of {1}.', count, target.title), () => true);
  });
  return changed.length === emptied.length ? clearings : [...clearings, reset(target, wanted, changed, clearings)];
}

/** Sets both lists as they are to be, once the operations `after` are made. `changed` are the lists that differ now. */
export function reset(
  target: RuleTarget,
  wanted: RuleLists,
  changed: readonly Direction[],
  after: readonly Operation[] = [],
): Operation {
  const { region, id, title } = target;
  if (DIRECTIONS.every((direction) => wanted[direction].length === 0)) return emptying(target);
  return loud(
    t('Set the rules of {0}: {1} inbound, {2} outbound.', title, wanted.Ingress.length, wanted.Egress.length),
    changedLists(target, changed),
    ({ cloud }) => {
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
    after,
  );
}

function changedLists({ id }: RuleTarget, directions: readonly Direction[]): readonly Concern[] {
  return concern('change', 'list', ...directions.map((direction) => `${id} ${direction}`));
}

/** Version "0" is the API's word for removing every rule. */
export function emptying(target: RuleTarget): Operation {
  const { region, id, title } = target;
  return loud(t('Remove all rules of {0}.', title), changedLists(target, DIRECTIONS), () => ({
    action: 'ModifySecurityGroupPolicies',
    region,
    request: { SecurityGroupId: id, SecurityGroupPolicySet: { Version: '0' } },
  }));
}

/** Takes out the rules of a direction that a test picks. */
export function removal(
  target: RuleTarget,
  direction: Direction,
  words: string,
  isOut: (policy: CloudPolicy) => boolean,
): Operation {
  return loud(words, changedLists(target, [direction]), ({ cloud }) => {
    const policies = policiesOf(groupOf(cloud, target.region, target.id), direction);
    const places = policies.flatMap((policy, i) => (isOut(policy) ? [i] : []));
    return deletion(cloud, target, direction, places);
  });
}

function deletion(cloud: Cloud, target: RuleTarget, direction: Direction, places: readonly number[]): Call {
  const policies = places.map((PolicyIndex) => ({ PolicyIndex }));
  return edit('DeleteSecurityGroupPolicies', cloud, target, direction, policies);
}

function edit(
  action: `${'Create' | 'Replace' | 'Delete'}SecurityGroupPolicies`,
  cloud: Cloud,
  { region, id }: RuleTarget,
  direction: Direction,
  policies: readonly CloudPolicy[],
): Call {
  const Version = versionOf(groupOf(cloud, region, id));
  const set = { ...(Version === undefined ? {} : { Version }), [direction]: policies };
  return { action, region, request: { SecurityGroupId: id, SecurityGroupPolicySet: set } };
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

/** One operation for all replaces, one for each run of inserts, one for all deletes: they can be made in any order. */
function edits(target: RuleTarget, direction: Direction, slots: readonly Slot[]): Operation[] {
  const { title } = target;
  const editing: Editing = { target, direction, slots, made: new Map() };
  const operations: Operation[] = [];
  const add = (own: readonly Slot[], words: string, call: Operation['call']) => {
    const operation = loud(words, changedLists(target, [direction]), call);
    for (const slot of own) editing.made.set(slot, operation);
    operations.push(operation);
  };
  const replaced = slots.filter(({ kind }) => kind === 'replace');
  if (replaced.length > 0) {
    const words = t('Replace {0} of {1}.', ruleCount(replaced.length, direction), title);
    add(replaced, words, (state) => replacement(editing, replaced, state));
  }
  for (const run of runsOf(slots)) {
    const words = t('Insert {0} into {1}.', ruleCount(run.length, direction), title);
    add(run, words, (state) => insertion(editing, run, state));
  }
  const deleted = slots.filter(({ kind }) => kind === 'delete');
  if (deleted.length > 0) {
    const words = t('Delete {0} of {1}.', ruleCount(deleted.length, direction), title);
    const places = (state: State) => deleted.map((slot) => placeOf(editing, slot, state));
    add(deleted, words, (state) => deletion(state.cloud, target, direction, places(state)));
  }
  return operations;
}

/** A list of rules that changes operation by operation. */
interface Editing {
  readonly target: RuleTarget;
  readonly direction: Direction;
  readonly slots: readonly Slot[];
  /** The operation that replaces, inserts or deletes the rule of a slot. */
  readonly made: Map<Slot, Operation>;
}

/** The index of a slot in the list as it is at a moment. */
function placeOf({ slots, made }: Editing, slot: Slot, { done }: State): number {
  const isThere = (each: Slot): boolean => {
    const operation = made.get(each);
    if (each.kind === 'insert') return operation !== undefined && done.has(operation);
    return each.kind !== 'delete' || operation === undefined || !done.has(operation);
  };
  return slots.slice(0, slots.indexOf(slot)).filter(isThere).length;
}

function replacement(editing: Editing, replaced: readonly Slot[], state: State): Call {
  const policies = replaced.map((slot) => ({
    PolicyIndex: placeOf(editing, slot, state),
    ...barePolicy(slot.wanted ?? {}),
  }));
  return edit('ReplaceSecurityGroupPolicies', state.cloud, editing.target, editing.direction, policies);
}

/** Undefined until the list has room, and no rule in it says the same. */
function insertion(editing: Editing, run: readonly Slot[], state: State): Call | undefined {
  const { target, direction, slots } = editing;
  const count = (side: 'old' | 'wanted') => slots.filter((slot) => slot[side] !== undefined).length;
  const most = Math.max(MOST_RULES, count('old'), count('wanted'));
  const keys = new Set(run.map(({ wanted }) => policyKey(wanted ?? {})));
  const current = policiesOf(groupOf(state.cloud, target.region, target.id), direction);
  if (current.length + run.length > most || current.some((policy) => keys.has(policyKey(policy)))) return undefined;
  const place = placeOf(editing, run[0] as Slot, state);
  // Behind the last rule there is no index to name.
  const index = place === current.length ? {} : { PolicyIndex: place };
  const policies = run.map(({ wanted }) => ({ ...index, ...barePolicy(wanted ?? {}) }));
  return edit('CreateSecurityGroupPolicies', state.cloud, target, direction, policies);
}

/** Inserts that follow each other, for which one call is enough. */
function runsOf(slots: readonly Slot[]): Slot[][] {
  const runs: Slot[][] = [];
  slots.forEach((slot, i) => {
    if (slot.kind !== 'insert') return;
    if (slots[i - 1]?.kind === 'insert') runs.at(-1)?.push(slot);
    else runs.push([slot]);
  });
  return runs;
}
