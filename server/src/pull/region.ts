// Everything that a snapshot holds of one region.

import * as actions from './actions.ts';
import type { Ask, Fault } from './ask.ts';
import { listAll, type Thing, unlike } from './pages.ts';
import { readShape } from './shapes.ts';

export interface PullOptions {
  /** Writes the rest where an action is refused, and says what is missing. */
  readonly partial: boolean;
  /** Called with each list that has come, and with each note. */
  readonly came: (what: string) => void;
  readonly note: (text: string) => void;
}

export type PulledRegion = { readonly region: Thing } | { readonly fault: Fault };

/** What two actions need of a third one is asked for as soon as that has come; all else at the same time. */
export async function pullRegion(ask: Ask, region: string, options: PullOptions): Promise<PulledRegion> {
  const missing: Missing[] = [];
  const results = await Promise.all([
    groupsOf(ask, region, options, missing),
    aclsOf(ask, region, options, missing),
    ...actions.lists.map((action) => listOf(ask, action, region, options, missing)),
  ]);
  const sets = new Map<string, readonly Thing[]>();
  for (const result of results) {
    if ('fault' in result) return result;
    for (const [set, things] of result.sets) sets.set(set, things);
  }
  const ofMachines = (sets.get('NetworkInterfaceSet') ?? []).filter((each) => each['Attachment'] !== undefined);
  sets.set('NetworkInterfaceSet', ofMachines);
  const inOrder = SETS.flatMap((set) => (sets.has(set) ? [[set, sets.get(set)] as const] : []));
  return {
    region: {
      Region: region,
      ...(missing.length === 0 ? {} : { Missing: missing.sort((a, b) => (a.Action < b.Action ? -1 : 1)) }),
      ...Object.fromEntries(inOrder),
    },
  };
}

const SETS = [
  'SecurityGroupSet',
  'InstanceSet',
  'SubnetSet',
  'NetworkAclSet',
  'AddressTemplateSet',
  'AddressTemplateGroupSet',
  'ServiceTemplateSet',
  'ServiceTemplateGroupSet',
  'NetworkInterfaceSet',
  'SecurityGroupAssociationStatisticsSet',
];

interface Missing {
  readonly Action: string;
  readonly Code: string;
}

type Part = { readonly sets: readonly (readonly [string, readonly Thing[]])[] } | { readonly fault: Fault };

/** A list, or nothing where it is refused and the rest will do. */
async function listOf(
  ask: Ask,
  action: actions.Action,
  region: string,
  options: PullOptions,
  missing: Missing[],
  params: Thing = {},
): Promise<Part> {
  const listed = await listAll(ask, action, region, params);
  if ('fault' in listed) return without(action.name, listed.fault, options, missing);
  if (listed.note !== undefined) options.note(`${region}: ${listed.note}`);
  options.came(`${region}: ${action.set}`);
  return { sets: [[action.set, listed.things]] };
}

/** A fault that concerns one action only may be left out; keys that are wrong, or a region that is not there, concern all. */
function without(action: string, fault: Fault, { partial }: PullOptions, missing: Missing[]): Part {
  if (!partial || fault.kind !== 'refused') return { fault };
  if (!missing.some((each) => each.Action === action)) missing.push({ Action: action, Code: fault.code });
  return { sets: [] };
}

async function groupsOf(ask: Ask, region: string, options: PullOptions, missing: Missing[]): Promise<Part> {
  const listed = await listAll(ask, actions.groups, region);
  if ('fault' in listed) return without(actions.groups.name, listed.fault, options, missing);
  if (listed.note !== undefined) options.note(`${region}: ${listed.note}`);
  options.came(`${region}: ${actions.groups.set}`);
  const [filled, counts] = await Promise.all([
    withPolicies(ask, region, listed.things, options, missing),
    associationsOf(ask, region, listed.things, options, missing),
  ]);
  if ('fault' in filled) return filled;
  if ('fault' in counts) return counts;
  return { sets: [...filled.sets, ...counts.sets] };
}

async function withPolicies(
  ask: Ask,
  region: string,
  groups: readonly Thing[],
  options: PullOptions,
  missing: Missing[],
): Promise<Part> {
  const { service, name, field, shape, perSecond } = actions.policies;
  const answers = await Promise.all(
    groups.map((group) =>
      ask({ service, action: name, region, params: { SecurityGroupId: group['SecurityGroupId'] }, perSecond }),
    ),
  );
  const filled: Thing[] = [];
  for (const [index, answer] of answers.entries()) {
    const group = groups[index] ?? {};
    if ('fault' in answer) {
      // It was deleted since it was listed.
      if (answer.fault.kind === 'gone') continue;
      const part = without(name, answer.fault, options, missing);
      if ('fault' in part) return part;
      filled.push(group);
      continue;
    }
    const read = readShape(shape, answer.value[field], field);
    if ('fault' in read) return unlike(`${name} for ${group['SecurityGroupId']}`, read.fault);
    filled.push({ ...group, [field]: { Ingress: [], Egress: [], ...read.value } });
  }
  options.came(`${region}: ${field}`);
  return { sets: [[actions.groups.set, filled]] };
}

async function associationsOf(
  ask: Ask,
  region: string,
  groups: readonly Thing[],
  options: PullOptions,
  missing: Missing[],
): Promise<Part> {
  const ids = groups.map((group) => group['SecurityGroupId']);
  const parts: Promise<Part>[] = [];
  for (let at = 0; at < ids.length; at += actions.MOST) {
    const params = { SecurityGroupIds: ids.slice(at, at + actions.MOST) };
    parts.push(listOf(ask, actions.associations, region, options, missing, params));
  }
  const all: Thing[] = [];
  for (const part of await Promise.all(parts)) {
    if ('fault' in part) {
      // One of the groups was deleted since they were listed: what is known of the others is asked for with the next pull.
      if (part.fault.kind !== 'gone') return part;
      options.note(`${region}: a group was deleted while it was read, so ${actions.associations.set} is not complete.`);
    } else for (const [, things] of part.sets) all.push(...things);
  }
  return { sets: [[actions.associations.set, all]] };
}

async function aclsOf(ask: Ask, region: string, options: PullOptions, missing: Missing[]): Promise<Part> {
  const listed = await listAll(ask, actions.acls, region);
  if ('fault' in listed) return without(actions.acls.name, listed.fault, options, missing);
  if (listed.note !== undefined) options.note(`${region}: ${listed.note}`);
  options.came(`${region}: ${actions.acls.set}`);
  const filled: Thing[] = [];
  for (const acl of listed.things) {
    if (acl['NetworkAclType'] !== 'QUINTUPLE') {
      filled.push(acl);
      continue;
    }
    const entries = await quintuplesOf(ask, region, acl);
    if ('value' in entries) filled.push({ ...acl, [actions.quintuples.field]: entries.value });
    else if (entries.fault.kind !== 'gone') {
      const part = without(actions.quintuples.name, entries.fault, options, missing);
      if ('fault' in part) return part;
      filled.push(acl);
    }
  }
  return { sets: [[actions.acls.set, filled]] };
}

/** Both directions share the pages: a page ends the list once it adds nothing, or less than a page can hold. */
async function quintuplesOf(
  ask: Ask,
  region: string,
  acl: Thing,
): Promise<{ readonly value: Thing } | { readonly fault: Fault }> {
  const { service, name, field, shape, perSecond } = actions.quintuples;
  const found = { Ingress: new Map<string, unknown>(), Egress: new Map<string, unknown>() };
  for (let offset = 0; ; ) {
    const params = { NetworkAclId: acl['NetworkAclId'], Offset: offset, Limit: actions.MOST };
    const answer = await ask({ service, action: name, region, params, perSecond });
    if ('fault' in answer) return answer;
    const read = readShape(shape, answer.value[field], field);
    if ('fault' in read) return unlike(`${name} for ${acl['NetworkAclId']}`, read.fault);
    let length = 0;
    let added = 0;
    for (const direction of ['Ingress', 'Egress'] as const) {
      for (const entry of (read.value[direction] ?? []) as readonly Thing[]) {
        const key = String(entry['NetworkAclQuintupleEntryId'] ?? `${offset}/${length}`);
        length++;
        if (found[direction].has(key)) continue;
        found[direction].set(key, entry);
        added++;
      }
    }
    offset += length;
    if (added === 0 || length < actions.MOST) {
      return { value: { Ingress: [...found.Ingress.values()], Egress: [...found.Egress.values()] } };
    }
  }
}
