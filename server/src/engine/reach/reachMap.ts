// Who reaches whom in a region, as a graph that stays small and tells the truth of every pair: machines that fare alike are one node, and
// so are all addresses that are nobody's and fare alike, told in the fewest words.
//
//   web-1, web-2 ── tcp 3306 ──▶ db-1
//   any except office ── tcp 80,443 ──▶ web-1, web-2          office ── tcp 22,80,443 ──▶ web-1, web-2

import type { Addresses, Cvm, Model, Subnet } from '#model/model.ts';
import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import * as packetSet from '#net/packetSet.ts';
import { ALL, type ServiceSet } from '#net/services.ts';
import { inWords, type Names } from '#net/words/words.ts';
import { groupBy } from '#util/groupBy.ts';
import { finish, type Steps } from '#util/steps.ts';
import { NOTHING } from '../list/serviceAxis.ts';
import { namesOf } from '../names.ts';
import { INTERNET } from './internet.ts';
import type { Host, Kinds } from './kinds.ts';
import { makingKinds } from './kinds.ts';
import { type MachineClass, machineClasses, passingAny, passingText } from './machineClasses.ts';

export interface ReachMap {
  readonly nodes: readonly ReachNode[];
  readonly edges: readonly ReachEdge[];
  /** False where there are more edges than `MAX_EDGES`, or more to compute than can be waited for. */
  readonly complete: boolean;
}

export type ReachNode =
  /** No packet tells them apart, and they are of one subnet; never empty. */
  | { readonly kind: 'machines'; readonly cvms: readonly Cvm[]; readonly subnet: Subnet | undefined }
  /** Addresses that are nobody's, that reach the same and are reached by the same. */
  | {
      readonly kind: 'addresses';
      readonly set: AddressSet;
      /** In the fewest words: `10.0.0.0/8 except office`. Addresses of machines may be among them. */
      readonly words: string;
      /** The list that is meant by the words. */
      readonly list?: Addresses;
      /** Most of the internet is in it. */
      readonly isInternet: boolean;
    };

export interface ReachEdge {
  /** Places in `nodes`. From a node to itself: between its machines. */
  readonly from: number;
  readonly to: number;
  /** One string a protocol, as `reach` has them: what any two of the nodes may. */
  readonly services: readonly string[];
}

const MAX_EDGES = 20_000;

export interface ReachMapOptions {
  /** Only what is among these. */
  readonly services?: ServiceSet;
}

/** Classes of machines that others are compared with in one step. */
const CLASSES_A_STEP = 500;

export function reachMap(model: Model, region: string, options: ReachMapOptions = {}): ReachMap {
  return finish(makingReachMap(model, region, options));
}

/** The same in steps. */
export function* makingReachMap(
  model: Model,
  region: string,
  { services: asked }: ReachMapOptions = {},
): Steps<ReachMap> {
  const kinds = yield* makingKinds(model, region);
  const { numbers } = kinds;
  const wanted = asked === undefined ? undefined : numbers.of(asked);
  const classes = machineClasses(kinds);
  let complete = true;
  const between = (from: readonly Pick<Host, 'kind'>[], to: readonly Pick<Host, 'kind'>[]): number => {
    const set = passingAny(kinds, from, to, wanted);
    if (set === undefined) complete = false;
    return set ?? NOTHING;
  };
  const machines = classes.flatMap((each) => bySubnet(model, each));
  const edges: ReachEdge[] = [];
  const add = (from: number, to: number, set: number): void => {
    if (set === NOTHING) return;
    if (edges.length >= MAX_EDGES) complete = false;
    else edges.push({ from, to, services: passingText(kinds, set, asked) });
  };
  const placeOf = new Map<MachineClass, number[]>();
  for (const [i, { alike }] of machines.entries()) placeOf.set(alike, [...(placeOf.get(alike) ?? []), i]);
  let compared = 0;
  for (const source of classes) {
    for (const destination of classes) {
      if (++compared % CLASSES_A_STEP === 0) yield;
      if (!complete && edges.length >= MAX_EDGES) break;
      const set = between(source.hosts, destination.hosts);
      if (set === NOTHING) continue;
      for (const from of placeOf.get(source) ?? []) {
        for (const to of placeOf.get(destination) ?? []) {
          if (from !== to || (machines[from]?.node.cvms.length ?? 0) > 1) add(from, to, set);
        }
      }
    }
  }
  // Past the most edges there is nothing to draw of others.
  const isFull = edges.length >= MAX_EDGES;
  const others = isFull ? [] : yield* strangerNodes(model, kinds, classes, between);
  if (isFull) complete = false;
  for (const [i, { out, into }] of others.entries()) {
    const place = machines.length + i;
    for (const [c, each] of classes.entries()) {
      for (const machine of placeOf.get(each) ?? []) {
        add(place, machine, out[c] ?? NOTHING);
        add(machine, place, into[c] ?? NOTHING);
      }
    }
  }
  return { nodes: [...machines, ...others].map(({ node }) => node), edges, complete };
}

type MachinesNode = Extract<ReachNode, { readonly kind: 'machines' }>;
type AddressesNode = Extract<ReachNode, { readonly kind: 'addresses' }>;

function bySubnet(model: Model, alike: MachineClass): readonly { node: MachinesNode; alike: MachineClass }[] {
  return [...groupBy(alike.cvms, ({ interfaces: [{ subnet }] }) => subnet).values()].map((cvms) => {
    const key = cvms[0]?.interfaces[0].subnet;
    const subnet = key === undefined ? undefined : model.entities.get(key);
    return { node: { kind: 'machines', cvms, subnet: subnet?.kind === 'subnet' ? subnet : undefined }, alike };
  });
}

interface StrangerNode {
  readonly node: AddressesNode;
  /** What passes to each class of machines, and from it. */
  readonly out: readonly number[];
  readonly into: readonly number[];
}

/** Those that reach nobody and are reached by nobody are left out: there is nothing to draw of them. */
function* strangerNodes(
  model: Model,
  kinds: Kinds,
  classes: readonly MachineClass[],
  between: (from: readonly Pick<Host, 'kind'>[], to: readonly Pick<Host, 'kind'>[]) => number,
): Steps<readonly StrangerNode[]> {
  const { strangers, region, owned } = kinds;
  const ways: { addresses: AddressSet; out: number[]; into: number[] }[] = [];
  let compared = 0;
  for (const { kind, addresses } of strangers) {
    const way = { addresses, out: [] as number[], into: [] as number[] };
    for (const { hosts } of classes) {
      way.out.push(between([{ kind }], hosts));
      way.into.push(between(hosts, [{ kind }]));
      if (++compared % CLASSES_A_STEP === 0) yield;
    }
    ways.push(way);
  }
  const alike = groupBy(ways, ({ out, into }) => `${out.join()};${into.join()}`);
  const sets = [...alike.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined || [...first.out, ...first.into].every((set) => set === NOTHING)) return [];
    return [{ ...first, set: addressSet.unionAll(same.map(({ addresses }) => addresses)) }];
  });
  const names = namesOf(model, region);
  const lists = [...names.peers, { name: 'internet', set: INTERNET }].filter(
    ({ set }) => !addressSet.isSubsetOf(set, owned),
  );
  const named: Names = { ...names, peers: lists.map((each) => ({ ...each, isSpoken: true })) };
  const sizes = sets.map(({ set }) => sizeOf(addressSet.intersect(set, INTERNET)));
  const most = Math.max(1, ...sizes);
  const nodes: StrangerNode[] = [];
  for (const [i, { set, out, into }] of sets.entries()) {
    yield;
    const words = peersInWords(set, addressSet.union(set, owned), named);
    const list = model.addresses.find((each) => each.region === region && each.name === words);
    const isInternet = sizes[i] === most;
    nodes.push({
      node: { kind: 'addresses', set, words, isInternet, list },
      out,
      into,
    });
  }
  return nodes;
}

/** All of `needed` and nothing beyond `allowed`. */
function peersInWords(needed: AddressSet, allowed: AddressSet, names: Names): string {
  const said = inWords(packetSet.of(needed, ALL), { names, also: packetSet.of(allowed, ALL) });
  return said
    .map(({ peers, except }) => `${peers.join(', ')}${except.length === 0 ? '' : ` except ${except.join(', ')}`}`)
    .join('; ');
}

/** In IPv4 addresses; those of IPv6 tell apart only what has none of IPv4. */
function sizeOf({ v4, v6 }: AddressSet): number {
  const length = v4.reduce((sum, end, i) => sum + (i % 2 === 0 ? -end : end), 0);
  return length > 0 ? length : v6.length > 0 ? 0.5 : 0;
}
