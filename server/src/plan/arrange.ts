// The order of the operations. Rules are opened before they are closed and machines bound before they are taken out, in so far as
// any order does: every order is tried, step by step, that never lets a packet through that neither the start nor the end lets
// through, nor stops one that both do. Where there is none, the steps are taken that do the least, and marked.
//
//   web-1 has [edge, base]; https moves from edge to base      1 insert https into base      2 delete it from edge
//   the other way round, https to web-1 would be cut off between the two

import { diff, type PacketChange } from '#engine/diff.ts';
import {
  describePackets,
  type HalfWay,
  halfWayBetween,
  isStillThere,
  type MachinePackets,
  newSince,
} from '#engine/halfWay.ts';
import { groupBy } from '#util/groupBy.ts';
import { commas, message, semicolons, t } from '#util/l10n.ts';
import type { Call } from './calls.ts';
import type { Cloud } from './cloud.ts';
import { NOUNS } from './join.ts';
import { afterAll, make, type Operation, type State } from './operation.ts';
import { worlds } from './world.ts';

export interface Arranged {
  readonly steps: readonly ArrangedStep[];
  /** What could not be made in any order. */
  readonly left: readonly Operation[];
  readonly cloud: Cloud;
  /** False where there is too much to look at every moment between the steps: then no step has a risk or packets. */
  readonly judged: boolean;
}

export interface ArrangedStep {
  readonly call: Call;
  readonly text: string;
  readonly risk: string | null;
}

/** Characters of snapshots to be read for all moments together. */
const MOST_TEXT = 60_000_000;
/** Moments to be looked at in the search for an order without a risk. */
const MOST_MOMENTS = 600;
const DEEPEST = 200;

export function arrange(start: Cloud, operations: readonly Operation[]): Arranged {
  const quiet = operations.filter(({ changesPackets }) => !changesPackets);
  const loud = operations.filter(({ changesPackets }) => changesPackets);
  const size = JSON.stringify(start).length + 1;
  const affordable = Math.floor(MOST_TEXT / size);
  const path = walk({ cloud: start, done: new Set() }, quiet);
  const from = path.at(-1)?.state ?? { cloud: start, done: new Set<Operation>() };
  if (loud.length > affordable) {
    const all = [...path, ...walk(from, loud)];
    return arranged(start, operations, all, undefined);
  }
  const moments = momentsBetween(from.cloud, afterAll(from.cloud, loud));
  const budget = (): Budget => ({ moments: Math.min(MOST_MOMENTS, affordable) });
  const safe = loud.length <= DEEPEST ? safeOrder(moments, from, loud, budget()) : undefined;
  return arranged(start, operations, [...path, ...(safe ?? leastHarm(moments, from, loud, budget()))], moments);
}

interface Moment {
  readonly operation: Operation;
  readonly call: Call;
  readonly state: State;
}

interface Moments {
  readonly world: ReturnType<typeof worlds>;
  readonly halfWay: (cloud: Cloud) => HalfWay;
}

interface Budget {
  moments: number;
}

function momentsBetween(start: Cloud, end: Cloud): Moments {
  const world = worlds();
  const judge = halfWayBetween(world(start), world(end));
  const known = new WeakMap<Cloud, HalfWay>();
  return {
    world,
    halfWay: (cloud) => {
      let found = known.get(cloud);
      if (found === undefined) {
        found = judge(world(cloud));
        known.set(cloud, found);
      }
      return found;
    },
  };
}

/** In the order given, each as soon as it can be made. */
function walk(from: State, operations: readonly Operation[]): Moment[] {
  const path: Moment[] = [];
  let state = from;
  let left = operations;
  while (left.length > 0) {
    const next = first(state, left);
    if (next === undefined) break;
    path.push(next);
    state = next.state;
    left = left.filter((each) => each !== next.operation);
  }
  return path;
}

function first(state: State, operations: readonly Operation[]): Moment | undefined {
  for (const operation of operations) {
    const made = make(state, operation);
    if (made !== undefined) return { operation, ...made };
  }
  return undefined;
}

/** Undefined where there is none, or none was found within the budget. */
function safeOrder(
  moments: Moments,
  from: State,
  operations: readonly Operation[],
  budget: Budget,
): Moment[] | undefined {
  const dead = new Set<string>();
  const numbers = new Map(operations.map((operation, i) => [operation, i]));
  const search = (state: State, left: readonly Operation[]): Moment[] | undefined => {
    if (left.length === 0) return [];
    const key = left.map((operation) => numbers.get(operation)).join();
    if (dead.has(key)) return undefined;
    for (const operation of left) {
      if (budget.moments <= 0) return undefined;
      const made = make(state, operation);
      if (made === undefined) continue;
      budget.moments--;
      if (!isSafe(moments.halfWay(made.state.cloud))) continue;
      const rest = search(
        made.state,
        left.filter((each) => each !== operation),
      );
      if (rest !== undefined) return [{ operation, ...made }, ...rest];
    }
    dead.add(key);
    return undefined;
  };
  return search(from, operations);
}

function isSafe({ open, cutOff }: HalfWay): boolean {
  return open.length === 0 && cutOff.length === 0;
}

/** Step by step the first one that makes nothing new half-way, of these one behind which nothing is. */
function leastHarm(moments: Moments, from: State, operations: readonly Operation[], budget: Budget): Moment[] {
  const path: Moment[] = [];
  let state = from;
  let left = operations;
  while (left.length > 0) {
    let best: { readonly moment: Moment; readonly harm: number } | undefined;
    const before = moments.halfWay(state.cloud);
    for (const operation of left) {
      if (best !== undefined && (best.harm === 0 || budget.moments <= 0)) break;
      const made = make(state, operation);
      if (made === undefined) continue;
      budget.moments--;
      const now = moments.halfWay(made.state.cloud);
      const isNew = newSince(now.open, before.open).length + newSince(now.cutOff, before.cutOff).length > 0;
      const harm = (isNew ? 2 : 0) + (isSafe(now) ? 0 : 1);
      if (best === undefined || harm < best.harm) best = { moment: { operation, ...made }, harm };
    }
    if (best === undefined) break;
    const { moment } = best;
    path.push(moment);
    state = moment.state;
    left = left.filter((each) => each !== moment.operation);
  }
  return path;
}

function arranged(
  start: Cloud,
  operations: readonly Operation[],
  path: readonly Moment[],
  moments: Moments | undefined,
): Arranged {
  const made = new Set(path.map(({ operation }) => operation));
  const clouds = [start, ...path.map(({ state }) => state.cloud)];
  const halves =
    moments === undefined
      ? []
      : path.map(({ state, operation }) => (operation.changesPackets ? moments.halfWay(state.cloud) : NOTHING));
  return {
    steps: path.map(({ operation, call }, i) => ({
      call,
      text:
        moments === undefined || !operation.changesPackets
          ? operation.words
          : `${operation.words}${fates(moments, clouds[i] ?? start, clouds[i + 1] ?? start)}`,
      risk: moments === undefined ? null : riskOf(halves, i),
    })),
    left: operations.filter((operation) => !made.has(operation)),
    cloud: clouds.at(-1) ?? start,
    judged: moments !== undefined,
  };
}

const NOTHING: HalfWay = { open: [], cutOff: [] };

/** What is open or cut off behind a step that was not before it, and until which step. */
function riskOf(halves: readonly HalfWay[], at: number): string | null {
  const [before, now] = [halves[at - 1] ?? NOTHING, halves[at] ?? NOTHING];
  const parts = (
    [
      [message('Open until {0}: {1}.'), 'open'],
      [message('Cut off until {0}: {1}.'), 'cutOff'],
    ] as const
  ).flatMap(([words, key]) => {
    const packets = newSince(now[key], before[key]);
    if (packets.length === 0) return [];
    const ends = halves.findIndex((later, i) => i > at && !isStillThere(packets, later[key]));
    const until = ends < 0 ? t('the end') : t('step {0}', ends + 1);
    return [t(words, until, listed(machines(packets)))];
  });
  return parts.length === 0 ? null : parts.join(' ');
}

function machines(packets: readonly MachinePackets[]): string[] {
  return together(
    packets.flatMap((each) =>
      describePackets(each).map((text) => ({ name: `'${each.name}'`, text: `${t(each.direction)} ${text}` })),
    ),
  );
}

/** The packets whose fate changes, in two sentences at most. */
function fates({ world }: Moments, before: Cloud, after: Cloud): string {
  const { changes } = diff(world(before), world(after));
  return (
    [
      [message('Newly allowed: {0}.'), 'allow'],
      [message('No longer allowed: {0}.'), 'deny'],
    ] as const
  )
    .map(([words, now]) => {
      const packets = together(changes.filter((change) => change.now === now).map(packetsOf));
      return packets.length === 0 ? '' : ` ${t(words, listed(packets))}`;
    })
    .join('');
}

const MOST_PEERS = 4;

function packetsOf({ owner, direction, services, peers }: PacketChange) {
  const shown = peers.slice(0, MOST_PEERS).join(', ');
  const all = peers.length > MOST_PEERS ? t('{0} and {1} more', shown, peers.length - MOST_PEERS) : shown;
  const word = direction === 'inbound' ? 'from' : 'to';
  return {
    name: `${owner.kind === 'cvm' ? '' : `${t(NOUNS[owner.kind])} `}'${owner.name}'`,
    text: `${t(direction)} ${services.join(', ')} ${word} ${all}`,
  };
}

const MOST_NAMES = 3;
const MOST_PARTS = 4;

/** What is said of several owners is said once. */
function together(parts: readonly { readonly name: string; readonly text: string }[]): string[] {
  return [...groupBy(parts, ({ text }) => text)].map(([text, same]) => {
    const names = same.slice(0, MOST_NAMES).map(({ name }) => name);
    const shown = commas(names);
    return `${same.length > MOST_NAMES ? t('{0} and {1} more', shown, same.length - MOST_NAMES) : shown} ${text}`;
  });
}

function listed(parts: readonly string[]): string {
  const more = parts.length > MOST_PARTS ? [t('and {0} more', parts.length - MOST_PARTS)] : [];
  return semicolons([...parts.slice(0, MOST_PARTS), ...more]);
}
