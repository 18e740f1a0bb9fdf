// Joins what is live and what is wanted: two models become two clouds in the API's own fields, in which the same thing has the same id.
// Things are matched by their ids, or else by their names, and get the live id. A thing that the plan creates gets a provisional id.
//
//   live     group web sg-1      cvm web-1 ins-1 { groups web }           sg-1, ins-1 in sg-1
//   wanted   group web           cvm web-1 { groups web, db }             sg-1, ins-1 in sg-1 and sg-0new00000001
//            group db                                                     sg-0new00000001, shown as `$name:db`

import { type Match, matchEntities } from '#engine/versions/matchEntities.ts';
import { snapshotJson } from '#formats/cloud/snapshotText.ts';
import { plainValue } from '#formats/jsonText.ts';
import { isListOfLists, outgoing } from '#formats/outgoing.ts';
import { importedNames, nameOfId } from '#formats/sg/names.ts';
import { DEFAULT_PROJECT } from '#model/declare.ts';
import { NOUN } from '#model/kindWords.ts';
import type { Cvm, Entity, EntityKind, Model } from '#model/model.ts';
import { distinctBy } from '#util/groupBy.ts';
import { listed, t } from '#util/l10n.ts';
import { type Cloud, DEFAULT_REGION } from './cloud.ts';
import { nameInRequests, provisionalId } from './ids.ts';
import { missingKinds } from './missing.ts';

export interface Joined {
  readonly live: Cloud;
  readonly wanted: Cloud;
  /** With the ids of the clouds. */
  readonly matches: readonly Match<Entity>[];
  /** What is written in the place of a provisional id: `$name:web`. */
  readonly shown: ReadonlyMap<string, string>;
  /** The name of each thing by its id, as it is wanted, or else as it is live. */
  readonly names: ReadonlyMap<string, string>;
  readonly notes: readonly JoinNote[];
  /** What is live without an id, by the one that the plan gives it. */
  readonly unnamed: ReadonlyMap<string, Entity>;
  /** Ids of what is wanted under a name that several live things have: it is left as it is. */
  readonly unclear: ReadonlySet<string>;
  /** Keys of those live things. */
  readonly twins: ReadonlySet<string>;
}

export interface JoinNote {
  readonly message: string;
  readonly about?: Entity;
  /** Whether something that the files want is left out. */
  readonly incomplete: boolean;
  /** The live side does not speak of this region, so nothing of it is compared. */
  readonly unknownRegion?: string;
}

export function join(live: Model, wanted: Model, region: string | undefined): Joined {
  const notes: JoinNote[] = [];
  const before = placed(entitiesOf(live), entitiesOf(wanted), region);
  const after = spokenOf(live, placed(entitiesOf(wanted), entitiesOf(live), region), notes);
  const joining: Joining = {
    before,
    wantedIds: new Set(after.flatMap(({ id }) => id ?? [])),
    isImported: importedNames(before),
    taken: new Set(),
    shown: new Map(),
    notes,
    unnamed: new Map(),
    unclear: new Set(),
    twins: new Set(),
  };
  const matches: Match<Entity>[] = [];
  for (const kind of KINDS) {
    const ofKind = (entity: Entity) => entity.kind === kind;
    for (const match of matchEntities(before.filter(ofKind), after.filter(ofKind)))
      matches.push(...joined(joining, match));
  }
  const byKey = (side: 'before' | 'after') =>
    new Map(matches.flatMap(({ [side]: entity }) => (entity === undefined ? [] : [[entity.key, entity]])));
  const { shown, unnamed, unclear, twins } = joining;
  return {
    live: cloudOf(live, byKey('before')),
    wanted: cloudOf(wanted, byKey('after')),
    matches,
    names: new Map(matches.flatMap(({ before, after }) => nameById(after ?? before))),
    shown,
    notes,
    unnamed,
    unclear,
    twins,
  };
}

function nameById(entity: Entity | undefined): readonly (readonly [string, string])[] {
  return entity?.id === undefined ? [] : [[entity.id, entity.name]];
}

interface Joining {
  /** All that is live. */
  readonly before: readonly Entity[];
  readonly wantedIds: ReadonlySet<string>;
  /** Whether a live thing gets this name on import, where the rule language cannot have its own: then it is not to be renamed. */
  readonly isImported: (old: Entity, name: string) => boolean;
  /** Kind, region and name of new things. */
  readonly taken: Set<string>;
  readonly shown: Map<string, string>;
  readonly notes: JoinNote[];
  readonly unnamed: Map<string, Entity>;
  readonly unclear: Set<string>;
  readonly twins: Set<string>;
}

/** The two sides of a match with one id. Where the name may mean several live things, the sides are no match. */
function joined(joining: Joining, match: Match<Entity>): readonly Match<Entity>[] {
  const old = match.before && withId(match.before, match.before.id ?? provisional(joining, match.before));
  if (old !== undefined && match.before?.id === undefined) joining.unnamed.set(old.id ?? '', old);
  if (match.after === undefined) return [{ before: old, after: undefined }];
  const twins = old === undefined ? [] : twinsOf(joining, match.after, old);
  if (twins.length <= 1) return [{ before: old, after: afterJoin(joining, match.after, old) }];
  const message = t(
    "There are {0} live {1}s called '{2}', {3}: it is left as it is. Write the id in the files to say which is meant.",
    twins.length,
    t(NOUN[match.after.kind]),
    match.after.name,
    listed(twins.map(({ id }) => `'${id ?? ''}'`)),
  );
  joining.notes.push({ message, about: match.after, incomplete: true });
  const now = withId(match.after, provisional(joining, match.after));
  joining.unclear.add(now.id ?? '');
  for (const twin of twins) joining.twins.add(twin.key);
  return [
    { before: undefined, after: now },
    { before: old, after: undefined },
  ];
}

/** The id that the plan gives to what has none. */
function provisional({ shown }: Joining, entity: Entity): string {
  const name = entity.name === '' || entity.name === entity.id ? (entity.id ?? '') : entity.name;
  const id = provisionalId(prefixOf(entity), shown.size + 1);
  shown.set(id, nameInRequests(name));
  return id;
}

/** The live things that a name may mean. Those that the files name by their ids are not meant. */
function twinsOf({ before, wantedIds }: Joining, after: Entity, old: Entity): readonly Entity[] {
  if (after.id !== undefined) return [];
  const twins = before.filter(
    ({ kind, name, region, id }) =>
      kind === old.kind && name === old.name && region === old.region && !wantedIds.has(id ?? ''),
  );
  const near = after.kind === 'cvm' ? twins.filter((each) => each.kind === 'cvm' && sharesAddress(each, after)) : [];
  return near.length === 1 && near[0]?.key === old.key ? near : twins;
}

/** What is wanted, with the id of the live thing that it is, or a provisional one. */
function afterJoin(joining: Joining, entity: Entity, old: Entity | undefined): Entity {
  const { notes, isImported } = joining;
  if (old === undefined) return newEntity(joining, entity);
  if (old.region !== entity.region) {
    const message = t("{0} is in '{1}' and cannot move to '{2}'.", title(entity), old.region, entity.region);
    notes.push({ message, about: entity, incomplete: true });
  }
  const id = old.id ?? '';
  const isUnnamed = entity.id !== undefined && ['', id, nameOfId(id, entity.kind)].includes(entity.name);
  const name = isUnnamed || isImported(old, entity.name) ? old.name : entity.name;
  const known = { ...entity, name, region: old.region };
  if (!isUnnamed || entity.kind !== 'group') return withId(known, id);
  // Where a group has no name, only its rules are said, and the rest stays as it is live.
  const { description = old.description, project } = entity;
  return withId({ ...known, description, project: project === DEFAULT_PROJECT ? old.project : project }, id);
}

function newEntity(joining: Joining, entity: Entity): Entity {
  const { notes, taken } = joining;
  if (entity.kind === 'cvm' || entity.kind === 'subnet')
    return withId(entity, entity.id ?? provisional(joining, entity));
  if (entity.id !== undefined) {
    const message = t(
      "{0} has the id '{1}', which is not in the snapshot: it is created, and the cloud gives it another id.",
      title(entity),
      entity.id,
    );
    notes.push({ message, about: entity, incomplete: false });
  }
  const name = `${prefixOf(entity)} ${entity.region} ${entity.name}`;
  if (taken.has(name)) {
    const message = t(
      "There are two new {0}s '{1}' in '{2}': only the first can be told apart, and the other is not planned.",
      t(NOUN[entity.kind]),
      entity.name,
      entity.region,
    );
    notes.push({ message, about: entity, incomplete: true });
    return withoutId(entity);
  }
  taken.add(name);
  return withId(entity, provisional(joining, entity));
}

/** What the ids of each kind begin with. */
const PREFIXES = { group: 'sg', acl: 'acl', addresses: 'ipm', services: 'ppm', subnet: 'subnet', cvm: 'ins' } as const;
const KINDS = Object.keys(PREFIXES) as readonly EntityKind[];

/** `The group 'web'`. */
export function title({ kind, name, id }: Entity): string {
  return t("The {0} '{1}'", t(NOUN[kind]), name === '' ? (id ?? '') : name);
}

/** Lists belong to the account, and a snapshot may have them in every region: of things with one id the first counts. */
function entitiesOf(model: Model): Entity[] {
  const own = [...model.entities.values()].filter(({ builtin }) => !builtin);
  return distinctBy(own, (entity) => entity.id ?? entity);
}

/**
 * The entities, each in a region: those of no region are in the one that is asked for, or in the other side's only one. With a region
 * asked for, nothing of the others.
 */
function placed(own: readonly Entity[], others: readonly Entity[], asked: string | undefined): Entity[] {
  const regions = new Set(others.map(({ region }) => region));
  const [only] = regions;
  const home = asked ?? (regions.size === 1 ? only : undefined) ?? DEFAULT_REGION;
  return own
    .map((entity) => (entity.region === DEFAULT_REGION ? { ...entity, region: home } : entity))
    .filter(({ region }) => asked === undefined || region === asked);
}

function sharesAddress(a: Cvm, b: Cvm): boolean {
  return a.privateAddresses.some(({ start }) => b.privateAddresses.some((other) => other.start === start));
}

/**
 * What is wanted, without the regions and kinds of which it is not known what is live: the plan would make a second time what is there.
 */
function spokenOf(live: Model, wanted: readonly Entity[], notes: JoinNote[]): Entity[] {
  const isSpokenOf = speaksOf(live);
  const missing = missingKinds(live);
  const told = new Set<string>();
  const reasonOf = ({ region, kind }: Entity): Pick<JoinNote, 'message' | 'unknownRegion'> | undefined => {
    const action = missing.get(`${region} ${kind}`);
    if (action !== undefined) {
      const message = t(
        "The snapshot of '{0}' lacks the answer of {1}: {2}s are neither compared nor planned.",
        region,
        action,
        t(NOUN[kind]),
      );
      return { message };
    }
    if (isSpokenOf(region)) return undefined;
    const message = t("No live snapshot has the region '{0}': it is neither compared nor planned.", region);
    return { message, unknownRegion: region };
  };
  return wanted.filter((entity) => {
    const reason = reasonOf(entity);
    if (reason === undefined) return true;
    if (!told.has(reason.message)) notes.push({ ...reason, about: entity, incomplete: true });
    told.add(reason.message);
    return false;
  });
}

/** Whether the live side has a region, if only to say that it is empty. */
export function speaksOf(live: Model): (region: string) => boolean {
  const known = new Set([...live.regions.keys()].filter((name) => name !== DEFAULT_REGION));
  const isUnplaced = entitiesOf(live).some(({ region }) => region === DEFAULT_REGION);
  return (region) => known.size === 0 || isUnplaced || region === DEFAULT_REGION || known.has(region);
}

function prefixOf(entity: Entity): string {
  const isOfLists = (entity.kind === 'addresses' || entity.kind === 'services') && isListOfLists(entity);
  return isOfLists ? `${PREFIXES[entity.kind]}g` : PREFIXES[entity.kind];
}

function withId(entity: Entity, id: string): Entity {
  return { ...entity, id };
}

function withoutId({ id: _, ...entity }: Entity): Entity {
  return entity as Entity;
}

/** Both sides go through the one writer of snapshots, so that they spell everything alike. */
function cloudOf(model: Model, entities: ReadonlyMap<string, Entity>): Cloud {
  const all = new Map(model.entities);
  for (const [key, entity] of entities) all.set(key, entity);
  const inOrder = [...model.entities.keys()].flatMap((key) => entities.get(key) ?? []);
  // What a snapshot cannot say is noted where it is planned.
  return plainValue(snapshotJson(outgoing({ ...model, entities: all }, false), inOrder)) as Cloud;
}
