// Everything that a snapshot holds of one region.

import { LIST_KEYS } from '#formats/cloud/entityJson.ts';
import * as actions from './actions.ts';
import { keptOf, unlike } from './answers.ts';
import type { Ask, Fault } from './ask.ts';
import type { JsonObject } from './json.ts';
import { listAll } from './pages.ts';

export interface PullOptions {
  /** Leaves out what an action that is refused would answer, and says what is missing. */
  readonly partial: boolean;
  /** Called with each list that has come. */
  readonly came: (what: string) => void;
  readonly note: (text: string) => void;
}

export type PulledRegion = { readonly region: JsonObject } | { readonly fault: Fault };

/** All is asked at the same time, but for what needs the ids in another answer. */
export async function pullRegion(ask: Ask, region: string, options: PullOptions): Promise<PulledRegion> {
  const pulling: Pulling = { ask, region, options, missing: [] };
  const parts = await Promise.all([
    groupsOf(pulling),
    aclsOf(pulling),
    ...actions.lists.map((action) => listOf(pulling, action)),
  ]);
  const sets = new Map<string, readonly JsonObject[]>();
  for (const part of parts) {
    if ('fault' in part) return part;
    for (const [set, objects] of part.sets) sets.set(set, objects);
  }
  const ofMachines = (sets.get('NetworkInterfaceSet') ?? []).filter((each) => each['Attachment'] !== undefined);
  sets.set('NetworkInterfaceSet', ofMachines);
  const missing = pulling.missing.sort((a, b) => (a.Action < b.Action ? -1 : 1));
  return {
    region: {
      Region: region,
      ...(missing.length === 0 ? {} : { Missing: missing }),
      ...Object.fromEntries(SETS.flatMap((set) => (sets.has(set) ? [[set, sets.get(set)]] : []))),
    },
  };
}

/** In the order in which a snapshot has them. */
const SETS: readonly string[] = [...LIST_KEYS, actions.associations.set];

interface Pulling {
  readonly ask: Ask;
  readonly region: string;
  readonly options: PullOptions;
  /** The actions that were refused, as the snapshot says it. */
  readonly missing: { readonly Action: string; readonly Code: string }[];
}

/** Some of the lists of a region; one whose action is refused is not among them. */
type Part = { readonly sets: readonly (readonly [set: string, readonly JsonObject[]])[] } | { readonly fault: Fault };

async function listOf(pulling: Pulling, action: actions.ListAction, params?: JsonObject): Promise<Part> {
  const { ask, region, options } = pulling;
  const listed = await listAll(ask, action, region, params);
  if ('fault' in listed) return without(pulling, action, listed.fault);
  if (listed.note !== undefined) options.note(`${region}: ${listed.note}`);
  options.came(`${region}: ${action.set}`);
  return { sets: [[action.set, listed.objects]] };
}

/** Undefined where they could not be listed, or the action was refused. */
function objectsIn(part: Part): readonly JsonObject[] | undefined {
  return 'fault' in part ? undefined : part.sets[0]?.[1];
}

/** A permission that is missing concerns one action, which may be left out. Every other fault concerns all. */
function without({ options, missing }: Pulling, { name }: actions.Action, fault: Fault): Part {
  if (!options.partial || fault.kind !== 'refused') return { fault };
  if (!missing.some((each) => each.Action === name)) missing.push({ Action: name, Code: fault.code });
  return { sets: [] };
}

async function groupsOf(pulling: Pulling): Promise<Part> {
  const listed = await listOf(pulling, actions.groups);
  const groups = objectsIn(listed);
  if (groups === undefined) return listed;
  const [filled, counts] = await Promise.all([withPolicies(pulling, groups), associationsOf(pulling, groups)]);
  if ('fault' in filled) return filled;
  return 'fault' in counts ? counts : { sets: [...filled.sets, ...counts.sets] };
}

async function withPolicies(pulling: Pulling, groups: readonly JsonObject[]): Promise<Part> {
  const action = actions.policies;
  const answers = await Promise.all(
    groups.map(({ SecurityGroupId }) => objectOf(pulling, action, { SecurityGroupId }, SecurityGroupId)),
  );
  const filled: JsonObject[] = [];
  for (const [index, answer] of answers.entries()) {
    const group = groups[index] ?? {};
    if ('value' in answer) filled.push({ ...group, [action.field]: { Ingress: [], Egress: [], ...answer.value } });
    // A group that was deleted since it was listed is none any more.
    else if (answer.fault.kind !== 'gone') {
      const part = without(pulling, action, answer.fault);
      if ('fault' in part) return part;
      filled.push(group);
    }
  }
  pulling.options.came(`${pulling.region}: ${action.field}`);
  return { sets: [[actions.groups.set, filled]] };
}

async function objectOf(
  { ask, region }: Pulling,
  { service, name, field, keeps, needs, perSecond }: actions.ObjectAction,
  params: JsonObject,
  of: unknown,
): Promise<{ readonly value: JsonObject } | { readonly fault: Fault }> {
  const answer = await ask({ service, action: name, region, params, perSecond });
  if ('fault' in answer) return answer;
  const kept = keptOf(keeps, needs, answer.value[field], field);
  return 'wrong' in kept ? unlike(`${name} for ${of}`, kept.wrong) : kept;
}

async function associationsOf(pulling: Pulling, groups: readonly JsonObject[]): Promise<Part> {
  const action = actions.associations;
  const ids = groups.map((group) => group['SecurityGroupId']);
  const parts: Promise<Part>[] = [];
  for (let at = 0; at < ids.length; at += actions.MOST) {
    parts.push(listOf(pulling, action, { SecurityGroupIds: ids.slice(at, at + actions.MOST) }));
  }
  const all: JsonObject[] = [];
  for (const part of await Promise.all(parts)) {
    if (!('fault' in part)) for (const [, objects] of part.sets) all.push(...objects);
    // One of a hundred groups was deleted since they were listed, for which the API answers nothing about any of them.
    else if (part.fault.kind === 'gone') {
      pulling.options.note(
        `${pulling.region}: a group was deleted while it was read, so ${action.set} is not complete.`,
      );
    } else return part;
  }
  return { sets: [[action.set, all]] };
}

async function aclsOf(pulling: Pulling): Promise<Part> {
  const listed = await listOf(pulling, actions.acls);
  const acls = objectsIn(listed);
  if (acls === undefined) return listed;
  const filled: JsonObject[] = [];
  for (const acl of acls) {
    if (acl['NetworkAclType'] !== 'QUINTUPLE') {
      filled.push(acl);
      continue;
    }
    const { NetworkAclId } = acl;
    const found = await listAll(pulling.ask, actions.quintuples, pulling.region, { NetworkAclId });
    const entries = 'fault' in found ? found : byDirection(found.objects);
    if ('value' in entries) filled.push({ ...acl, [actions.quintuples.set]: entries.value });
    else if (entries.fault.kind !== 'gone') {
      const part = without(pulling, actions.quintuples, entries.fault);
      if ('fault' in part) return part;
      filled.push(acl);
    }
  }
  return { sets: [[actions.acls.set, filled]] };
}

/** The entries of an acl as a snapshot has them. */
function byDirection(entries: readonly JsonObject[]): { readonly value: JsonObject } | { readonly fault: Fault } {
  const sides = { Ingress: [] as JsonObject[], Egress: [] as JsonObject[] };
  for (const { NetworkAclDirection: direction, ...entry } of entries) {
    const side = Object.entries(sides).find(([name]) => name.toUpperCase() === direction);
    if (side === undefined) return unlike(actions.quintuples.name, 'an entry has no direction');
    side[1].push(entry);
  }
  return { value: sides };
}
