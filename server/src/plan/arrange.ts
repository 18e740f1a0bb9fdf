// The order of the operations. Rules are opened before they are closed and machines bound before they are taken out, in so far as
// any order does: every order is tried, step by step, that never lets a packet through that neither the start nor the end lets
// through, nor stops one that both do. Where there is none, the steps are taken that do the least, and marked.
//
//   web-1 has [edge, base]; https moves from edge to base      1 insert https into base      2 delete it from edge
//   the other way round, https to web-1 would be cut off between the two

import { groupBy } from '#util/groupBy.ts';
import { t } from '#util/l10n.ts';
import { memoOf } from '#util/memo.ts';
import type { Call } from './calls.ts';
import { type Cloud, DIRECTIONS, policiesOf } from './cloud.ts';
import { type HalfWay, halfWayBetween, isStillThere, NOTHING, newSince } from './halfWay.ts';
import { afterAll, type Concern, make, type Operation, type State } from './operation.ts';
import { fatesBetween, type MachinePackets, packetWords } from './packets.ts';
import type { World } from './world.ts';

export interface Arranged {
  /** How many of the steps leave something open or cut off. */
  readonly risky: number;
  /** What could not be made in any order. */
  readonly left: readonly Operation[];
  readonly cloud: Cloud;
  /** The steps in words, which take longer to find than the order. */
  readonly steps: () => readonly ArrangedStep[];
}

export interface ArrangedStep {
  readonly call: Call;
  /** A sentence: what it changes. */
  readonly words: string;
  /** Sentences about the packets whose fate it changes. */
  readonly packets: readonly string[];
  readonly risk: string | null;
  readonly concerns: readonly Concern[];
}

/** What the files mean, where they can be read: the least and the most that they may let through, where not. */
export interface MeantClouds {
  readonly least: Cloud;
  readonly most: Cloud;
}

/** Moments to be looked at in the search for an order without a risk: of a large cloud fewer, by its rules and machines. */
const MOST_MOMENTS = 600;
const MOST_LOOKED_AT = 200_000;
const DEEPEST = 200;

export function arrange(
  world: (cloud: Cloud) => World,
  start: Cloud,
  meant: MeantClouds,
  operations: readonly Operation[],
): Arranged {
  const quiet = operations.filter(({ changesPackets }) => !changesPackets);
  const loud = operations.filter(({ changesPackets }) => changesPackets);
  const path = walk({ cloud: start, done: new Set() }, quiet);
  const from = path.at(-1)?.state ?? { cloud: start, done: new Set<Operation>() };
  const moments = momentsBetween(world, from.cloud, afterAll(from.cloud, loud), meant);
  const budget = (): Budget => ({ moments: Math.min(MOST_MOMENTS, Math.ceil(MOST_LOOKED_AT / sizeOf(start))) });
  const safe = loud.length <= DEEPEST ? safeOrder(moments, from, loud, budget()) : undefined;
  return arranged(start, operations, [...path, ...(safe ?? leastHarm(moments, from, loud, budget()))], moments);
}

function sizeOf({ regions }: Cloud): number {
  const counts = regions.flatMap(({ SecurityGroupSet = [], InstanceSet = [] }) => [
    InstanceSet.length,
    ...SecurityGroupSet.flatMap((group) => DIRECTIONS.map((direction) => policiesOf(group, direction).length)),
  ]);
  return counts.reduce((sum, count) => sum + count, 1);
}

interface Moment {
  readonly operation: Operation;
  readonly call: Call;
  readonly state: State;
}

interface Moments {
  readonly world: (cloud: Cloud) => World;
  readonly halfWay: (cloud: Cloud) => HalfWay;
  /** What is half-way when all is done: there is some where the plan is not whole. */
  readonly end: HalfWay;
}

interface Budget {
  moments: number;
}

function momentsBetween(
  world: (cloud: Cloud) => World,
  start: Cloud,
  end: Cloud,
  { least, most }: MeantClouds,
): Moments {
  const judge = halfWayBetween(world(start), { least: world(least), most: world(most) });
  const halfWay = memoOf((cloud: Cloud) => judge(world(cloud)));
  return { world, halfWay, end: halfWay(end) };
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
      if (!isSafe(moments.halfWay(made.state.cloud), moments.end)) continue;
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

/** Whether no more is open or cut off than when all is done. */
function isSafe({ open, cutOff }: HalfWay, end: HalfWay): boolean {
  return newSince(open, end.open).length === 0 && newSince(cutOff, end.cutOff).length === 0;
}

/** Step by step the first one that makes nothing new half-way, of these one behind which nothing is. */
function leastHarm(moments: Moments, from: State, operations: readonly Operation[], budget: Budget): Moment[] {
  const path: Moment[] = [];
  let state = from;
  let left = operations;
  let before = moments.halfWay(state.cloud);
  while (left.length > 0) {
    let best: { readonly moment: Moment; readonly halfWay: HalfWay; readonly harm: number } | undefined;
    for (const operation of left) {
      if (best !== undefined && (best.harm === 0 || budget.moments <= 0)) break;
      const made = make(state, operation);
      if (made === undefined) continue;
      budget.moments--;
      const now = moments.halfWay(made.state.cloud);
      const isNew = newSince(now.open, before.open).length + newSince(now.cutOff, before.cutOff).length > 0;
      const harm = (isNew ? 2 : 0) + (isSafe(now, moments.end) ? 0 : 1);
      if (best === undefined || harm < best.harm) best = { moment: { operation, ...made }, halfWay: now, harm };
    }
    if (best === undefined) break;
    const { moment } = best;
    before = best.halfWay;
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
  { world, halfWay }: Moments,
): Arranged {
  const made = new Set(path.map(({ operation }) => operation));
  const risks = risksOn(path, halfWay);
  const risksAt = groupBy(risks, ({ at }) => at);
  return {
    risky: risksAt.size,
    left: operations.filter((operation) => !made.has(operation)),
    cloud: path.at(-1)?.state.cloud ?? start,
    steps: () => {
      let before = world(start);
      return path.map(({ operation: { words, concerns }, call, state }, i) => {
        const sides = [before, world(state.cloud)] as const;
        before = sides[1];
        const risk = (risksAt.get(i) ?? []).map((each) => riskWords(each, sides)).join(' ') || null;
        return { call, words, concerns, packets: fates(...sides), risk };
      });
    },
  };
}

/** What is open or cut off behind a step that was not before it. */
interface Risk {
  readonly at: number;
  readonly kind: keyof HalfWay;
  readonly packets: readonly MachinePackets[];
  /** The first step behind which none of it is there any more. */
  until?: number;
}

function risksOn(path: readonly Moment[], halfWay: Moments['halfWay']): readonly Risk[] {
  const risks: Risk[] = [];
  let waiting: readonly Risk[] = [];
  let before = NOTHING;
  for (const [i, { operation, state }] of path.entries()) {
    const now = operation.changesPackets ? halfWay(state.cloud) : NOTHING;
    waiting = waiting.filter((risk) => {
      const isOver = !isStillThere(risk.packets, now[risk.kind]);
      if (isOver) risk.until = i;
      return !isOver;
    });
    const fresh = (['open', 'cutOff'] as const)
      .map((kind): Risk => ({ at: i, kind, packets: newSince(now[kind], before[kind]) }))
      .filter(({ packets }) => packets.length > 0);
    risks.push(...fresh);
    waiting = [...waiting, ...fresh];
    before = now;
  }
  return risks;
}

function riskWords({ kind, until, packets }: Risk, sides: readonly World[]): string {
  const words = packetWords(packets, sides);
  if (kind === 'open')
    return until === undefined ? t('Open from then on: {0}.', words) : t('Open until step {0}: {1}.', until + 1, words);
  return until === undefined
    ? t('Cut off from then on: {0}.', words)
    : t('Cut off until step {0}: {1}.', until + 1, words);
}

/** The packets whose fate changes, in two sentences at most. */
function fates(before: World, after: World): string[] {
  const { allowed, denied } = fatesBetween(before, after);
  return [
    ...(allowed.length === 0 ? [] : [t('Newly allowed: {0}.', packetWords(allowed, [before, after]))]),
    ...(denied.length === 0 ? [] : [t('No longer allowed: {0}.', packetWords(denied, [before, after]))]),
  ];
}
