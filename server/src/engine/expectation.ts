// An expectation, proved for every packet that it speaks of or refuted with one of them.
//
//   expect allow tcp 3306 from web to db
//
//   web's machines are of 3 kinds, db's of 2: six pairs of kinds are looked up, whether there are ten machines or ten thousand.
//   Where tcp 3306 is not in what passes between the kinds of web-7 and db-1, the packet from the one to the other refutes it.
//
// First the halves of the way alone are looked at: where every sender's side lets all out to every receiver's peer class, and every
// receiver's side all in, an `allow` holds; where none lets out or none lets in, a `deny` does. That is sides × peer classes, few.
// Only where this does not tell, the pairs of kinds are walked.
//
// All packets between two kinds have the same fate, so one pair of addresses stands for all; it is looked for only where a
// packet of the wrong fate is possible at all, because a machine does not count as its own peer.

import type { Expectation, Model } from '#model/model.ts';
import * as cuts from '#net/cuts.ts';
import { protocolAndPort } from '#net/services.ts';
import type { EndpointPart } from './endpointHosts.ts';
import { partsOf } from './endpointHosts.ts';
import type { Packet } from './packet.ts';
import type { HalfWay } from './passingTables.ts';
import type { Host, Kind, Reachability } from './reachability.ts';
import { reachabilityOf } from './reachability.ts';
import { NOTHING } from './serviceAxis.ts';
import type { Step, Trace } from './trace.ts';
import { trace } from './trace.ts';

export type ExpectationResult =
  | { readonly status: 'passed' }
  /** It speaks of no packet: an empty group, families that never meet, a machine and itself. */
  | { readonly status: 'empty' }
  | Refutation
  /** `incomplete`: a name, an address or the service is broken. `too-large`: more kinds of packets than can be looked at. */
  | { readonly status: 'unknown'; readonly reason: 'incomplete' | 'too-large' };

export interface Refutation {
  readonly status: 'failed';
  readonly counterexample: Packet;
  /** The keys of the machines at its ends. */
  readonly source: string | undefined;
  readonly destination: string | undefined;
  /** The step that decided: where the packet was stopped, or the last one that a policy let it through. */
  readonly step: Step | undefined;
  readonly trace: Trace;
}

/** Pairs of kinds that are looked at for one expectation. */
const MAX_PAIRS = 20_000_000;

export function judgeExpectation(model: Model, expectation: Expectation): ExpectationResult {
  if (!expectation.complete) return { status: 'unknown', reason: 'incomplete' };
  const reachability = reachabilityOf(model, expectation.region);
  reachability.tables.begin();
  const from = partsOf(model, reachability, expectation.from);
  const to = partsOf(model, reachability, expectation.to);
  if (from.length * to.length > MAX_PAIRS) return { status: 'unknown', reason: 'too-large' };
  const { axis, over4, over6 } = reachability;
  const asked = axis.touching(expectation.services);
  const [asked4, asked6] = [axis.and(asked, over4), axis.and(asked, over6)];

  const isHeld = holdsByHalves(reachability, expectation, { 4: asked4, 6: asked6 }, from, to);
  let spoken = false;
  for (const source of from) {
    const { family } = source.kind;
    const possible = family === 4 ? asked4 : asked6;
    if (possible === NOTHING) continue;
    for (const destination of to) {
      if (destination.kind.family !== family) continue;
      const bad = isHeld ? NOTHING : fatesAgainst(reachability, expectation, possible, source.kind, destination.kind);
      if (bad === undefined) return { status: 'unknown', reason: 'too-large' };
      if (spoken && bad === NOTHING) continue;
      const pair = pairOf(reachability, asked, source, destination);
      if (pair === undefined) continue;
      spoken = true;
      if (isHeld) return { status: 'passed' };
      if (bad !== NOTHING) return refutation(model, reachability, expectation, bad, pair);
    }
  }
  return { status: spoken ? 'passed' : 'empty' };
}

function holdsByHalves(
  { axis, tables: { outOf, into } }: Reachability,
  { action }: Expectation,
  asked: { readonly 4: number; readonly 6: number },
  from: readonly EndpointPart[],
  to: readonly EndpointPart[],
): boolean {
  const networks = new Set(from.map(({ kind }) => kind.network));
  const near = to.some(({ kind }) => kind.network >= 0 && networks.has(kind.network));
  const isGood = (set: number | undefined, wanted: number) =>
    set !== undefined && (action === 'allow' ? axis.without(wanted, set) : axis.and(wanted, set)) === NOTHING;
  const areGood = (half: HalfWay, owners: readonly EndpointPart[], others: readonly EndpointPart[]) => {
    const peers = new Map(others.map(({ kind }) => [kind.peer, asked[kind.family]]));
    for (const side of new Set(owners.map(({ kind }) => kind.side))) {
      for (const [peer, wanted] of peers) {
        if (!isGood(half(side, peer, false), wanted) || (near && !isGood(half(side, peer, true), wanted))) return false;
      }
    }
    return true;
  };
  const [out, within] = [() => areGood(outOf, from, to), () => areGood(into, to, from)];
  return action === 'allow' ? out() && within() : out() || within();
}

/** What passes although it should not, or does not although it should; undefined where that is too much work to find. */
function fatesAgainst(
  { axis, passing }: Reachability,
  { action }: Expectation,
  possible: number,
  source: Kind,
  destination: Kind,
): number | undefined {
  const passes = passing(source, destination);
  if (passes === undefined) return undefined;
  return action === 'allow' ? axis.without(possible, passes) : axis.and(possible, passes);
}

/** Two addresses that a packet with any of these services can go between, if there are any. */
export function pairOf(
  { axis, over4, over6 }: Reachability,
  asked: number,
  source: EndpointPart,
  destination: EndpointPart,
): readonly [Host, Host] | undefined {
  if (source.kind.family !== destination.kind.family) return undefined;
  if (axis.and(asked, source.kind.family === 4 ? over4 : over6) === NOTHING) return undefined;
  for (const a of source.hosts) {
    const b = destination.hosts.find((host) => !isSameHost(a, host));
    if (b !== undefined) return [a, b];
  }
  return undefined;
}

function isSameHost(a: Host, b: Host): boolean {
  return a.address.start === b.address.start || (a.cvm !== undefined && a.cvm === b.cvm);
}

function refutation(
  model: Model,
  { axis }: Reachability,
  { region, services }: Expectation,
  bad: number,
  [from, to]: readonly [Host, Host],
): Refutation {
  const [point = 0] = cuts.intersect(axis.toServices(bad), services);
  const { protocol, port = null } = protocolAndPort(point);
  const counterexample: Packet = {
    source: from.address,
    destination: to.address,
    protocol,
    sourcePort: null,
    port,
  };
  const ends = { source: from.cvm?.key, destination: to.cvm?.key };
  const way = trace(model, counterexample, region, ends);
  return { status: 'failed', counterexample, ...ends, step: decidingStep(way), trace: way };
}

/** Of a packet that was stopped the last step; of one that was not, where the receiver let it in, or whoever decided before. */
function decidingStep({ verdict, request, answer }: Trace): Step | undefined {
  if (verdict === 'deny') return [...request, ...answer.steps].at(-1);
  return request.findLast(({ decidedBy }) => decidedBy !== undefined) ?? request.at(-1);
}
