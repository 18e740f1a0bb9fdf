// One packet's way, step by step.
//
//   web-1 (group web, subnet front) sends tcp 3306 to db-1 (group db, subnet back)
//
//     request   source-groups       web's outbound rules            peer: db-1's address
//               source-acl          front's acl, outbound           peer: db-1's address
//               destination-acl     back's acl, inbound             peer: web-1's address
//               destination-groups  db's inbound rules              peer: web-1's address
//     answer    destination-groups  stateful: what was let in may be answered
//               destination-acl     back's acl, outbound            peer: web-1's address, at the sender's own port
//               source-acl          front's acl, inbound            peer: db-1's address, at the sender's own port
//               source-groups       stateful
//
// Where there is no filter there is no step: an address that no machine has is without groups, one outside of all subnets is without an
// acl, and between two addresses of one subnet no acl is passed. A step that denies is the last.

import type { Acl, Group, Model } from '#model/model.ts';
import { cloudCount, indexFor, type Policy, type PolicyList } from '#model/policy.ts';
import type { Address } from '#net/address.ts';
import * as addressSet from '#net/addressSet.ts';
import * as cuts from '#net/cuts.ts';
import type { ServiceSet } from '#net/services.ts';
import * as services from '#net/services.ts';
import type { Directory, Place } from '../directory.ts';
import { directoryOf, peerAddresses, placeOfCvm, placesOf } from '../directory.ts';
import type { Packet } from './packet.ts';
import { answeringServices, canExist, requestedServices } from './packet.ts';

export type Verdict = Policy['action'];
export type Direction = PolicyList['direction'];
export type Stage = 'source-groups' | 'source-acl' | 'destination-acl' | 'destination-groups';

export interface Trace {
  /** Allow only where the request and the answer both pass. */
  readonly verdict: Verdict;
  /**
   * Why no filter was asked: both ends are one machine or address, or there is no such packet (families, icmp over IPv6, two machines with
   * one address).
   */
  readonly note: 'same-host' | 'no-such-packet' | undefined;
  readonly packet: Packet;
  readonly source: Place;
  readonly destination: Place;
  readonly request: readonly Step[];
  /** There is an answer only where the request passes. */
  readonly answer: { readonly verdict: Verdict; readonly steps: readonly Step[] };
  /** For a packet that is denied: what would let it through, one change for each filter that stands in its way. */
  readonly changes: readonly Change[];
}

export interface Step {
  readonly stage: Stage;
  readonly direction: Direction;
  /** The key of the machine whose groups are asked; absent for an acl. */
  readonly cvm: string | undefined;
  /** The key of the subnet whose acl is asked; absent for groups. */
  readonly subnet: string | undefined;
  readonly action: Verdict;
  /** `default` denies what no policy matches, and allows where an interface has no group at all. */
  readonly reason: 'rule' | 'default' | 'stateful' | 'no-acl';
  /** Who decided, where a policy did: the first of several that let an answer to many ports through. */
  readonly decidedBy: Decision | undefined;
  /** The policies that were tried before and do not match. */
  readonly passedOver: readonly PassedOver[];
  /** The keys of the groups in their order, or of the acl. */
  readonly owners: readonly string[];
}

/** A policy and the key of the group or acl in whose list it stands. */
export interface Decision {
  readonly owner: string;
  readonly policy: Policy;
  /** The place in the list as the cloud counts it: of a policy that is several there, that of the one that decides. */
  readonly index: number;
}

export interface PassedOver extends Decision {
  readonly why: Mismatch;
}

/** Why a policy does not match. `unknown`: its peer or service is a broken reference. */
export type Mismatch = 'unknown' | 'protocol' | 'port' | 'family' | 'empty-group' | 'peer';

/** A policy to put into a list. Where a deny stands in the way it has to go before it. */
export interface Change {
  readonly stage: Stage;
  readonly direction: Direction;
  /** Whether it is the answer that is stopped. */
  readonly answer: boolean;
  /** The key of the group or acl; absent where the machine names only unknown groups. */
  readonly owner: string | undefined;
  /** The place that it takes among the policies of that direction. */
  readonly before: number;
  readonly action: 'allow';
  readonly peer: Address;
  readonly services: ServiceSet;
  readonly blockedBy: Decision | undefined;
}

export interface TraceOptions {
  /** The keys of the machines that are meant, where an address alone could mean several: of other networks, or of another region. */
  readonly source?: string;
  readonly destination?: string;
}

/** Follows the packet. Private addresses and subnets are those of the region. */
export function trace(model: Model, packet: Packet, region: string, options: TraceOptions = {}): Trace {
  const directory = directoryOf(model);
  const [source, destination] = placesOfPair(directory, packet, region, options);
  const ends = { packet, source, destination };
  // Two machines of different networks with one address: no packet can go between them.
  const areTwo = isNamedTwice(packet, options);
  if (!canExist(packet) || areTwo) return { ...ends, ...silent('deny'), note: 'no-such-packet' };
  if (isSameHost(packet, source, destination)) return { ...ends, ...silent('allow'), note: 'same-host' };

  const filters = filtersOf(packet, source, destination);
  const request = filters.request.map((filter) => ask(directory, filter));
  const answer = filters.answer.map((filter) => ask(directory, filter));
  const requestPasses = request.every(({ action }) => action === 'allow');
  const answerPasses = requestPasses && answer.every(({ action }) => action === 'allow');
  const changes = [...filters.request, ...filters.answer].flatMap((filter, i) => {
    const step = [...request, ...answer][i] as Step;
    return step.action === 'deny' ? [changeFor(model, directory, filter, step)] : [];
  });
  return {
    ...ends,
    verdict: answerPasses ? 'allow' : 'deny',
    note: undefined,
    request: upToDeny(request),
    answer: { verdict: answerPasses ? 'allow' : 'deny', steps: requestPasses ? upToDeny(answer) : [] },
    changes,
  };
}

function isNamedTwice(packet: Packet, { source, destination }: TraceOptions): boolean {
  return (
    source !== undefined &&
    destination !== undefined &&
    source !== destination &&
    packet.source.start === packet.destination.start
  );
}

/** Whether both ends are one address or one machine: then nothing filters the packet. */
function isSameHost(packet: Packet, source: Place, destination: Place): boolean {
  return (
    packet.source.start === packet.destination.start || (source.cvm !== undefined && source.cvm === destination.cvm)
  );
}

/** Why the policy does not match a packet with this peer and these services; undefined where it matches some of them. */
function mismatch(directory: Directory, policy: Policy, peer: Address, asked: ServiceSet): Mismatch | undefined {
  const addresses = peerAddresses(directory, policy.peer);
  const servicesMeet = cuts.overlap(policy.services, asked);
  if (servicesMeet && addressSet.contains(addresses, peer)) return undefined;
  if (!policy.complete && (cuts.isEmpty(policy.services) || addressSet.isEmpty(addresses))) return 'unknown';
  if (!servicesMeet) return sharesProtocol(policy.services, asked) ? 'port' : 'protocol';
  if (policy.peer.kind === 'group' && addressSet.isEmpty(addresses))
    return peer.family === 6 ? 'family' : 'empty-group';
  return cuts.isEmpty(peer.family === 4 ? addresses.v4 : addresses.v6) ? 'family' : 'peer';
}

/** One filter that the packet or its answer meets. */
interface Filter {
  readonly stage: Stage;
  readonly direction: Direction;
  readonly answer: boolean;
  readonly place: Place;
  readonly peer: Address;
  /** All of it must be allowed. */
  readonly asked: ServiceSet;
}

function placesOfPair(
  directory: Directory,
  packet: Packet,
  region: string,
  { source, destination }: TraceOptions,
): [Place, Place] {
  const from = placesNamed(directory, region, packet.source, source);
  const to = placesNamed(directory, region, packet.destination, destination);
  for (const a of from) {
    for (const b of to) if (isOneNetwork(a, b)) return [a, b];
  }
  return [from[0] as Place, to[0] as Place];
}

function isOneNetwork({ networkInterface: a }: Place, { networkInterface: b }: Place): boolean {
  return a !== undefined && b !== undefined && a.vpc === b.vpc;
}

function placesNamed(directory: Directory, region: string, address: Address, key: string | undefined) {
  const named = directory.cvm(key);
  return named === undefined ? placesOf(directory, region, address) : [placeOfCvm(directory, named, address)];
}

function filtersOf(packet: Packet, source: Place, destination: Place) {
  const asked = requestedServices(packet);
  const answered = answeringServices(packet);
  const apart = source.subnet === undefined || source.subnet !== destination.subnet;
  const sender = { place: source, peer: packet.destination };
  const receiver = { place: destination, peer: packet.source };
  const all = [
    { ...sender, stage: 'source-groups', direction: 'outbound', answer: false, asked },
    { ...sender, stage: 'source-acl', direction: 'outbound', answer: false, asked },
    { ...receiver, stage: 'destination-acl', direction: 'inbound', answer: false, asked },
    { ...receiver, stage: 'destination-groups', direction: 'inbound', answer: false, asked },
    { ...receiver, stage: 'destination-groups', direction: 'outbound', answer: true, asked: answered },
    { ...receiver, stage: 'destination-acl', direction: 'outbound', answer: true, asked: answered },
    { ...sender, stage: 'source-acl', direction: 'inbound', answer: true, asked: answered },
    { ...sender, stage: 'source-groups', direction: 'inbound', answer: true, asked: answered },
  ] satisfies Filter[];
  const there = all.filter(({ stage, place }) =>
    isOfGroups(stage) ? place.cvm !== undefined : apart && place.subnet !== undefined,
  );
  return { request: there.filter(({ answer }) => !answer), answer: there.filter(({ answer }) => answer) };
}

function isOfGroups(stage: Stage): boolean {
  return stage === 'source-groups' || stage === 'destination-groups';
}

function ask(directory: Directory, filter: Filter): Step {
  const { stage, direction, place } = filter;
  const at = { stage, direction, decidedBy: undefined, passedOver: [] };
  if (isOfGroups(stage)) {
    const { filtered, groups } = place.networkInterface ?? { filtered: false, groups: [] };
    const here = { ...at, cvm: place.cvm?.key, subnet: undefined, owners: groups };
    if (!filtered) return { ...here, action: 'allow', reason: 'default' };
    if (filter.answer) return { ...here, action: 'allow', reason: 'stateful' };
    const lists = groups.flatMap((key) => directory.group(key) ?? []);
    return { ...here, ...decide(directory, lists, filter) };
  }
  const here = { ...at, cvm: undefined, subnet: place.subnet?.key };
  const acl = directory.acl(place.subnet?.acl);
  if (acl === undefined) return { ...here, owners: [], action: 'allow', reason: 'no-acl' };
  return { ...here, owners: [acl.key], ...decide(directory, [acl], filter) };
}

/** First match, where the packet may stand for many ports: every one has to be allowed, and the first deny of any decides. */
function decide(directory: Directory, owners: readonly (Group | Acl)[], { direction, peer, asked }: Filter) {
  let open = asked;
  let allowedBy: Decision | undefined;
  const passedOver: PassedOver[] = [];
  for (const owner of owners) {
    for (const policy of owner[direction].policies) {
      const why = mismatch(directory, policy, peer, open);
      if (why !== undefined) {
        passedOver.push({ owner: owner.key, policy, index: policy.index, why });
        continue;
      }
      const decision = { owner: owner.key, policy, index: indexFor(policy, open) };
      if (policy.action === 'deny') {
        return { action: 'deny', reason: 'rule', decidedBy: decision, passedOver } as const;
      }
      allowedBy ??= decision;
      open = cuts.subtract(open, policy.services);
      if (cuts.isEmpty(open)) return { action: 'allow', reason: 'rule', decidedBy: allowedBy, passedOver } as const;
    }
  }
  return { action: 'deny', reason: 'default', decidedBy: undefined, passedOver } as const;
}

/**
 * The new policy goes right before the deny that stands in the way. Where nothing matched it goes to the end of a list: of the
 * group with the fewest machines that can be changed, so that it opens as little else as may be.
 */
function changeFor(model: Model, directory: Directory, filter: Filter, step: Step): Change {
  const { stage, direction, answer, peer, asked } = filter;
  const change = { stage, direction, answer, action: 'allow', peer, services: asked } as const;
  if (step.decidedBy !== undefined) {
    const { owner, policy } = step.decidedBy;
    return { ...change, owner, before: policy.index, blockedBy: step.decidedBy };
  }
  const lists = step.owners.flatMap((key) => directory.group(key) ?? directory.acl(key) ?? []);
  const changeable = lists.filter(({ builtin }) => !builtin);
  const size = (list: Group | Acl) => model.members.get(list.key)?.length ?? 0;
  const [smallest] = (changeable.length > 0 ? changeable : lists).toSorted((a, b) => size(a) - size(b));
  const before = smallest === undefined ? 0 : cloudCount(smallest[direction]);
  return { ...change, owner: smallest?.key, before, blockedBy: undefined };
}

function sharesProtocol(a: ServiceSet, b: ServiceSet): boolean {
  return (['tcp', 'udp'] as const).some((protocol) => {
    const whole = services.protocol(protocol);
    return cuts.overlap(a, whole) && cuts.overlap(b, whole);
  });
}

function upToDeny(steps: readonly Step[]): readonly Step[] {
  const denied = steps.findIndex(({ action }) => action === 'deny');
  return denied < 0 ? steps : steps.slice(0, denied + 1);
}

function silent(verdict: Verdict) {
  return { verdict, request: [], answer: { verdict, steps: [] }, changes: [] } as const;
}
