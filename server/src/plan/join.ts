// Two models as two clouds that speak of the same things by the same ids: those of the live one, for what is joined by id or by
// name; for what the plan has to create, provisional ones.

import { type Match, matchEntities } from '#engine/versions/matchEntities.ts';
import { NAME_PREFIX } from '#formats/addressText.ts';
import { snapshotJson } from '#formats/cloud/snapshotText.ts';
import { plainValue } from '#formats/jsonText.ts';
import { isListOfLists, outgoing } from '#formats/outgoing.ts';
import { importedNames } from '#formats/sg/names.ts';
import { NOUN } from '#model/kindWords.ts';
import type { Cvm, Entity, EntityKind, Model } from '#model/model.ts';
import { listed, t } from '#util/l10n.ts';
import { provisionalId } from './apply.ts';
import { type Cloud, DEFAULT_REGION } from './cloud.ts';
import { missingKinds } from './missing.ts';

export interface Joined {
  readonly live: Cloud;
  readonly wanted: Cloud;
  /** With the ids of the clouds. */
  readonly matches: readonly Match<Entity>[];
  /** What stands for a provisional id in what is shown: `$name:web`. */
  readonly shown: ReadonlyMap<string, string>;
  readonly notes: readonly JoinNote[];
  /** What is live without an id, by the one that the plan gives it. */
  readonly unnamed: ReadonlyMap<string, Entity>;
  /** Ids, as the plan gives them, of what is left as it is because its name may mean several live things. */
  readonly unclear: ReadonlySet<string>;
  /** Keys of those live things. */
  readonly twins: ReadonlySet<string>;
}

export interface JoinNote {
  readonly message: string;
  readonly about?: Entity;
  /** Whether something that the files want is left out. */
  readonly incomplete: boolean;
}

export function join(live: Model, wanted: Model, region: string | undefined): Joined {
  const shown = new Map<string, string>();
  const notes: JoinNote[] = [];
  const unnamed = new Map<string, Entity>();
  const [unclear, allTwins] = [new Set<string>(), new Set<string>()];
  const before = placed(entitiesOf(live), entitiesOf(wanted), region);
  const after = spokenOf(live, placed(entitiesOf(wanted), entitiesOf(live), region), notes);
  // A name that the rule language cannot have is another in the files, without being changed.
  const isImported = importedNames(before);
  const matches: Match<Entity>[] = [];
  const [liveEntities, wantedEntities] = [new Map<string, Entity>(), new Map<string, Entity>()];
  const wantedIds = new Set(after.flatMap(({ id }) => id ?? []));

  const provisional = (entity: Entity): string => {
    const name = entity.name === '' || entity.name === entity.id ? (entity.id ?? '') : entity.name;
    const id = provisionalId(prefixOf(entity), shown.size + 1);
    shown.set(id, `${NAME_PREFIX}${name}`);
    return id;
  };
  for (const kind of KINDS) {
    const ofKind = (entity: Entity) => entity.kind === kind;
    const taken = new Set<string>();
    for (const match of matchEntities(before.filter(ofKind), after.filter(ofKind))) {
      const old = match.before && withId(match.before, match.before.id ?? provisional(match.before));
      if (old !== undefined && match.before?.id === undefined) unnamed.set(old.id ?? '', old);
      const twins = match.after === undefined || old === undefined ? [] : twinsOf(match.after, old);
      if (match.after !== undefined && twins.length > 1) {
        const ids = twins.map(({ id }) => `'${id ?? ''}'`);
        const message = t(
          "There are {0} live {1}s called '{2}', {3}: it is left as it is. Write the id in the files to say which is meant.",
          twins.length,
          t(NOUN[kind]),
          match.after.name,
          listed(ids),
        );
        notes.push({ message, about: match.after, incomplete: true });
        const now = withId(match.after, provisional(match.after));
        unclear.add(now.id ?? '');
        for (const twin of twins) allTwins.add(twin.key);
        wantedEntities.set(now.key, now);
        matches.push({ before: undefined, after: now });
        if (old !== undefined) matches.push({ before: old, after: undefined });
      } else {
        const now = match.after && joined(match.after, old);
        if (now !== undefined) wantedEntities.set(now.key, now);
        if (old !== undefined || now !== undefined) matches.push({ before: old, after: now });
      }
      if (old !== undefined) liveEntities.set(old.key, old);
    }
    /** The live things that a name may mean, those apart that are named by their ids. */
    function twinsOf({ id, ...after }: Entity, { key, name, region: there }: Entity): readonly Entity[] {
      if (id !== undefined) return [];
      const twins = before.filter(
        (each) => each.kind === kind && each.name === name && each.region === there && !wantedIds.has(each.id ?? ''),
      );
      const near =
        after.kind === 'cvm' ? twins.filter((each) => each.kind === 'cvm' && sharesAddress(each, after as Cvm)) : [];
      return near.length === 1 && near[0]?.key === key ? near : twins;
    }
    function joined(entity: Entity, old: Entity | undefined): Entity {
      if (old !== undefined) {
        if (old.region !== entity.region) {
          const message = t("{0} is in '{1}' and cannot move to '{2}'.", title(entity), old.region, entity.region);
          notes.push({ message, about: entity, incomplete: true });
        }
        const name = isImported(old, entity.name) ? old.name : entity.name;
        return withId({ ...entity, name, region: old.region }, old.id ?? '');
      }
      if (entity.kind === 'cvm' || entity.kind === 'subnet') return withId(entity, entity.id ?? provisional(entity));
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
          t(NOUN[kind]),
          entity.name,
          entity.region,
        );
        notes.push({ message, about: entity, incomplete: true });
        return withoutId(entity);
      }
      taken.add(name);
      return withId(entity, provisional(entity));
    }
  }
  return {
    live: cloudOf(live, liveEntities),
    wanted: cloudOf(wanted, wantedEntities),
    matches,
    shown,
    notes,
    unnamed,
    unclear,
    twins: allTwins,
  };
}

const KINDS: readonly EntityKind[] = ['group', 'acl', 'addresses', 'services', 'subnet', 'cvm'];

/** `The group 'web'`. */
export function title({ kind, name, id }: Entity): string {
  return t("The {0} '{1}'", t(NOUN[kind]), name === '' ? (id ?? '') : name);
}

/** Lists are the account's, and may be told by every region: of things of one id the first counts. */
function entitiesOf(model: Model): Entity[] {
  const known = new Set<string>();
  return [...model.entities.values()].filter(({ builtin, id }) => {
    if (builtin || (id !== undefined && known.has(id))) return false;
    if (id !== undefined) known.add(id);
    return true;
  });
}

/**
 * The entities with their regions. Where one side names no region and the other has exactly one, they mean the same; with a
 * region asked for, that one, and nothing of the others.
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
 * Without what is wanted in regions of which the live side says nothing, not even that they are empty, and what it was refused to say:
 * what is there would be made a second time.
 */
function spokenOf(live: Model, wanted: readonly Entity[], notes: JoinNote[]): Entity[] {
  const isSpokenOf = speaksOf(live);
  const missing = missingKinds(live);
  const told = new Set<string>();
  const reasonOf = ({ region, kind }: Entity): string | undefined => {
    const action = missing.get(`${region} ${kind}`);
    if (action !== undefined)
      return t(
        "The snapshot of '{0}' lacks the answer of {1}: {2}s are neither compared nor planned.",
        region,
        action,
        t(NOUN[kind]),
      );
    if (isSpokenOf(region)) return undefined;
    return t("No live snapshot has the region '{0}': it is neither compared nor planned.", region);
  };
  return wanted.filter((entity) => {
    const message = reasonOf(entity);
    if (message === undefined) return true;
    if (!told.has(message)) notes.push({ message, about: entity, incomplete: true });
    told.add(message);
    return false;
  });
}

/** Whether the live side says anything of a region, and be it that it is empty. */
export function speaksOf(live: Model): (region: string) => boolean {
  const known = new Set([...live.regions.keys()].filter((name) => name !== DEFAULT_REGION));
  const isUnplaced = entitiesOf(live).some(({ region }) => region === DEFAULT_REGION);
  return (region) => known.size === 0 || isUnplaced || region === DEFAULT_REGION || known.has(region);
}

function prefixOf(entity: Entity): string {
  switch (entity.kind) {
    case 'group':
      return 'sg';
    case 'acl':
      return 'acl';
    case 'addresses':
      return isListOfLists(entity) ? 'ipmg' : 'ipm';
    case 'services':
      return isListOfLists(entity) ? 'ppmg' : 'ppm';
    case 'subnet':
      return 'subnet';
    case 'cvm':
      return 'ins';
  }
}

function withId(entity: Entity, id: string): Entity {
  return { ...entity, id };
}

function withoutId({ id: _, ...entity }: Entity): Entity {
  return entity as Entity;
}

/** What is written goes through the one writer of snapshots, so that both sides spell everything alike. */
function cloudOf(model: Model, entities: ReadonlyMap<string, Entity>): Cloud {
  const all = new Map(model.entities);
  for (const [key, entity] of entities) all.set(key, entity);
  const inOrder = [...model.entities.keys()].flatMap((key) => entities.get(key) ?? []);
  // What has no word in a snapshot is told where it is planned.
  return plainValue(snapshotJson(outgoing({ ...model, entities: all }, false), inOrder)) as Cloud;
}
