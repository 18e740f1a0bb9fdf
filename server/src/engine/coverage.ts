// Which policies decide at least one packet that some expectation speaks of.
//
//   group db { inbound { allow tcp 3306 from web  deny tcp 22 from any  allow icmp from any } }
//   expect allow tcp 3306 from web to db          covers the first
//   expect deny tcp from any to db                covers the first two, and the list's end
//                                                 nothing covers the third
//
// For every pair of kinds the services asked for go the packet's way; each filter on it is asked for what the ones before let
// through. What is asked of a list for one peer class is collected first, so that its policies are walked once for each.

import type { Expectation, Model } from '#model/model.ts';
import type { Policy, PolicyList } from '#model/policy.ts';
import { groupBy } from '#util/groupBy.ts';
import { partsOf } from './endpointHosts.ts';
import { pairOf } from './expectation.ts';
import { isNear } from './passingTables.ts';
import type { Kind, Reachability } from './reachability.ts';
import { reachabilityAsked } from './reachability.ts';
import { NOTHING } from './serviceAxis.ts';

export interface Coverage {
  readonly policies: ReadonlySet<Policy>;
  /** False where some expectation is broken or has more packets than can be looked at. */
  readonly complete: boolean;
}

/** Pairs of kinds that are looked at, over all expectations. */
const MAX_PAIRS = 5_000_000;

export function coverage(model: Model, expectations: readonly Expectation[]): Coverage {
  const policies = new Set<Policy>();
  let complete = true;
  let pairs = 0;
  for (const [region, own] of groupBy(expectations, (expectation) => expectation.region)) {
    const reachability = reachabilityAsked(model, region);
    if (reachability === 'too-large') {
      complete = false;
      continue;
    }
    reachability.tables.begin();
    const asked: Asked = new Map();
    for (const expectation of own) {
      const from = partsOf(model, reachability, expectation.from);
      const to = partsOf(model, reachability, expectation.to);
      pairs += from.length * to.length;
      if (!expectation.complete || pairs > MAX_PAIRS) {
        complete = false;
        continue;
      }
      const wanted = reachability.axis.touching(expectation.services);
      for (const source of from) {
        for (const destination of to) {
          const pair = pairOf(reachability, wanted, source, destination);
          if (pair !== undefined && !follow(reachability, asked, wanted, expectation, source.kind, destination.kind))
            complete = false;
        }
      }
    }
    collectDeciders(reachability, asked, policies);
  }
  return { policies, complete };
}

/** For lists tried one behind the other: by peer class, the services that they are asked for. */
type Asked = Map<readonly PolicyList[], Map<number, number>>;

/** False where the tables cannot tell what passes. */
function follow(
  { axis, over4, over6, tables }: Reachability,
  asked: Asked,
  wanted: number,
  { action }: Expectation,
  source: Kind,
  destination: Kind,
): boolean {
  const acls = !isNear(source, destination);
  let open: number | undefined = axis.and(wanted, source.family === 4 ? over4 : over6);
  const ask = (lists: readonly PolicyList[] | undefined, peer: number): void => {
    if (lists === undefined || open === undefined || open === NOTHING) return;
    let byPeer = asked.get(lists);
    if (byPeer === undefined) {
      byPeer = new Map();
      asked.set(lists, byPeer);
    }
    byPeer.set(peer, axis.or(byPeer.get(peer) ?? NOTHING, open));
    const allowed = tables.allowedBy(lists, peer);
    open = allowed === undefined ? undefined : axis.and(open, allowed);
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

function collectDeciders({ axis, matches }: Reachability, asked: Asked, policies: Set<Policy>): void {
  for (const [lists, byPeer] of asked) {
    for (const [peer, services] of byPeer) {
      let open = services;
      for (const policy of lists.flatMap((list) => list.policies)) {
        if (open === NOTHING) break;
        if (!matches(policy, peer)) continue;
        const set = axis.touching(policy.services);
        if (axis.and(open, set) !== NOTHING) policies.add(policy);
        open = axis.without(open, set);
      }
    }
  }
}
