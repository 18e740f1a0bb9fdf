// Who reaches whom in a region, as a graph that stays small: machines that fare alike are one node, lists of addresses and the
// internet are one each.
//
//   web-1, web-2 ── tcp 3306 ──▶ db-1
//   internet ── tcp 80,443 ──▶ web-1, web-2          office ── tcp 22,80,443 ──▶ web-1, web-2

import type { Addresses, Cvm, Model } from '#model/model.ts';
import * as addressSet from '#net/addressSet.ts';
import type { ServiceSet } from '#net/services.ts';
import { machineClasses, passingAny, passingText } from './machineClasses.ts';
import { INTERNET } from './reach/internet.ts';
import type { Host, Reachability } from './reachability.ts';
import { reachabilityOf } from './reachability.ts';
import { NOTHING } from './serviceAxis.ts';

export interface ReachMap {
  readonly nodes: readonly ReachNode[];
  readonly edges: readonly ReachEdge[];
  /** False where there are more edges than `MAX_EDGES`, or more to compute than can be waited for. */
  readonly complete: boolean;
}

export type ReachNode =
  /** Told apart from others where any packet is; never empty. */
  | { readonly kind: 'machines'; readonly cvms: readonly Cvm[] }
  /** Those of its addresses that are nobody's. */
  | { readonly kind: 'addresses'; readonly list: Addresses }
  | { readonly kind: 'internet' };

export interface ReachEdge {
  /** Places in `nodes`. From a node to itself: between its machines. */
  readonly from: number;
  readonly to: number;
  /** One string a protocol. From or to a list what all of it may, of the internet what most of it may. */
  readonly services: readonly string[];
}

const MAX_EDGES = 20_000;

export interface ReachMapOptions {
  /** Only what is among these. */
  readonly services?: ServiceSet;
}

export function reachMap(model: Model, region: string, { services: asked }: ReachMapOptions = {}): ReachMap {
  const reachability = reachabilityOf(model, region);
  const ends = endsOf(model, reachability);
  const { numbers } = reachability;
  const wanted = asked === undefined ? undefined : numbers.of(asked);
  const edges: ReachEdge[] = [];
  let complete = true;
  for (const [from, source] of ends.entries()) {
    for (const [to, destination] of ends.entries()) {
      if (source.node.kind !== 'machines' && destination.node.kind !== 'machines') continue;
      if (from === to && source.node.kind === 'machines' && source.node.cvms.length < 2) continue;
      const set = passingAll(reachability, source, destination);
      if (set === undefined) complete = false;
      const found = wanted === undefined ? (set ?? NOTHING) : numbers.and(set ?? NOTHING, wanted);
      if (found === NOTHING) continue;
      if (edges.length >= MAX_EDGES) return { nodes: ends.map(({ node }) => node), edges, complete: false };
      edges.push({ from, to, services: passingText(reachability, found, asked) });
    }
  }
  return { nodes: ends.map(({ node }) => node), edges, complete };
}

interface MapEnd {
  readonly node: ReachNode;
  /** Each is one way to fare; machines have one, and in it the addresses that any of them may use. */
  readonly ways: readonly (readonly Pick<Host, 'kind'>[])[];
}

function endsOf(model: Model, reachability: Reachability): readonly MapEnd[] {
  const machines = machineClasses(model, reachability.region).map(
    ({ cvms, hosts }): MapEnd => ({ node: { kind: 'machines', cvms }, ways: [hosts] }),
  );
  const lists = model.addresses.filter(({ region, complete }) => region === reachability.region && complete);
  const named = lists.flatMap((list): MapEnd[] => {
    const inside = reachability.strangers.filter(({ addresses }) => addressSet.overlap(addresses, list.set));
    return inside.length === 0
      ? []
      : [{ node: { kind: 'addresses', list }, ways: inside.map(({ kind }) => [{ kind }]) }];
  });
  const most = mostOfInternet(reachability);
  return [
    ...machines,
    ...named,
    ...(most === undefined ? [] : [{ node: { kind: 'internet' } as const, ways: [[most]] }]),
  ];
}

/** The kind that most addresses of the internet are of: those that no rule tells apart from it. */
function mostOfInternet({ strangers }: Reachability): Pick<Host, 'kind'> | undefined {
  let most: Pick<Host, 'kind'> | undefined;
  let size = 0;
  for (const { kind, addresses } of strangers) {
    const { v4 } = addressSet.intersect(addresses, INTERNET);
    const own = v4.reduce((sum, end, i) => sum + (i % 2 === 0 ? -end : end), 0);
    if (own <= size) continue;
    size = own;
    most = { kind };
  }
  return most;
}

/** What passes whichever way either end fares. */
function passingAll(reachability: Reachability, source: MapEnd, destination: MapEnd): number | undefined {
  let all: number | undefined;
  for (const from of source.ways) {
    for (const to of destination.ways) {
      const set = passingAny(reachability, from, to);
      if (set === undefined) return undefined;
      all = all === undefined ? set : reachability.numbers.and(all, set);
    }
  }
  return all ?? NOTHING;
}
