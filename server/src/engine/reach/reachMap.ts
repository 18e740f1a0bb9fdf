// Who reaches whom in a region, as a graph that stays small and is right for every pair: machines between which and all others the same
// passes are one node, and so are such addresses that no machine has, described in the fewest words.
//
//   web-1, web-2 ── tcp 3306 ──▶ db-1
//   any except office ── tcp 80,443 ──▶ web-1, web-2          office ── tcp 22,80,443 ──▶ web-1, web-2
//
// Beside it the same with what addresses have in common said once (bundles.ts), to be drawn.

import type { Addresses, Cvm, Model, Subnet } from '#model/model.ts';
import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import * as packetSet from '#net/packetSet.ts';
import { ALL, type ServiceSet } from '#net/services.ts';
import { inWords, type Names, printPeers } from '#net/words/words.ts';
import { groupBy } from '#util/groupBy.ts';
import type { Steps } from '#util/steps.ts';
import { NOTHING } from '../list/serviceAxis.ts';
import { namesOf } from '../names.ts';
import { type Bundle, bundlesOf, type Fate } from './bundles.ts';
import { INTERNET } from './internet.ts';
import type { Host, Kinds } from './kinds.ts';
import { makingKinds } from './kinds.ts';
import { type MachineClass, machineClasses, passingAny, passingText } from './machineClasses.ts';

export interface ReachMap extends ReachGraph {
  /**
   * The same machines, and in the place of the other addresses sets of them that overlap. An edge says what passes to or from all of a set;
   * between an address and a machine passes what the edges of all sets with this address say. Nothing where there are too many sets.
   */
  readonly bundled: ReachGraph | undefined;
  readonly leftOut: LeftOut | undefined;
}

/**
 * What a map does not have: edges between machines past `MAX_EDGES`, and then all of addresses; edges of addresses past that number; what
 * takes longer to compute than can be waited for.
 */
export type LeftOut = 'machines' | 'addresses' | 'slow';

export interface ReachGraph {
  readonly nodes: readonly ReachNode[];
  readonly edges: readonly ReachEdge[];
}

export type ReachNode =
  /** Machines of one subnet that packets cannot distinguish; never empty. */
  | { readonly kind: 'machines'; readonly cvms: readonly Cvm[]; readonly subnet: Subnet | undefined }
  /** Addresses that no machine has, that reach the same and are reached by the same. */
  | {
      readonly kind: 'addresses';
      readonly set: AddressSet;
      /** In the fewest words: `10.0.0.0/8 except office`. Addresses of machines may be among them. */
      readonly words: string;
      /** The list whose name the words are. */
      readonly list?: Addresses;
      /** More than half of the internet is in it. */
      readonly isInternet: boolean;
      /** Of a bundle: the places of the nodes of the map that are in it. */
      readonly parts: readonly number[];
    };

export interface ReachEdge {
  /** Places in `nodes`. From a node to itself: between its machines. */
  readonly from: number;
  readonly to: number;
  /** One string a protocol, as `reach` has them: what any two of the nodes may. */
  readonly services: readonly string[];
  /** Of a bundle: those that no larger one has too. */
  readonly own?: readonly string[];
}

const MAX_EDGES = 20_000;

export interface ReachMapOptions {
  /** Only what is among these. */
  readonly services?: ServiceSet;
}

/** Classes of machines that others are compared with in one step. */
const CLASSES_A_STEP = 500;

export function* makingReachMap(
  model: Model,
  region: string,
  { services: asked }: ReachMapOptions = {},
): Steps<ReachMap> {
  const kinds = yield* makingKinds(model, region);
  const wanted = asked === undefined ? undefined : kinds.numbers.of(asked);
  const classes = machineClasses(kinds);
  let isWhole = true;
  const between: Between = (from, to) => {
    const set = passingAny(kinds, from, to, wanted);
    if (set === undefined) isWhole = false;
    return set ?? NOTHING;
  };
  const machines = classes.flatMap((each) => bySubnet(model, each));
  const draft: Draft = { machines, between, text: (set) => passingText(kinds, set, asked) };
  const own = yield* edgesOfMachines(classes, draft);
  // Past the most edges there is nothing to draw of others.
  const isFull = own.length >= MAX_EDGES;
  const fates = isFull ? [] : yield* fatesOfStrangers(kinds, classes, between);
  const strangers = yield* strangerNodes(model, kinds, fates);
  const room = MAX_EDGES - own.length;
  const edges = [...own, ...edgesOfStrangers(classes, draft, strangers, room)];
  const bundles = bundlesOf(kinds.numbers, fates)?.map(({ parts, ...fate }) => ({
    ...fate,
    set: addressSet.unionAll(parts.flatMap((part) => fates[part]?.set ?? [])),
    parts: parts.map((part) => part + machines.length),
  }));
  const bundled = bundles && (yield* strangerNodes(model, kinds, bundles));
  const nodes = machines.map(({ node }) => node);
  return {
    nodes: [...nodes, ...strangers.map(({ node }) => node)],
    edges: edges.slice(0, MAX_EDGES),
    bundled: bundled && {
      nodes: [...nodes, ...bundled.map(({ node }) => node)],
      edges: [...own, ...edgesOfStrangers(classes, draft, bundled, room)].slice(0, MAX_EDGES),
    },
    leftOut: isFull ? 'machines' : edges.length > MAX_EDGES ? 'addresses' : isWhole ? undefined : 'slow',
  };
}

type Ends = readonly Pick<Host, 'kind'>[];
/** What passes, as a number of services. */
type Between = (from: Ends, to: Ends) => number;

interface Draft {
  readonly machines: readonly { readonly node: MachinesNode; readonly alike: MachineClass }[];
  readonly between: Between;
  readonly text: (set: number) => readonly string[];
}

/** At most `MAX_EDGES`. */
function* edgesOfMachines(
  classes: readonly MachineClass[],
  { machines, between, text }: Draft,
): Steps<readonly ReachEdge[]> {
  const places = placesOf(machines);
  const edges: ReachEdge[] = [];
  let compared = 0;
  for (const source of classes) {
    for (const destination of classes) {
      if (++compared % CLASSES_A_STEP === 0) yield;
      const set = between(source.hosts, destination.hosts);
      if (set === NOTHING) continue;
      for (const from of places.get(source) ?? []) {
        for (const to of places.get(destination) ?? []) {
          if (edges.length >= MAX_EDGES) return edges;
          if (from !== to || (machines[from]?.node.cvms.length ?? 0) > 1) edges.push({ from, to, services: text(set) });
        }
      }
    }
  }
  return edges;
}

function placesOf(machines: Draft['machines']): ReadonlyMap<MachineClass, readonly number[]> {
  const places = new Map<MachineClass, number[]>();
  for (const [i, { alike }] of machines.entries()) places.set(alike, [...(places.get(alike) ?? []), i]);
  return places;
}

/** The strangers count on from the machines. At most `room`. */
function edgesOfStrangers(
  classes: readonly MachineClass[],
  { machines, text }: Draft,
  strangers: readonly (Fate & { readonly own?: Fate })[],
  room: number,
): readonly ReachEdge[] {
  const places = placesOf(machines);
  const edges: ReachEdge[] = [];
  const add = (from: number, to: number, set = NOTHING, own: number | undefined): void => {
    if (set !== NOTHING)
      edges.push({ from, to, services: text(set), ...(own === undefined ? {} : { own: text(own) }) });
  };
  for (const [i, { out, into, own }] of strangers.entries()) {
    for (const [c, each] of classes.entries()) {
      for (const machine of places.get(each) ?? []) {
        if (edges.length > room) return edges;
        add(machines.length + i, machine, out[c], own?.out[c]);
        add(machine, machines.length + i, into[c], own?.into[c]);
      }
    }
  }
  return edges;
}

type MachinesNode = Extract<ReachNode, { readonly kind: 'machines' }>;
type AddressesNode = Extract<ReachNode, { readonly kind: 'addresses' }>;

function bySubnet(model: Model, alike: MachineClass): Draft['machines'] {
  return [...groupBy(alike.cvms, ({ interfaces: [{ subnet }] }) => subnet).values()].map((cvms) => {
    const key = cvms[0]?.interfaces[0].subnet;
    const subnet = key === undefined ? undefined : model.entities.get(key);
    return { node: { kind: 'machines', cvms, subnet: subnet?.kind === 'subnet' ? subnet : undefined }, alike };
  });
}

interface StrangersFate extends Fate, Partial<Pick<Bundle, 'parts' | 'own'>> {
  readonly set: AddressSet;
}

/** Addresses with the same paths. Those that reach nothing and are reached by nothing are left out: a map has nothing to draw for them. */
function* fatesOfStrangers(
  { strangers }: Kinds,
  classes: readonly MachineClass[],
  between: Between,
): Steps<readonly StrangersFate[]> {
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
  return [...groupBy(ways, ({ out, into }) => `${out.join()};${into.join()}`).values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined || [...first.out, ...first.into].every((set) => set === NOTHING)) return [];
    const { out, into } = first;
    return [{ out, into, set: addressSet.unionAll(same.map(({ addresses }) => addresses)) }];
  });
}

type Named = Omit<StrangersFate, 'set' | 'parts'> & { readonly node: AddressesNode };

function* strangerNodes(
  model: Model,
  { region, owned }: Kinds,
  fates: readonly StrangersFate[],
): Steps<readonly Named[]> {
  const names = namesOf(model, region);
  const lists = [...names.peers, { name: 'internet', set: INTERNET }].filter(
    ({ set }) => !addressSet.isSubsetOf(set, owned),
  );
  const named: Names = { ...names, peers: lists.map((each) => ({ ...each, isSpoken: true })) };
  const nodes: Named[] = [];
  for (const { set, parts = [], ...fate } of fates) {
    yield;
    const words = peersInWords(set, addressSet.union(set, owned), named);
    const list = model.addresses.find((each) => each.region === region && each.name === words);
    nodes.push({ ...fate, node: { kind: 'addresses', set, words, list, isInternet: isMostOfInternet(set), parts } });
  }
  return nodes;
}

/** All of `needed` and nothing beyond `allowed`. */
function peersInWords(needed: AddressSet, allowed: AddressSet, names: Names): string {
  return inWords(packetSet.of(needed, ALL), { names, also: packetSet.of(allowed, ALL) })
    .map(printPeers)
    .join('; ');
}

/** Whether more than half of the internet is among them, of either IP version. */
function isMostOfInternet(set: AddressSet): boolean {
  const found = addressSet.intersect(set, INTERNET);
  return sizeOf(found.v4) * 2 > sizeOf(INTERNET.v4) || sizeOf(found.v6) * 2 > sizeOf(INTERNET.v6);
}

function sizeOf(ends: readonly (number | bigint)[]): number {
  return ends.reduce<number>((sum, end, i) => sum + (i % 2 === 0 ? -Number(end) : Number(end)), 0);
}
