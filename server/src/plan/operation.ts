// One change that is to be made, before it is known when: its call is made for the moment, with the places and versions of then.

import type { Entity, Model } from '#model/model.ts';
import { startOf, treeOf } from '#model/places.ts';
import type { Quotas } from '#model/quotas.ts';
import type { Range } from '#text/range.ts';
import { plural, t } from '#util/l10n.ts';
import { applyCall } from './apply.ts';
import type { Call } from './calls.ts';
import { type Cloud, DIRECTION_WORDS, type Direction } from './cloud.ts';
import type { Joined } from './join.ts';
import type { UnreadText } from './unread.ts';

export interface Operation {
  /** A sentence: what is changed. */
  readonly words: string;
  readonly concerns: readonly Concern[];
  /** Whether packets may be let through or stopped by it. */
  readonly changesPackets: boolean;
  /** Undefined while it cannot be made: what it needs is not there yet, or what it replaces still is. */
  readonly call: (state: State) => Call | undefined;
}

/** What an operation does to what, for the summary. Several may concern one thing. */
export interface Concern {
  readonly verb: 'create' | 'change' | 'bind' | 'rename' | 'delete';
  readonly noun: 'group' | 'acl' | 'list' | 'cvm' | 'subnet';
  /** Tells the things of a noun apart. */
  readonly key: string;
}

export function concern(verb: Concern['verb'], noun: Concern['noun'], ...keys: readonly string[]): readonly Concern[] {
  return keys.map((key) => ({ verb, noun, key }));
}

export interface State {
  readonly cloud: Cloud;
  readonly done: ReadonlySet<Operation>;
}

export interface Made {
  readonly state: State;
  readonly call: Call;
}

/** The operation made, if its time has come. */
export function make(state: State, operation: Operation): Made | undefined {
  if (state.done.has(operation)) return undefined;
  const call = operation.call(state);
  if (call === undefined) return undefined;
  const { cloud, fault } = applyCall(state.cloud, call);
  if (fault !== undefined) return undefined;
  return { call, state: { cloud, done: new Set([...state.done, operation]) } };
}

/** The cloud after all operations, each as soon as it can be made; what cannot be made at all is left out. */
export function afterAll(cloud: Cloud, operations: readonly Operation[]): Cloud {
  let state: State = { cloud, done: new Set() };
  let left = operations;
  while (left.length > 0) {
    const waiting: Operation[] = [];
    for (const operation of left) {
      const made = make(state, operation);
      if (made === undefined) waiting.push(operation);
      else state = made.state;
    }
    if (waiting.length === left.length) break;
    left = waiting;
  }
  return state.cloud;
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

/** What is filled while the two sides are compared. */
export interface Draft {
  readonly wanted: Model;
  readonly joined: Joined;
  readonly options: PlanOptions;
  readonly quotas: Quotas;
  readonly notes: Note[];
  /** Provisional ids of what is not created after all. */
  readonly unmade: Set<string>;
  /** Ids of what is live and not filled as it is meant to be. */
  readonly unfilled: Set<string>;
  /** What could not be read, so that it is not known what is meant: `sg-1 Ingress` for a list, a machine's id for its groups. */
  readonly unread: Set<string>;
  /** The operations that fill what is new, by its id: before that, nothing is bound to it. */
  readonly fillings: Map<string, readonly Operation[]>;
  /** The vpcs of acls that are created, by their ids. */
  readonly vpcs: Map<string, string>;
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

type Place = Pick<Note, 'uri' | 'start' | 'end'>;

/** Where an entity of the model has its name, or a range of its block. */
export function placeOf(model: Model, { source, node }: Entity, at: Range = node.name ?? node): Place {
  const tree = treeOf(model, source.uri);
  const start = tree === undefined ? undefined : startOf(tree, source.block);
  return { uri: source.uri, ...(start === undefined ? {} : { start: start + at.start, end: start + at.end }) };
}

/** Whether all that fills the things is done, as far as the plan fills them. */
export function isFilled({ fillings }: Draft, ids: readonly (string | undefined)[], { done }: State): boolean {
  return ids.every((id) => (fillings.get(id ?? '') ?? []).every((operation) => done.has(operation)));
}

export function ruleCount(number: number, direction: Direction): string {
  return plural(number, '{0} {1} rule', '{0} {1} rules', t(DIRECTION_WORDS[direction]));
}
