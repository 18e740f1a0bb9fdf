// The order of the operations. Those that change no packet, such as the creation of a group, come first. For the others, an order is
// searched in which no packet is open or cut off at any moment (`halfWay.ts`). The search is depth first: at each moment it tries every
// operation that can be made then.
//
//   web-1 is in [edge, base], and the rule for https moves from edge to base
//     1 insert https into base, 2 delete it from edge      https reaches web-1 at every moment: this order is taken
//     1 delete it from edge, 2 insert it into base         https is cut off between the two
//
// Some plans have no such order, and in large plans there is no time to try all orders. Then each next operation is one that opens and cuts
// off nothing new, or, if there is none, the first one. Steps that open or cut off something name it as their risk, with the step at which
// it ends.
//
//   web-1 leaves old for new, and store takes tcp 3306 from new in the place of old
//     1 bind web-1 to new      risk: web-1 is cut off from store until step 2      2 set the rules of store
//     the other way round it is cut off, too

import { groupBy } from '#util/groupBy.ts';
import { t } from '#util/l10n.ts';
import { memoOf } from '#util/memo.ts';
import type { Call } from './calls.ts';
import { type Cloud, DIRECTIONS, policiesOf } from './cloud.ts';
import { type HalfWay, isStillThere, type Judge, NOTHING, newSince } from './halfWay.ts';
import { type Concern, cloudAfter, type Moment, make, notMade, type Operation, type State, walk } from './operation.ts';
import { fatesBetween, packetWords, type ThingPackets } from './packets.ts';
import type { World } from './world.ts';

export interface Arranged {
  /** How many of the steps leave something open or cut off. */
  readonly risky: number;
  /** What could not be made in any order. */
  readonly left: readonly Operation[];
  readonly made: ReadonlySet<Operation>;
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

/** How many moments are looked at for a choice between operations: fewer of a cloud with many rules and machines. */
const MOST_MOMENTS = 600;
const MOST_LOOKED_AT = 200_000;
/** The search calls itself for each operation. */
const DEEPEST = 200;

/** `judge` judges worlds on the way from the start. The end is the cloud when all is done. */
export function arrange(
  world: (cloud: Cloud) => World,
  judge: Judge,
  { start, end }: { readonly start: Cloud; readonly end: Cloud },
  operations: readonly Operation[],
): Arranged {
  const isQuiet = ({ changesPackets, room }: Operation) => !changesPackets && room === undefined;
  const quiet = operations.filter(isQuiet);
  const loud = operations.filter((each) => !isQuiet(each));
  const path = walk(start, quiet);
  const from = path.at(-1)?.state ?? { cloud: start, done: new Set<Operation>() };
  const moments = momentsOn(world, judge, end);
  const budget = Math.min(MOST_MOMENTS, Math.ceil(MOST_LOOKED_AT / sizeOf(start)));
  const safe = loud.length <= Math.min(DEEPEST, budget) ? safeOrder(moments, from, loud, budget) : undefined;
  return arranged(start, operations, [...path, ...(safe ?? leastHarm(moments, from, loud, budget))], moments);
}

function sizeOf({ regions }: Cloud): number {
  const counts = regions.flatMap(({ SecurityGroupSet = [], InstanceSet = [] }) => [
    InstanceSet.length,
    ...SecurityGroupSet.flatMap((group) => DIRECTIONS.map((direction) => policiesOf(group, direction).length)),
  ]);
  return counts.reduce((sum, count) => sum + count, 1);
}

interface Moments {
  readonly world: (cloud: Cloud) => World;
  readonly halfWay: (cloud: Cloud) => HalfWay;
  /** Whether anything is open or cut off that was not so at another moment. */
  readonly hasNewSince: (cloud: Cloud, before: HalfWay) => boolean;
  /** Whether no more is open or cut off than when all is done: something is then where the plan is not whole. */
  readonly isSafe: (cloud: Cloud) => boolean;
}

function momentsOn(world: (cloud: Cloud) => World, judge: Judge, end: Cloud): Moments {
  const halfWay = memoOf((cloud: Cloud) => judge.halfWay(world(cloud)));
  const hasNewSince = (cloud: Cloud, before: HalfWay) => judge.hasNewSince(world(cloud), before);
  const atEnd = halfWay(end);
  return { world, halfWay, hasNewSince, isSafe: (cloud) => !hasNewSince(cloud, atEnd) };
}

function isOptional({ room }: Operation): boolean {
  return room === 'makes';
}

/** Undefined where there is none, or none is found among as many moments as may be looked at. */
function safeOrder(
  moments: Moments,
  from: State,
  operations: readonly Operation[],
  budget: number,
): Moment[] | undefined {
  let lookedAt = 0;
  // By the operations that are left: no order of these is safe.
  const dead = new Set<string>();
  const numbers = new Map(operations.map((operation, i) => [operation, i]));
  const search = (state: State, left: readonly Operation[]): Moment[] | undefined => {
    if (left.every(isOptional)) return [];
    const key = left.map((operation) => numbers.get(operation)).join();
    if (dead.has(key)) return undefined;
    for (const operation of left) {
      if (lookedAt >= budget) return undefined;
      const made = make(state, operation);
      if (made === undefined) continue;
      lookedAt++;
      if (!moments.isSafe(made.state.cloud)) continue;
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

/**
 * Step by step the operation that does the least harm: behind which nothing is open or cut off, else which makes nothing new so, else the
 * first that can be made. When as many moments as may be are looked at, the first that can be made is taken.
 */
function leastHarm(moments: Moments, from: State, operations: readonly Operation[], budget: number): Moment[] {
  let lookedAt = 0;
  const path: Moment[] = [];
  let state = from;
  let left = operations;
  while (left.length > 0) {
    const before = moments.halfWay(state.cloud);
    let best: { readonly moment: Moment; readonly harm: number } | undefined;
    for (const operation of left) {
      if (best !== undefined && (best.harm === 0 || lookedAt >= budget)) break;
      const made = make(state, operation);
      if (made === undefined) continue;
      lookedAt++;
      const { cloud } = made.state;
      const harm = (moments.hasNewSince(cloud, before) ? 2 : 0) + (moments.isSafe(cloud) ? 0 : 1);
      if (isOptional(operation) && harm > 0) continue;
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
  { world, halfWay }: Moments,
): Arranged {
  const risks = risksOn(path, halfWay);
  const risksAt = groupBy(risks, ({ at }) => at);
  return {
    risky: risksAt.size,
    left: notMade(operations, path).filter((each) => !isOptional(each)),
    made: new Set(path.map(({ operation }) => operation)),
    cloud: cloudAfter(start, path),
    steps: () => {
      let before = world(start);
      return path.map(({ operation: { words, concerns }, call, state }, i) => {
        const after = world(state.cloud);
        const say = packetWords([before, after]);
        const risk = (risksAt.get(i) ?? []).map((each) => riskWords(each, say)).join(' ') || null;
        const packets = fates(before, after, say);
        before = after;
        return { call, words, concerns, packets, risk };
      });
    },
  };
}

/** What is open or cut off behind a step that was not before it. */
interface Risk {
  readonly at: number;
  readonly kind: keyof HalfWay;
  readonly packets: readonly ThingPackets[];
  /** The first step behind which none of it is there any more. */
  until?: number;
}

function risksOn(path: readonly Moment[], halfWay: Moments['halfWay']): readonly Risk[] {
  const risks: Risk[] = [];
  let waiting: readonly Risk[] = [];
  let before = NOTHING;
  for (const [i, { operation, state }] of path.entries()) {
    const now = operation.changesPackets ? halfWay(state.cloud) : before;
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

type Say = ReturnType<typeof packetWords>;

function riskWords({ kind, until, packets }: Risk, say: Say): string {
  const words = say(packets);
  if (kind === 'open')
    return until === undefined ? t('Open from then on: {0}.', words) : t('Open until step {0}: {1}.', until + 1, words);
  return until === undefined
    ? t('Cut off from then on: {0}.', words)
    : t('Cut off until step {0}: {1}.', until + 1, words);
}

/** The packets whose fate changes, in two sentences at most. */
function fates(before: World, after: World, say: Say): string[] {
  const { allowed, denied } = fatesBetween(before, after);
  return [
    ...(allowed.length === 0 ? [] : [t('Newly allowed: {0}.', say(allowed))]),
    ...(denied.length === 0 ? [] : [t('No longer allowed: {0}.', say(denied))]),
  ];
}
