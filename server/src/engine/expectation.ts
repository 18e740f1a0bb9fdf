// An expectation, proved for every packet that it speaks of or refuted with one of them.
//
//   expect allow tcp 3306 from web to db
//
//   web's machines are of 3 kinds, db's of 2: six pairs of kinds are looked up, whether there are ten machines or ten thousand.
//   Where tcp 3306 is not in what passes between the kinds of web-7 and db-1, the packet from the one to the other refutes it.
//
// All packets between two kinds have the same fate, so one pair of addresses stands for all; it is looked for only where a
// packet of the wrong fate is possible at all, because a machine does not count as its own peer.

import type { Expectation, Model } from '#model/model.ts';
import * as cuts from '#net/cuts.ts';
import { protocolAndPort } from '#net/services.ts';
import type { EndpointPart } from './endpointHosts.ts';
import { partsOf } from './endpointHosts.ts';
import type { Packet } from './packet.ts';
import type { Host, Reachability } from './reachability.ts';
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
  const asked = reachability.axis.touching(expectation.services);

  let spoken = false;
  for (const source of from) {
    for (const destination of to) {
      const bad = fatesAgainst(reachability, expectation, asked, source, destination);
      if (bad === undefined) return { status: 'unknown', reason: 'too-large' };
      if (spoken && bad === NOTHING) continue;
      const pair = pairOf(reachability, asked, source, destination);
      if (pair === undefined) continue;
      spoken = true;
      if (bad !== NOTHING) return refutation(model, reachability, expectation, bad, pair);
    }
  }
  return { status: spoken ? 'passed' : 'empty' };
}

/** What passes although it should not, or does not although it should. */
function fatesAgainst(
  { axis, over4, over6, passing }: Reachability,
  { action }: Expectation,
  asked: number,
  { kind: source }: EndpointPart,
  { kind: destination }: EndpointPart,
): number | undefined {
  if (source.family !== destination.family) return NOTHING;
  const passes = passing(source, destination);
  if (passes === undefined) return undefined;
  const possible = axis.and(asked, source.family === 4 ? over4 : over6);
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
