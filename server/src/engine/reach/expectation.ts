// An expectation, proved for every packet that it speaks of or refuted with one of them.
//
//   expect allow tcp 3306 from web to db
//
//   web's machines are of 3 kinds, db's of 2: six pairs of kinds are looked up, whether there are ten machines or ten thousand.
//   Where tcp 3306 is not in what passes between the kinds of web-7 and db-1, the packet from the one to the other refutes it.
//
// First the two halves of the way are looked at separately: an `allow` holds where every sender's side lets everything out to every
// receiver's peer class and every receiver's side lets everything in; a `deny` holds where no side lets out, or none lets in. These are
// few, sides × peer classes. Only where this is not enough, the pairs of kinds are walked.
//
// Where acls look at answers, an `allow` has to pass at every port that senders take by themselves, a `deny` at none at all.
//
// All packets between two kinds are decided alike, so one pair of addresses stands for all of them. The pair is looked for only where the
// kinds refute the expectation: a machine is not its own peer, so there may be no such pair.

import type { Expectation, Model } from '#model/model.ts';
import * as cuts from '#net/cuts.ts';
import type { Protocol, ServiceSet } from '#net/services.ts';
import { ports, protocolAndPort, protocol as wholeProtocol } from '#net/services.ts';
import { memoOf } from '#util/memo.ts';
import { finish, type Steps } from '#util/steps.ts';
import { NOTHING } from '../list/serviceAxis.ts';
import type { Packet } from '../packet/packet.ts';
import { EPHEMERAL, hasPorts } from '../packet/packet.ts';
import type { Step, Trace } from '../packet/trace.ts';
import { trace } from '../packet/trace.ts';
import { type EndKind, type EndpointPart, type EndpointParts, partsOf } from './endpointParts.ts';
import { type Reads, readAgain, readsOf } from './expectationReads.ts';
import { type HostAddress, isSameAddress, machinesMet } from './machines.ts';
import { type Passing, type PassingHalf, type PassingTables, passingTablesOf } from './passingTables.ts';
import type { ServiceNumbers } from './serviceNumbers.ts';

export type ExpectationResult =
  | { readonly status: 'passed' }
  /** It speaks of no packet. */
  | { readonly status: 'empty'; readonly reason: EmptyReason }
  | Refutation
  /** `incomplete`: a name, an address or the service is broken. `too-large`: more kinds of packets than can be looked at. */
  | { readonly status: 'unknown'; readonly reason: 'incomplete' | 'too-large' };

export type EmptyReason =
  /** No machine and no address is at the one end: an empty group, say. */
  | 'no-source'
  | 'no-destination'
  | 'no-service'
  /** One end has only IPv4 addresses and the other only IPv6 ones. */
  | 'families'
  /** icmp is IPv4's, icmpv6 IPv6's. */
  | 'protocol'
  /** Both ends are one address, or one machine. */
  | 'same-host'
  /** Both ends are machines of different networks with one address: a packet between them cannot be told. */
  | 'same-address';

export interface Refutation {
  readonly status: 'failed';
  readonly counterexample: Packet;
  /** The keys of the machines at the ends of the counterexample. */
  readonly source: string | undefined;
  readonly destination: string | undefined;
  /** The step that decided: where the packet was stopped, or the last one that a policy let it through. */
  readonly step: Step | undefined;
  readonly trace: Trace;
}

/** Pairs of kinds that are looked at for one expectation. */
const MAX_PAIRS = 20_000_000;

/** Pairs that are looked at in one step. For some, lists are looked up that were not yet. */
const PAIRS_A_STEP = 300;

export function judgeExpectation(model: Model, expectation: Expectation): ExpectationResult {
  return finish(judging(model, expectation));
}

/** The last answers. What they follow from is compared by `readAgain`, as sets and members, and not by identity as `util/memo` does. */
const answers = new WeakMap<Expectation, { readonly reads: Reads; readonly result: ExpectationResult }>();
/** The answers that are known to hold for a model: two models that share an expectation may have different ones. */
const confirmed = memoOf((_: Model) => new Map<Expectation, ExpectationResult>());

/** `judgeExpectation` in steps. It returns the same object as for the model before where nothing changed that the answer follows from. */
export function* judging(model: Model, expectation: Expectation): Steps<ExpectationResult> {
  const [result] = yield* judgingTogether(model, [expectation]);
  return result!;
}

/** Judges expectations whose ends are the same: these are cut into parts once for all of them. */
export function* judgingTogether(
  model: Model,
  expectations: readonly Expectation[],
): Steps<readonly ExpectationResult[]> {
  const results: ExpectationResult[] = [];
  let parts: EndpointParts | undefined;
  for (const expectation of expectations) {
    let result = answerTo(model, expectation);
    if (result === undefined) {
      if (expectation.complete) parts ??= yield* partsOf(model, machinesMet(model, expectation.region), expectation);
      result = parts === undefined ? INCOMPLETE : yield* judge(model, expectation, parts);
      answers.set(expectation, { reads: readsOf(model, expectation), result });
    }
    confirmed(model).set(expectation, result);
    results.push(result);
  }
  return results;
}

/** The answer that is known already, and still holds. */
function answerTo(model: Model, expectation: Expectation): ExpectationResult | undefined {
  const own = confirmed(model).get(expectation);
  if (own !== undefined) return own;
  const known = answers.get(expectation);
  const reads = known && readAgain(known.reads, model);
  if (known === undefined || reads === undefined) return undefined;
  if (reads === known.reads) return known.result;
  const result = withListsAnew(model, expectation, known.result);
  if (result !== undefined) answers.set(expectation, { reads, result });
  return result;
}

/** An answer where lists were written anew that decide as they did: a refutation goes its way once more, through the rules as they are. */
function withListsAnew(
  model: Model,
  { region }: Expectation,
  result: ExpectationResult,
): ExpectationResult | undefined {
  if (result.status === 'passed') return result;
  if (result.status !== 'failed') return undefined;
  const { counterexample, source, destination } = result;
  return refuted(trace(model, counterexample, region, { source, destination }), { source, destination });
}

function refuted(way: Trace, ends: Pick<Refutation, 'source' | 'destination'>): Refutation {
  return { status: 'failed', counterexample: way.packet, ...ends, step: decidingStep(way), trace: way };
}

/** The answers to those expectations of the model that have been judged, in the order of the expectations. */
export function answersOf(model: Model): readonly ExpectationResult[] {
  const known = confirmed(model);
  return model.expectations.flatMap((one) => known.get(one) ?? []);
}

const INCOMPLETE: ExpectationResult = { status: 'unknown', reason: 'incomplete' };

function* judge(
  model: Model,
  expectation: Expectation,
  { from, to, isWhole }: EndpointParts,
): Steps<ExpectationResult> {
  if (!isWhole || from.length * to.length > MAX_PAIRS) return { status: 'unknown', reason: 'too-large' };
  const tables = passingTablesOf(model);
  const axis = tables.numbers;
  const asked = axis.of(expectation.services);
  const [asked4, asked6] = [axis.and(asked, tables.over(4)), axis.and(asked, tables.over(6))];
  const ways = expectation.action === 'allow' ? tables.atEveryPort : tables.atAnyPort;
  yield;

  let pairs = 0;
  const isHeld = yield* holdingByHalves(axis, ways, expectation, { 4: asked4, 6: asked6 }, from, to);
  let spoken = false;
  for (const source of from) {
    const { family } = source.kind;
    const possible = family === 4 ? asked4 : asked6;
    if (possible === NOTHING) continue;
    for (const destination of to) {
      if (destination.kind.family !== family) continue;
      if (++pairs % PAIRS_A_STEP === 0) yield;
      const bad = isHeld ? NOTHING : fatesAgainst(axis, ways, expectation, possible, source.kind, destination.kind);
      if (bad === undefined) return { status: 'unknown', reason: 'too-large' };
      if (spoken && bad === NOTHING) continue;
      const pair = pairOf(tables, asked, source, destination);
      if (pair === undefined) continue;
      spoken = true;
      if (isHeld) return { status: 'passed' };
      if (bad !== NOTHING) return refutation(model, tables, expectation, bad, pair);
    }
  }
  return spoken ? { status: 'passed' } : { status: 'empty', reason: emptyReason(tables, asked, from, to) };
}

function emptyReason(
  { numbers: axis, over }: PassingTables,
  asked: number,
  from: readonly EndpointPart[],
  to: readonly EndpointPart[],
): EmptyReason {
  if (from.length === 0) return 'no-source';
  if (to.length === 0) return 'no-destination';
  if (asked === NOTHING) return 'no-service';
  const families = ([4, 6] as const).filter((family) =>
    [from, to].every((parts) => parts.some(({ kind }) => kind.family === family)),
  );
  if (families.length === 0) return 'families';
  if (families.every((family) => axis.and(asked, over(family)) === NOTHING)) return 'protocol';
  const [sources, destinations] = [from, to].map((parts) => parts.flatMap(({ hosts }) => hosts)) as [
    HostAddress[],
    HostAddress[],
  ];
  const areTwo = sources.some((a) => destinations.some((b) => isSameAddress(a.address, b.address) && a.cvm !== b.cvm));
  return areTwo ? 'same-address' : 'same-host';
}

/** Whether what the lists of each end decide by themselves is enough: then no pair of both ends has to be looked at. */
function* holdingByHalves(
  axis: ServiceNumbers,
  { outOf, into }: Passing,
  { action }: Expectation,
  asked: { readonly 4: number; readonly 6: number },
  from: readonly EndpointPart[],
  to: readonly EndpointPart[],
): Steps<boolean> {
  const networks = new Set(from.map(({ kind }) => kind.network));
  const near = to.some(({ kind }) => kind.network >= 0 && networks.has(kind.network));
  const isGood = (set: number | undefined, wanted: number) =>
    set !== undefined && (action === 'allow' ? axis.without(wanted, set) : axis.and(wanted, set)) === NOTHING;
  let pairs = 0;
  function* areGood(half: PassingHalf, owners: readonly EndpointPart[], others: readonly EndpointPart[]) {
    const peers = new Map(others.map(({ kind }) => [kind.peer, asked[kind.family]]));
    for (const side of new Set(owners.map(({ kind }) => kind.side))) {
      for (const [peer, wanted] of peers) {
        if (++pairs % PAIRS_A_STEP === 0) yield;
        if (!isGood(half(side, peer, false), wanted) || (near && !isGood(half(side, peer, true), wanted))) return false;
      }
    }
    return true;
  }
  const isOut = yield* areGood(outOf, from, to);
  // Either both have to be good or one of them.
  return isOut === (action === 'allow') ? yield* areGood(into, to, from) : isOut;
}

/** The services that pass although they should not, or do not although they should; undefined where finding them would take too long. */
function fatesAgainst(
  axis: ServiceNumbers,
  { passing }: Passing,
  { action }: Expectation,
  possible: number,
  source: EndKind,
  destination: EndKind,
): number | undefined {
  const passes = passing(source, destination);
  if (passes === undefined) return undefined;
  return action === 'allow' ? axis.without(possible, passes) : axis.and(possible, passes);
}

/** The two ends of a packet. */
interface Pair {
  readonly from: { readonly host: HostAddress; readonly kind: EndKind };
  readonly to: { readonly host: HostAddress; readonly kind: EndKind };
}

/** Two addresses that a packet with any of these services can go between, if there are any. */
export function pairOf(
  { numbers: axis, over }: PassingTables,
  asked: number,
  source: EndpointPart,
  destination: EndpointPart,
): Pair | undefined {
  if (source.kind.family !== destination.kind.family) return undefined;
  if (axis.and(asked, over(source.kind.family)) === NOTHING) return undefined;
  for (const a of source.hosts) {
    const b = destination.hosts.find((host) => !isSameHost(a, host));
    if (b !== undefined) return { from: { host: a, kind: source.kind }, to: { host: b, kind: destination.kind } };
  }
  return undefined;
}

function isSameHost(a: HostAddress, b: HostAddress): boolean {
  return isSameAddress(a.address, b.address) || (a.cvm !== undefined && a.cvm === b.cvm);
}

function refutation(
  model: Model,
  tables: PassingTables,
  { region, action }: Expectation,
  bad: number,
  { from, to }: Pair,
): Refutation {
  const [point = 0] = tables.numbers.toServices(bad);
  const { protocol, port = null } = protocolAndPort(point);
  const ends = { source: from.host.cvm?.key, destination: to.host.cvm?.key };
  const packet: Packet = { source: from.host.address, destination: to.host.address, protocol, sourcePort: null, port };
  const anyPort = trace(model, packet, region, ends);
  const isAnswerStopped = anyPort.verdict === 'deny' && anyPort.request.every((step) => step.action === 'allow');
  const sourcePort = isAnswerStopped ? senderPort(tables, action, protocol, from.kind, to.kind) : null;
  const way = sourcePort === null ? anyPort : trace(model, { ...packet, sourcePort }, region, ends);
  return refuted(way, ends);
}

/** The sender's port at which the packet refutes the expectation; null where it does at every port that senders take by themselves. */
function senderPort(
  { numbers, answersBetween }: PassingTables,
  action: Expectation['action'],
  protocol: Protocol,
  from: EndKind,
  to: EndKind,
): number | null {
  const back = answersBetween(from, to);
  if (back === undefined || !hasPorts(protocol)) return null;
  const passing = numbers.toServices(back);
  const usual = ports(protocol, ...EPHEMERAL);
  if (action === 'allow') {
    const stopped = cuts.subtract(usual, passing);
    return cuts.equals(stopped, usual) ? null : firstPort(stopped);
  }
  const open = cuts.intersect(usual, passing);
  return firstPort(cuts.isEmpty(open) ? cuts.intersect(wholeProtocol(protocol), passing) : open);
}

function firstPort([point]: ServiceSet): number | null {
  return point === undefined ? null : (protocolAndPort(point).port ?? null);
}

/** The step that decided: where the packet was stopped, or else the last one in which a policy allowed it. */
function decidingStep({ verdict, request, answer }: Trace): Step | undefined {
  if (verdict === 'deny') return [...request, ...answer.steps].at(-1);
  return request.findLast(({ decidedBy }) => decidedBy !== undefined) ?? request.at(-1);
}
