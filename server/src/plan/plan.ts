// From what is live to what the files want: the calls of the cloud's API, in an order that works. Nothing is called.
//
//   join                   both sides as clouds in the API's own fields, in which the same thing has the same id
//   groupChanges, …        the operations that lead from the one to the other, each with the call that it makes at a given moment
//   apply                  a simulator: what a call makes of a cloud, or why the cloud would refuse it
//   room                   what has to go before a group for which there is no room
//   arrange                the order of the operations: no machine should be open or cut off on the way
//     meant, halfWay       what is open or cut off at a moment, against the start and what the files mean
//     world, filter        what the filters of each machine allow at a moment
//   packets                what a step changes, in words

import type { Model } from '#model/model.ts';
import { t } from '#util/l10n.ts';
import { aclChanges } from './aclChanges.ts';
import { type Arranged, type ArrangedStep, arrange } from './arrange.ts';
import { bindMachines, rebindings } from './bindings.ts';
import type { Action, Call } from './calls.ts';
import { type Cloud, DEFAULT_REGION, DIRECTIONS } from './cloud.ts';
import { deletions } from './deletions.ts';
import { groupChanges } from './groupChanges.ts';
import { halfWayBetween } from './halfWay.ts';
import { bindInterfaces } from './interfaceBindings.ts';
import { type Joined, join, title } from './join.ts';
import { meantCloud } from './meant.ts';
import {
  type Concern,
  cloudAfter,
  type Draft,
  leaveOut,
  type Note,
  note,
  notMade,
  type Operation,
  type PlanOptions,
  placeOf,
  walk,
} from './operation.ts';
import { quotasOf } from './quotas.ts';
import { idOf, roomFor } from './room.ts';
import { templateChanges } from './templateChanges.ts';
import { worlds } from './world.ts';

export interface Plan {
  readonly steps: readonly Step[];
  /** What the plan leaves as it is, what the cloud may refuse, and what of the files it leaves out: then it is not whole. */
  readonly notes: readonly Note[];
}

export interface Step {
  readonly action: Action;
  readonly region: string;
  /** As the SDK takes it, with `$name:web` in the place of the id of what the plan itself creates. */
  readonly request: Call['request'];
  /** All that there is to say: `words` and `packets`. */
  readonly text: string;
  /** What it changes. */
  readonly words: string;
  /** Sentences about the packets whose fate it changes. */
  readonly packets: readonly string[];
  /** Which packets are open or cut off from this step on, and until when: see `halfWay.ts`. */
  readonly risk: string | null;
  readonly concerns: readonly Concern[];
  /** `$name:web`: what later requests write in the place of the id that the call answers. */
  readonly creates?: string;
}

/** Things of both sides are matched by their ids, else by their names. */
export function plan(live: Model, wanted: Model, options: PlanOptions = {}): Plan {
  const { steps, notes, shown } = planCalls(live, wanted, options);
  return {
    notes,
    steps: steps.map(({ call, words, packets, risk, concerns }) => ({
      action: call.action,
      region: call.region,
      request: withNames(call.request, shown) as Call['request'],
      text: [words, ...packets].join(' '),
      words,
      packets,
      risk,
      concerns: withNames(concerns, shown) as Step['concerns'],
      ...(call.creates === undefined ? {} : { creates: shown.get(call.creates) ?? call.creates }),
    })),
  };
}

export interface PlannedCalls {
  readonly start: Cloud;
  readonly wanted: Cloud;
  readonly steps: readonly ArrangedStep[];
  readonly notes: readonly Note[];
  readonly shown: ReadonlyMap<string, string>;
}

/** The plan with its provisional ids, as the simulator takes it. `noRoom` are new groups for which none was found, with the reasons. */
export function planCalls(
  live: Model,
  wanted: Model,
  options: PlanOptions,
  noRoom: ReadonlyMap<string, string> = new Map(),
): PlannedCalls {
  const draft = draftOf(live, wanted, options, noRoom);
  const { joined } = draft;
  const things = [templateChanges(draft), groupChanges(draft), aclChanges(draft)];
  const creations = things.flatMap((each) => each.creations);
  const moves = rebindings(draft);
  const others = [...things.flatMap(({ changes }) => changes), ...bindInterfaces(draft)];
  const plainly = [...creations, ...others, ...bindMachines(draft, moves, false)];
  const settled = cloudAfter(joined.live, walk(joined.live, plainly));
  const gone = deletions(draft, settled);
  const room = roomFor(draft, creations, gone.things, moves);
  const world = worlds(options.say);
  const [least, most] = [world(meantCloud(draft, 'least')), world(meantCloud(draft, 'most'))];
  const judge = halfWayBetween(world(joined.live), { least, most });
  const end = cloudAfter(settled, walk(settled, gone.rules));
  const arrangeWith = (bindings: readonly Operation[]) =>
    arrange(world, judge, { start: joined.live, end }, [
      ...room.creations,
      ...room.makers.keys(),
      ...others,
      ...bindings,
      ...gone.rules,
    ]);
  const { steps, left, made, cloud } = saferOf(arrangeWith(bindMachines(draft, moves, false)), () =>
    arrangeWith(bindMachines(draft, moves, true)),
  );
  const stuck = left.flatMap((each) => (each.room === 'waits' ? [idOf(each)] : []));
  if (stuck.length > 0)
    return planCalls(
      live,
      wanted,
      options,
      new Map([...noRoom, ...stuck.map((id) => [id, room.whyNone(id, cloud)] as const)]),
    );
  const early = new Set([...made].map((each) => room.makers.get(each)));
  const last = [...things.flatMap(({ attributes }) => attributes), ...gone.things.filter((each) => !early.has(each))];
  const path = walk(cloud, last);
  const quiet = path.map(({ call, operation: { words, concerns } }) => ({
    call,
    words,
    concerns,
    packets: [],
    risk: null,
  }));
  const all = [...steps(), ...quiet];
  noteFaults(draft, all, [...left, ...notMade(last, path)]);
  return { start: joined.live, wanted: joined.wanted, steps: all, notes: draft.notes, shown: joined.shown };
}

/** What is wrong with the plan as a whole. */
function noteFaults(draft: Draft, steps: readonly ArrangedStep[], left: readonly Operation[]): void {
  const { unnamed, shown } = draft.joined;
  for (const { words } of left)
    leaveOut(draft, t('No order of calls was found that the cloud would accept: {0}', words));
  const requests = steps.map(({ call }) => JSON.stringify(call.request)).join('\n');
  for (const [id, entity] of unnamed) {
    if (!requests.includes(`"${id}"`)) continue;
    const name = shown.get(id) ?? '';
    note(
      draft,
      t("{0} is live, but has no id in the snapshot: the calls write '{1}' in its place.", title(entity), name),
    );
  }
  if (steps.some(({ call }) => call.region === DEFAULT_REGION))
    note(draft, t('Neither the snapshot nor the files name a region, and the API calls need one.'));
}

function draftOf(live: Model, wanted: Model, options: PlanOptions, noRoom: ReadonlyMap<string, string>): Draft {
  const joined = join(live, wanted, options.region);
  return {
    wanted,
    joined,
    options,
    quotas: quotasOf(options.quotas),
    notes: [
      ...(options.unreadText ?? []).map((each) => ({ ...each, incomplete: true })),
      ...joined.notes.map(({ message, about, incomplete }) => ({
        message,
        incomplete,
        ...(about === undefined ? {} : placeOf(wanted, about)),
      })),
    ],
    unmade: new Set(joined.unclear),
    unfilled: new Set(),
    unread: new Set((options.unreadText ?? []).length === 0 ? [] : unspokenOf(joined)),
    fillings: new Map(),
    noRoom,
    vpcs: new Map(),
  };
}

/** What is live and not in the files. Where these have text that could not be read, that may have been about it. */
function unspokenOf({ matches }: Joined): string[] {
  return matches.flatMap(({ before, after }) => {
    if (before?.id === undefined || after !== undefined) return [];
    const { id, kind } = before;
    return kind === 'group' || kind === 'acl' ? DIRECTIONS.map((direction) => `${id} ${direction}`) : [id];
  });
}

/** The plain way, unless the gentle one of `bindMachines` takes fewer risks: it has more steps. */
function saferOf(plainly: Arranged, gently: () => Arranged): Arranged {
  if (plainly.risky === 0) return plainly;
  const other = gently();
  return other.left.length <= plainly.left.length && other.risky < plainly.risky ? other : plainly;
}

/** Requests are a few levels deep. */
function withNames(value: unknown, shown: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return shown.get(value) ?? value;
  if (Array.isArray(value)) return value.map((item) => withNames(item, shown));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withNames(inner, shown)]));
}
