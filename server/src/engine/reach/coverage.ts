// Which policies decide at least one packet that some expectation speaks of.
//
//   group db { inbound { allow tcp 3306 from web  deny tcp 22 from any  allow icmp from any } }
//   expect allow tcp 3306 from web to db          covers the first
//   expect deny tcp from any to db                covers the first two, and the list's end
//                                                 nothing covers the third
//
// For each pair of kinds, the services that the expectation speaks of follow the way of a packet: each filter is asked about those that
// the ones before it allow. The questions to a list about one peer class are collected first, so that its policies are walked once.

import type { Expectation, Model } from '#model/model.ts';
import type { Policy, PolicyList, PolicyPeer } from '#model/policy.ts';
import * as addressSet from '#net/addressSet.ts';
import { groupBy } from '#util/groupBy.ts';
import { keep } from '#util/memo.ts';
import type { Steps } from '#util/steps.ts';
import { NOBODY, splitByDecider } from '../list/firstMatch.ts';
import { NOTHING } from '../list/serviceAxis.ts';
import { type EndKind, partsOf } from './endpointParts.ts';
import { pairOf } from './expectation.ts';
import type { Peer } from './folds.ts';
import { byPolicies } from './listTable.ts';
import { machinesMet } from './machines.ts';
import { type PassingTables, passingTablesOf } from './passingTables.ts';
import { isNear } from './sides.ts';

export interface Coverage {
  readonly policies: ReadonlySet<Policy>;
  /** False where some expectation is broken or has more packets than can be looked at. */
  readonly complete: boolean;
}

/** Pairs of kinds that are looked at, over all expectations. */
const MAX_PAIRS = 5_000_000;

/** Pairs of kinds that are followed in one step, and questions to one list. */
const A_STEP = 100;

export function* covering(model: Model, expectations: readonly Expectation[]): Steps<Coverage> {
  const policies = new Set<Policy>();
  const tables = passingTablesOf(model);
  let complete = true;
  let pairs = 0;
  let followed = 0;
  for (const [region, own] of groupBy(expectations, (expectation) => expectation.region)) {
    const machines = machinesMet(model, region);
    const asked: Asked = new Map();
    for (const expectation of own) {
      const { from, to, isWhole } = yield* partsOf(model, machines, expectation, byPolicies);
      pairs += from.length * to.length;
      if (!expectation.complete || !isWhole || pairs > MAX_PAIRS) {
        complete = false;
        continue;
      }
      const wanted = tables.numbers.of(expectation.services);
      for (const source of from) {
        for (const destination of to) {
          if (++followed % A_STEP === 0) yield;
          const pair = pairOf(tables, wanted, source, destination);
          if (pair !== undefined && !follow(tables, asked, wanted, expectation, source.kind, destination.kind))
            complete = false;
        }
      }
    }
    yield* collectingDeciders(model, asked, policies);
  }
  return { policies, complete };
}

/** By the lists that are tried one after the other and by peer class: the services that they are asked about. */
type Asked = Map<readonly PolicyList[], Map<number, number>>;

/** Returns false where it would take too long to find what passes. */
function follow(
  tables: PassingTables,
  asked: Asked,
  wanted: number,
  { action }: Expectation,
  source: EndKind,
  destination: EndKind,
): boolean {
  const { numbers } = tables;
  const acls = !isNear(source, destination);
  let open: number | undefined = numbers.and(wanted, tables.over(source.family));
  const ask = (lists: readonly PolicyList[] | undefined, peer: number): void => {
    if (lists === undefined || open === undefined || open === NOTHING) return;
    const byPeer = keep(asked, lists, () => new Map());
    byPeer.set(peer, numbers.or(byPeer.get(peer) ?? NOTHING, open));
    const allowed = tables.allowedBy(lists, peer);
    open = allowed === undefined ? undefined : numbers.and(open, allowed);
  };
  ask(source.side.outbound, destination.peer);
  if (acls) ask(source.side.aclOutbound, destination.peer);
  if (acls) ask(destination.side.aclInbound, source.peer);
  ask(destination.side.inbound, source.peer);
  if (!acls || open === undefined) return open !== undefined;
  open = tables.answersTo(open, action === 'allow' ? 'each' : 'any');
  ask(destination.side.aclOutbound, source.peer);
  ask(source.side.aclInbound, destination.peer);
  return open !== undefined;
}

function* collectingDeciders(model: Model, asked: Asked, policies: Set<Policy>): Steps<void> {
  const tables = passingTablesOf(model);
  const { numbers } = tables;
  let walked = 0;
  for (const [lists, byPeer] of asked) {
    const all = lists.flatMap((list) => list.policies);
    const sets = all.map(({ services }) => numbers.of(services));
    for (const [peer, services] of byPeer) {
      if (++walked % A_STEP === 0) yield;
      const at = tables.peer(peer);
      for (const [place] of splitByDecider(numbers, services, sets, (policy) => isAmong(all[policy]!.peer, at))) {
        if (place !== NOBODY) policies.add(all[place]!);
      }
    }
  }
}

function isAmong(peers: PolicyPeer, { address, groups }: Peer): boolean {
  return peers.kind === 'group' ? groups.has(peers.group) : addressSet.contains(peers.addresses, address);
}
