// An operation is one change. Its time is decided later (`arrange.ts`). Its call is therefore made from the state of the cloud at that moment,
// with the positions of rules and the versions that hold then.
//
// A draft collects what comparing the two sides finds on the way to operations: notes, and what is not planned and why. Nothing is bound to a
// thing that is not planned, and no rule names it.

import type { Entity, EntityKind, Model } from '#model/model.ts';
import { startOf, treeOf } from '#model/places.ts';
import type { Quotas } from '#model/quotas.ts';
import type { Range } from '#text/range.ts';
import { plural, t } from '#util/l10n.ts';
import { applyCall } from './apply.ts';
import type { Call } from './calls.ts';
import { type Cloud, DIRECTION_WORDS, type Direction } from './cloud.ts';
import { unknownName } from './ids.ts';
import { type Joined, title } from './join.ts';
import type { UnreadText } from './unread.ts';

export interface Operation {
  /** A sentence: what is changed. */
  readonly words: string;
  readonly concerns: readonly Concern[];
  /** Whether it may allow or deny packets anew. */
  readonly changesPackets: boolean;
  /** Whether it is a creation that may have to wait for room, or is made only where that helps one that waits (`room.ts`). */
  readonly room?: 'waits' | 'makes';
  /** What has to be made before it. */
  readonly after: readonly Operation[];
  /** Undefined while it cannot be made: what it needs is not there yet, or what it replaces still is. */
  readonly call: (state: State) => Call | undefined;
}

/** What an operation does to what, which the summary counts: a thing that several operations change counts once. */
export interface Concern {
  readonly verb: 'create' | 'change' | 'bind' | 'rename' | 'delete';
  readonly noun: 'group' | 'acl' | 'list' | 'cvm' | 'subnet';
  /** The thing's id, or for a list of rules its owner's id and the direction. */
  readonly key: string;
}

export function concern(verb: Concern['verb'], noun: Concern['noun'], ...keys: readonly string[]): readonly Concern[] {
  return keys.map((key) => ({ verb, noun, key }));
}

/** An operation that changes no packet and waits for nothing. */
export function quiet(words: string, concerns: readonly Concern[], call: Call): Operation {
  return { words, concerns, changesPackets: false, after: [], call: () => call };
}

/** An operation that may let packets through or stop them. */
export function loud(
  words: string,
  concerns: readonly Concern[],
  call: Operation['call'],
  after: readonly Operation[] = [],
): Operation {
  return { words, concerns, changesPackets: true, after, call };
}

export interface State {
  readonly cloud: Cloud;
  readonly done: ReadonlySet<Operation>;
}

export interface Made {
  readonly state: State;
  readonly call: Call;
}

/** What becomes of the operation's call; undefined where it cannot be made yet, or the cloud would refuse it. */
export function make(state: State, operation: Operation): Made | undefined {
  const { done } = state;
  if (done.has(operation) || operation.after.some((each) => !done.has(each))) return undefined;
  const call = operation.call(state);
  if (call === undefined) return undefined;
  const { cloud, fault } = applyCall(state.cloud, call);
  if (fault !== undefined) return undefined;
  return { call, state: { cloud, done: new Set([...done, operation]) } };
}

/** An operation that was made on the way. */
export interface Moment extends Made {
  readonly operation: Operation;
}

/** The operations in the order given, each as soon as it can be made; what cannot be made at all is left out. */
export function walk(start: Cloud, operations: readonly Operation[]): readonly Moment[] {
  const path: Moment[] = [];
  let state: State = { cloud: start, done: new Set() };
  let left = operations;
  let waiting: number;
  do {
    waiting = left.length;
    left = left.filter((operation) => {
      const made = make(state, operation);
      if (made === undefined) return true;
      state = made.state;
      path.push({ operation, ...made });
      return false;
    });
  } while (left.length < waiting);
  return path;
}

export function notMade(operations: readonly Operation[], path: readonly Moment[]): readonly Operation[] {
  const made = new Set(path.map(({ operation }) => operation));
  return operations.filter((operation) => !made.has(operation));
}

export function cloudAfter(start: Cloud, path: readonly Moment[]): Cloud {
  return path.at(-1)?.state.cloud ?? start;
}

/** What the plan does about the things of some kinds. */
export interface Changes {
  /** Calls that make things, before anything that refers to them. */
  readonly creations: readonly Operation[];
  /** What they hold, and what is bound to them, new and old. */
  readonly changes: readonly Operation[];
  /** Names and descriptions, which change no packet. */
  readonly attributes: readonly Operation[];
}

export interface PlanOptions {
  /** Delete groups, templates and acls that the files do not have. */
  readonly delete?: boolean;
  /** The fewest inserts, replaces and deletes of rules instead of whole lists. */
  readonly incremental?: boolean;
  /** This region alone. */
  readonly region?: string;
  readonly quotas?: Partial<Quotas>;
  /** Text of the files that no declaration was read from. */
  readonly unreadText?: readonly UnreadText[];
  /** Told of each moment on the way that is looked at, how many there have been. */
  readonly say?: (moments: number) => void;
}

export interface Draft {
  readonly wanted: Model;
  readonly joined: Joined;
  readonly options: PlanOptions;
  readonly quotas: Quotas;
  readonly notes: Note[];
  /** Provisional ids of what the files want and the plan does not create. */
  readonly unmade: Set<string>;
  /** Ids of live groups, acls and lists that do not get all the rules or members that the files want. */
  readonly unfilled: Set<string>;
  /** What could not be read, so that it is not known what is meant: `sg-1 Ingress` for a list, a machine's id for its groups. */
  readonly unread: Set<string>;
  /** The operations that give a new group or acl its rules, by its id: before these, nothing is bound to it. */
  readonly fillings: Map<string, readonly Operation[]>;
  /** Why new groups find no room, whatever is deleted before them, by their ids. */
  readonly noRoom: ReadonlyMap<string, string>;
  /** The vpcs of acls that are created, by their ids. */
  readonly vpcs: Map<string, string>;
}

/** What is wanted, with the live thing that it is: undefined for what is new. */
export interface Pair<K extends EntityKind> {
  readonly before: EntityOf<K> | undefined;
  readonly after: EntityOf<K>;
  readonly id: string;
}

type EntityOf<K extends EntityKind> = Extract<Entity, { readonly kind: K }>;

/** What is wanted of a kind, but for what is left as it is because its name may mean several live things. */
export function pairsOf<K extends EntityKind>({ joined }: Draft, kind: K): readonly Pair<K>[] {
  const isOfKind = (entity: Entity | undefined): entity is EntityOf<K> => entity?.kind === kind;
  return joined.matches.flatMap(({ before, after }) =>
    isOfKind(after) && after.id !== undefined && !joined.unclear.has(after.id)
      ? [{ before: isOfKind(before) ? before : undefined, after, id: after.id }]
      : [],
  );
}

/** What fills a new thing: the summary counts the thing as one to create, not its lists as some to change. */
export function filling(draft: Draft, id: string, operations: readonly Operation[]): readonly Operation[] {
  const uncounted = operations.map((operation) => ({ ...operation, concerns: [] }));
  draft.fillings.set(id, uncounted);
  return uncounted;
}

/** Why something is not planned. */
export interface Fault {
  readonly message: string;
  /** Where in the block of the thing. */
  readonly at?: Range;
  /** Whether it could not be read, so that it is not known what is meant. */
  readonly isUnread: boolean;
}

/** A sentence about the plan, and where the files say what it is about. */
export interface Note {
  readonly message: string;
  /** Whether a part of what is wanted is left out: the plan is not whole. */
  readonly incomplete: boolean;
  readonly uri?: string;
  /** An offset of the file. */
  readonly start?: number;
  readonly end?: number;
}

export function note(draft: Draft, message: string, about?: Entity): void {
  draft.notes.push({ message, incomplete: false, ...(about === undefined ? {} : placeOf(draft.wanted, about)) });
}

/** Says that something that is wanted is left out, at a place of the entity's block or else at its name. */
export function leaveOut(draft: Draft, message: string, about?: Entity, at?: Range): void {
  const place = about === undefined ? {} : placeOf(draft.wanted, about, at);
  draft.notes.push({ message, incomplete: true, ...place });
}

/** Says that something new is not created, or that something live stays as it is, and remembers it. */
export function leaveThing(
  draft: Draft,
  before: Entity | undefined,
  after: Entity,
  fault: Omit<Fault, 'isUnread'>,
): void {
  (before === undefined ? draft.unmade : draft.unfilled).add(after.id ?? '');
  const { message, at } = fault;
  const words =
    before === undefined
      ? t('{0} is not created: {1}', title(after), message)
      : t('{0} stays as it is live: {1}', title(after), message);
  leaveOut(draft, words, after, at);
}

/** The name of a thing by its id, as the files or else the snapshot have it. */
export function nameOf({ joined }: Draft, id: string): string {
  const name = joined.names.get(id) ?? '';
  return name === '' ? (unknownName(joined.shown.get(id) ?? '') ?? id) : name;
}

type Place = Pick<Note, 'uri' | 'start' | 'end'>;

/** Where an entity of the model has its name, or a range of its block. */
export function placeOf(model: Model, { source, node }: Entity, at: Range = node.name ?? node): Place {
  const start = startOf(treeOf(model, source.uri), source.block);
  return { uri: source.uri, ...(start === undefined ? {} : { start: start + at.start, end: start + at.end }) };
}

/** The operations that give new things all their rules. */
export function fillingsOf({ fillings }: Draft, ids: readonly string[]): readonly Operation[] {
  return ids.flatMap((id) => fillings.get(id) ?? []);
}

export function ruleCount(number: number, direction: Direction): string {
  return plural(number, '{0} {1} rule', '{0} {1} rules', t(DIRECTION_WORDS[direction]));
}
