// One change that is to be made, before it is known when: its call is made for the moment, with the places and versions of then.

import type { Entity, Model } from '#model/model.ts';
import { startOf, treeOf } from '#model/places.ts';
import { plural, t } from '#util/l10n.ts';
import { applyCall } from './apply.ts';
import type { Call } from './calls.ts';
import { type Cloud, DIRECTION_WORDS, type Direction } from './cloud.ts';
import type { Joined } from './join.ts';

export interface Operation {
  /** A sentence: what is changed. */
  readonly words: string;
  /** Whether packets may be let through or stopped by it. */
  readonly changesPackets: boolean;
  /** Undefined while it cannot be made: what it needs is not there yet, or what it replaces still is. */
  readonly call: (state: State) => Call | undefined;
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
}

/** What is filled while the two sides are compared. */
export interface Draft {
  readonly wanted: Model;
  readonly joined: Joined;
  readonly options: PlanOptions;
  readonly notes: Note[];
  /** Provisional ids of what is not created after all. */
  readonly unmade: Set<string>;
}

/** What the plan cannot do, in a sentence, and where the files say it. */
export interface Note {
  readonly message: string;
  readonly uri?: string;
  /** An offset of the file. */
  readonly start?: number;
}

export function note(draft: Draft, message: string, about?: Entity): void {
  draft.notes.push(about === undefined ? { message } : { message, ...placeOf(draft.wanted, about) });
}

/** Where an entity of the files has its name. */
export function placeOf(model: Model, { source, node }: Entity): { readonly uri: string; readonly start?: number } {
  const tree = treeOf(model, source.uri);
  const start = tree === undefined ? undefined : startOf(tree, source.block);
  return { uri: source.uri, ...(start === undefined ? {} : { start: start + (node.name ?? node).start }) };
}

export function ruleCount(number: number, direction: Direction): string {
  return plural(number, '{0} {1} rule', '{0} {1} rules', t(DIRECTION_WORDS[direction]));
}
