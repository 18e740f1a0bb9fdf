// Random changes of a snapshot: each as the editor makes it, and as what it does to plain lists.

import type { Outcome } from '#edits/change.ts';
import { replaceRules } from '#edits/ruleEdits.ts';
import { changeModel, type ModelChange } from '#ide/change.ts';
import type * as ast from '#syntax/ast.ts';
import type { Folder } from '#workspace/folder.ts';
import type { KeyOf } from './changed.ts';
import { pick, type Random } from './random.ts';
import { groupIds, type Json, policy, texts, upTo } from './randomSnapshot.ts';

export const directions = ['inbound', 'outbound'] as const;
const cvmIds = ['ins-1', 'ins-2'];

interface Policies {
  inbound: Json[];
  outbound: Json[];
}

/** What a snapshot says, by ids. */
export interface Plain {
  readonly groups: Map<string, Policies>;
  readonly cvms: Map<string, string[]>;
  readonly descriptions: Map<string, string>;
}

export interface Edit {
  readonly make: (folder: Folder, keyOf: KeyOf) => Outcome;
  readonly plain: (model: Plain) => void;
  readonly what: string;
}

/** A list of a group that has `length` policies, and the place of one of them. */
interface ListPlace {
  readonly id: string;
  readonly direction: ast.Direction;
  readonly length: number;
  readonly index: number;
}

/** A change of a random kind; undefined where the list that it drew is too short for it. */
export function randomEdit(next: Random, before: Plain): Edit | undefined {
  const id = pick(next, groupIds);
  const direction = pick(next, directions);
  const length = before.groups.get(id)?.[direction].length ?? 0;
  const place = { id, direction, length, index: upTo(next, length - 1) };
  const change = pick(next, length === 0 ? changesOfAny : [...changesOfAny, ...changesOfRules]);
  return change(next, place);
}

function listIn(model: Plain, { id, direction }: ListPlace): Json[] {
  return model.groups.get(id)?.[direction] ?? [];
}

function ruleAt({ id, direction, index }: ListPlace, keyOf: KeyOf) {
  return { owner: keyOf(id), direction, index };
}

function change(make: (keyOf: KeyOf) => ModelChange, plain: Edit['plain']): Edit {
  return {
    make: (folder, keyOf) => changeModel(folder, make(keyOf)),
    plain,
    what: JSON.stringify(make((each) => each)),
  };
}

const changesOfRules: readonly ((next: Random, place: ListPlace) => Edit | undefined)[] = [
  moved,
  movedBy,
  duplicated,
  removed,
];

const changesOfAny: readonly ((next: Random, place: ListPlace) => Edit)[] = [
  added,
  imported,
  newGroup,
  described,
  withGroups,
  withCvms,
];

function moved(next: Random, place: ListPlace): Edit {
  const { length, index } = place;
  const to = upTo(next, length);
  return change(
    (keyOf) => ({ kind: 'moveRule', rule: ruleAt(place, keyOf), ...(to === length ? {} : { before: to }) }),
    (model) => {
      const [rule] = listIn(model, place).splice(index, 1);
      listIn(model, place).splice(to > index ? to - 1 : to, 0, rule as Json);
    },
  );
}

function movedBy(next: Random, place: ListPlace): Edit | undefined {
  const { length, index } = place;
  const by = pick(next, [-1, 1] as const);
  if (index + by < 0 || index + by >= length) return undefined;
  return change(
    (keyOf) => ({ kind: 'moveRuleBy', rule: ruleAt(place, keyOf), by }),
    (model) => {
      const [rule] = listIn(model, place).splice(index, 1);
      listIn(model, place).splice(index + by, 0, rule as Json);
    },
  );
}

function duplicated(_: Random, place: ListPlace): Edit {
  const { index } = place;
  return change(
    (keyOf) => ({ kind: 'duplicateRule', rule: ruleAt(place, keyOf) }),
    (model) => listIn(model, place).splice(index, 0, listIn(model, place)[index] as Json),
  );
}

function removed(next: Random, place: ListPlace): Edit {
  const { length } = place;
  const gone = new Set(Array.from({ length }, (_, i) => i).filter((i) => i === place.index || next() < 0.4));
  return change(
    (keyOf) => ({ kind: 'removeRules', rules: [...gone].map((index) => ruleAt({ ...place, index }, keyOf)) }),
    (model) => {
      const kept = listIn(model, place).filter((_, i) => !gone.has(i));
      listIn(model, place).splice(0, length, ...kept);
    },
  );
}

function added(next: Random, place: ListPlace): Edit {
  const { id, direction, length } = place;
  const { policy: written, line } = policy(next);
  const [, action = '', service = '', peer = '', said] = /^(\w+) (.+?) WORD (\S+)(?: (".*"))?$/.exec(line) ?? [];
  const before = next() < 0.5 ? undefined : upTo(next, length);
  const rule = {
    action: action as ast.Action,
    service,
    peers: [peer],
    ...(said === undefined ? {} : { description: JSON.parse(said) as string }),
  };
  return change(
    (keyOf) => ({ kind: 'addRule', owner: keyOf(id), direction, rule, before }),
    (model) => listIn(model, place).splice(before ?? length, 0, written),
  );
}

function imported(next: Random, { id }: ListPlace): Edit {
  const append = next() < 0.5;
  const asked = directions.filter(() => next() < 0.7);
  const made = new Map(asked.map((each) => [each, Array.from({ length: upTo(next, 3) }, () => policy(next))]));
  const lines = (each: ast.Direction) =>
    made.get(each)?.map(({ line }) => line.replace('WORD', each === 'inbound' ? 'from' : 'to'));
  return {
    what: `import ${id} ${JSON.stringify([...made].map(([each]) => [each, lines(each)]))} ${append}`,
    make: (folder, keyOf) =>
      replaceRules(folder, keyOf(id), { inbound: lines('inbound'), outbound: lines('outbound'), append }),
    plain: (model) => {
      for (const [each, list] of made) {
        const own = model.groups.get(id)?.[each] ?? [];
        own.splice(0, append ? 0 : own.length, ...list.map(({ policy }) => policy));
      }
    },
  };
}

function newGroup(next: Random, { id }: ListPlace): Edit {
  const name = pick(next, ['ops', '新组', '_']);
  const copy = pick(next, [undefined, id]);
  const empty = { inbound: [], outbound: [] };
  return change(
    (keyOf) => ({
      kind: 'newGroup',
      name,
      region: 'r1',
      project: '0',
      ...(copy === undefined ? {} : { copyOf: keyOf(copy) }),
    }),
    (model) => {
      const from = copy === undefined ? empty : (model.groups.get(copy) ?? empty);
      model.groups.set(`$name:${name}`, { inbound: from.inbound.map(bare), outbound: from.outbound.map(bare) });
      const said = copy === undefined ? '' : model.descriptions.get(copy);
      model.descriptions.set(`$name:${name}`, said ?? '');
    },
  );
}

function described(next: Random, { id }: ListPlace): Edit {
  const description = pick(next, texts);
  return change(
    (keyOf) => ({ kind: 'describeGroup', group: keyOf(id), description }),
    (model) => model.descriptions.set(id, description),
  );
}

function withGroups(next: Random): Edit {
  const groups = groupIds.filter(() => next() < 0.6).toSorted(() => next() - 0.5);
  const cvm = pick(next, cvmIds);
  return change(
    (keyOf) => ({ kind: 'setCvmGroups', cvm: keyOf(cvm), groups: groups.map(keyOf) }),
    (model) => model.cvms.set(cvm, groups),
  );
}

function withCvms(next: Random, { id }: ListPlace): Edit {
  const cvms = cvmIds.filter(() => next() < 0.5);
  return change(
    (keyOf) => ({ kind: 'setGroupCvms', group: keyOf(id), cvms: cvms.map(keyOf) }),
    (model) => {
      for (const [cvm, groups] of model.cvms) {
        const others = groups.filter((each) => each !== id);
        if (!cvms.includes(cvm)) model.cvms.set(cvm, others);
        else if (!groups.includes(id)) groups.push(id);
      }
    },
  );
}

/** The policy without place and time, which a clone may or may not take along. */
export function bare({ PolicyIndex: _, ModifyTime: __, ...policy }: Json): Json {
  return policy;
}

export function plainOf(text: string): Plain {
  const [region] = (JSON.parse(text) as { regions: Json[] }).regions;
  const objects = (value: unknown) => (value ?? []) as Json[];
  const groups = objects(region?.['SecurityGroupSet']);
  return {
    groups: new Map(
      groups.map((group) => {
        const set = (group['SecurityGroupPolicySet'] ?? {}) as Json;
        const list = (key: string) => objects(set[key]).map((each) => ({ ...each }));
        return [group['SecurityGroupId'] as string, { inbound: list('Ingress'), outbound: list('Egress') }];
      }),
    ),
    cvms: new Map(
      objects(region?.['InstanceSet']).map((cvm) => [
        cvm['InstanceId'] as string,
        [...objects(cvm['SecurityGroupIds'])] as unknown as string[],
      ]),
    ),
    descriptions: new Map(
      groups.map((group) => [group['SecurityGroupId'] as string, (group['SecurityGroupDesc'] ?? '') as string]),
    ),
  };
}

/** All that is compared, without the places of policies: these have a check of their own. */
export function withoutPlaces({ groups, cvms, descriptions }: Plain): unknown {
  const list = (policies: Json[]) => policies.map(({ PolicyIndex: _, ...policy }) => policy);
  return {
    groups: [...groups].map(([id, { inbound, outbound }]) => [id, list(inbound), list(outbound)]),
    cvms: [...cvms],
    descriptions: [...descriptions],
  };
}
