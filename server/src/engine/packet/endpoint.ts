// What the texts mean that people write for the two ends of a packet, or for the end of a question about reach.

import type { Cvm, Endpoint, Entity, Model } from '#model/model.ts';
import type { Address } from '#net/address.ts';
import { parseAddress } from '#net/address.ts';
import * as addressSet from '#net/addressSet.ts';
import type { Protocol } from '#net/services.ts';
import { directoryOf, hasAddress } from '../directory.ts';

export interface PacketEnds {
  readonly region: string;
  readonly source: PacketEnd;
  readonly destination: PacketEnd;
}

export interface PacketEnd {
  readonly address: Address;
  /** The key of the machine, where one was named. */
  readonly cvm: string | undefined;
}

export interface EndsAsked {
  readonly from: string;
  readonly to: string;
  readonly region?: string;
  /** icmp takes IPv4 addresses, icmpv6 takes IPv6 ones; the others whatever both ends have. */
  readonly protocol?: Protocol;
}

export type Resolved<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: EndpointError };

/** Whether the question is about one machine or address, or any endpoint does. */
type Wanted = 'one' | 'any';

export type EndpointError =
  /** The text looks like an address but is not one; the message says why. */
  | { readonly code: 'invalid-address'; readonly text: string; readonly message: string }
  /** No such name or id is known, or none in the region asked for. */
  | { readonly code: 'unknown'; readonly text: string; readonly region: string | undefined; readonly wanted: Wanted }
  /** The name is known, but stands for more than one address. */
  | { readonly code: 'not-single'; readonly text: string; readonly is: NotSingle }
  /** Something that packets neither come from nor go to. */
  | { readonly code: 'no-endpoint'; readonly text: string; readonly is: 'acl' | 'services'; readonly wanted: Wanted }
  /** A name, or the two texts together, may be of each of these regions. */
  | { readonly code: 'several-regions'; readonly texts: readonly string[]; readonly regions: readonly string[] }
  /** A machine without any private address. */
  | { readonly code: 'no-address'; readonly text: string }
  /** No address of the family that the protocol has. */
  | { readonly code: 'wrong-family'; readonly text: string; readonly family: 4 | 6 }
  | { readonly code: 'families-differ'; readonly from: string; readonly to: string }
  /** Two machines, of two regions or networks, with one address. */
  | { readonly code: 'same-address'; readonly from: string; readonly to: string; readonly address: Address };

export type NotSingle = 'block' | 'any' | 'any6' | 'internet' | 'group' | 'subnet' | 'addresses';

/** A machine by its name or id stands for its first private address of the family that fits the other end and the protocol. */
export function resolveEnds(model: Model, asked: EndsAsked): Resolved<PacketEnds> {
  const { from, to, protocol } = asked;
  const source = candidatesFor(model, from, asked.region);
  if (!source.ok) return source;
  const destination = candidatesFor(model, to, asked.region);
  if (!destination.ok) return destination;
  const region = regionOfPair(model, asked, source.value, destination.value);
  if (!region.ok) return region;

  const sources = endsIn(source.value, region.value);
  const destinations = endsIn(destination.value, region.value);
  const family = protocol === 'icmp' ? 4 : protocol === 'icmpv6' ? 6 : undefined;
  const fits = ({ address }: PacketEnd) => family === undefined || address.family === family;
  for (const [text, ends] of [[from, sources] as const, [to, destinations] as const]) {
    if (ends.length === 0) return { ok: false, error: { code: 'no-address', text } };
    if (family !== undefined && !ends.some(fits)) return { ok: false, error: { code: 'wrong-family', text, family } };
  }
  for (const end of sources.filter(fits)) {
    const other = destinations.find(({ address }) => address.family === end.address.family);
    if (other === undefined) continue;
    const areTwo = end.cvm !== undefined && other.cvm !== undefined && end.cvm !== other.cvm;
    if (areTwo && end.address.start === other.address.start) {
      return { ok: false, error: { code: 'same-address', from, to, address: end.address } };
    }
    return { ok: true, value: { region: region.value, source: end, destination: other } };
  }
  return { ok: false, error: { code: 'families-differ', from, to } };
}

/** An end, and the region from which it is looked at. */
export interface EndpointView {
  readonly endpoint: Endpoint;
  readonly region: string;
}

/** An end that may be of any kind: `any`, `any6`, `internet`, an address, a block, a name or an id. */
export function resolveEndpoint(model: Model, text: string, region?: string): Resolved<EndpointView> {
  const views = resolveViews(model, text, region);
  if (!views.ok) return views;
  const [view, ...others] = views.value;
  if (others.length === 0) return { ok: true, value: view };
  const regions = views.value.map((each) => each.region);
  return { ok: false, error: { code: 'several-regions', texts: [text], regions } };
}

/**
 * The same from every region that may be meant: for a block each region with machines or subnets in it, for what is of no region, such as
 * a public address, all regions.
 */
export function resolveViews(
  model: Model,
  text: string,
  region?: string,
): Resolved<readonly [EndpointView, ...EndpointView[]]> {
  const fixed = fixedEndpoint(text);
  if (fixed?.ok === false) return fixed;
  if (fixed !== undefined) {
    const { endpoint, address } = fixed.value;
    if (region !== undefined) return { ok: true, value: [{ endpoint, region }] };
    const isOne = address !== undefined && isSingle(address);
    const near = isOne ? nearRegions(model, address) : address === undefined ? [] : regionsWithin(model, address);
    if (isOne && near.length > 1)
      return { ok: false, error: { code: 'several-regions', texts: [text], regions: near } };
    const [first = anyRegion(model), ...others] = near.length > 0 ? near : inhabitedRegions(model);
    return { ok: true, value: [{ endpoint, region: first }, ...others.map((other) => ({ endpoint, region: other }))] };
  }
  const found = entitiesFor(model, text, region);
  const endpoints = found.filter(({ kind }) => kind !== 'acl' && kind !== 'services');
  const regions = [...new Set(endpoints.map((entity) => entity.region))];
  if (regions.length > 1) return { ok: false, error: { code: 'several-regions', texts: [text], regions } };
  const [entity] = endpoints;
  if (entity === undefined) return notAnEndpoint(found[0], { text, region, wanted: 'any' });
  return { ok: true, value: [{ endpoint: endpointOf(entity), region: region ?? entity.region }] };
}

/** What a text may mean as long as the region is not known, which the other end may decide. */
interface Candidates {
  readonly address: Address | undefined;
  /** The machines of that name or id; none for an address. */
  readonly cvms: readonly Cvm[];
  /** The regions that it is of. Empty for an address that no region has as a private one. */
  readonly regions: readonly string[];
  /** The regions of the machines that have it as a public address. */
  readonly publicIn: readonly string[];
}

function candidatesFor(model: Model, text: string, region: string | undefined): Resolved<Candidates> {
  const fixed = fixedEndpoint(text);
  if (fixed?.ok === false) return fixed;
  if (fixed !== undefined) {
    const { address, endpoint } = fixed.value;
    if (address === undefined || !isSingle(address)) {
      const is = endpoint.kind === 'internet' || text === 'any' || text === 'any6' ? (text as NotSingle) : 'block';
      return { ok: false, error: { code: 'not-single', text, is } };
    }
    const publicIn = [...new Set(publicOwners(model, address).map((cvm) => cvm.region))];
    return { ok: true, value: { address, cvms: [], regions: nearRegions(model, address), publicIn } };
  }
  const found = entitiesFor(model, text, region);
  const cvms = found.filter((entity) => entity.kind === 'cvm');
  if (cvms.length > 0) {
    return {
      ok: true,
      value: { address: undefined, cvms, regions: [...new Set(cvms.map((cvm) => cvm.region))], publicIn: [] },
    };
  }
  const other = found.find(({ kind }) => kind === 'group' || kind === 'subnet' || kind === 'addresses');
  if (other === undefined) return notAnEndpoint(found[0], { text, region, wanted: 'one' });
  return { ok: false, error: { code: 'not-single', text, is: other.kind as NotSingle } };
}

/** The region that both ends can be of. Machines of two regions are looked at from the receiver's. */
function regionOfPair(
  model: Model,
  { from, to, region }: EndsAsked,
  source: Candidates,
  destination: Candidates,
): Resolved<string> {
  if (region !== undefined) return { ok: true, value: region };
  const [a, b] = [source.regions, destination.regions];
  const both = a.length === 0 ? b : b.length === 0 ? a : a.filter((name) => b.includes(name));
  if (both.length === 1) return { ok: true, value: both[0]! };
  if (both.length > 1)
    return { ok: false, error: { code: 'several-regions', texts: textsOf(from, to), regions: both } };
  // A public address is reached from every region; the region of its machine is taken only where nothing else decides.
  if (a.length === 0 && b.length === 0) {
    return { ok: true, value: destination.publicIn[0] ?? source.publicIn[0] ?? anyRegion(model) };
  }
  // A machine that is named decides before an address does, which may be used in many networks.
  const named = [destination, source].find(({ cvms, regions }) => cvms.length > 0 && regions.length === 1);
  if (named !== undefined) return { ok: true, value: named.regions[0]! };
  return {
    ok: false,
    error: { code: 'several-regions', texts: textsOf(from, to), regions: [...new Set([...a, ...b])] },
  };
}

function textsOf(from: string, to: string): readonly string[] {
  return from === to ? [from] : [from, to];
}

function endsIn({ address, cvms }: Candidates, region: string): readonly PacketEnd[] {
  if (address !== undefined) return [{ address, cvm: undefined }];
  const cvm = cvms.find((machine) => machine.region === region) ?? cvms[0];
  return cvm?.privateAddresses.map((own) => ({ address: own, cvm: cvm.key })) ?? [];
}

/** The regions in which a machine has the address as a private one, or the one subnet that holds it is. */
function nearRegions(model: Model, address: Address): readonly string[] {
  const directory = directoryOf(model);
  return inhabitedRegions(model).filter((region) => {
    const owners = directory.owners(region, address).filter((cvm) => cvm.region === region);
    const isPrivate = owners.some(({ privateAddresses }) => hasAddress(privateAddresses, address));
    return isPrivate || directory.subnetAround(region, address) !== undefined;
  });
}

/** The regions with a private address of a machine, or a part of a subnet, in the block. */
function regionsWithin(model: Model, block: Address): readonly string[] {
  const meets = ({ family, start, end }: Address) => family === block.family && start < block.end && block.start < end;
  return inhabitedRegions(model).filter(
    (region) =>
      model.cvms.some((cvm) => cvm.region === region && cvm.privateAddresses.some(meets)) ||
      model.subnets.some(({ region: own, cidr }) => own === region && cidr !== undefined && meets(cidr)),
  );
}

function publicOwners(model: Model, address: Address): readonly Cvm[] {
  const owners = directoryOf(model).owners(anyRegion(model), address);
  return owners.filter(({ publicAddresses }) => hasAddress(publicAddresses, address));
}

/** The regions in which something stands: those of machines and subnets, or, where there are none, of groups. */
function inhabitedRegions(model: Model): readonly string[] {
  const placed = [...model.cvms, ...model.subnets];
  const declared = placed.length > 0 ? placed : model.groups.filter(({ builtin }) => !builtin);
  return [...new Set(declared.map(({ region }) => region))];
}

function anyRegion(model: Model): string {
  return inhabitedRegions(model)[0] ?? [...model.regions.keys()][0] ?? 'default';
}

/** An id is known everywhere; a name may be of several regions. */
function entitiesFor(model: Model, text: string, region: string | undefined): readonly Entity[] {
  const byId = model.ids.get(text);
  const regions = region === undefined ? [...model.regions.values()] : [model.regions.get(region)];
  const named = regions.flatMap((names) => names?.names.get(text) ?? []);
  return named.length > 0 ? named : byId === undefined ? [] : [byId];
}

function fixedEndpoint(text: string): Resolved<{ endpoint: Endpoint; address: Address | undefined }> | undefined {
  const address = undefined;
  switch (text) {
    case 'any':
      return { ok: true, value: { endpoint: { kind: 'addresses', set: addressSet.ANY4, text }, address } };
    case 'any6':
      return { ok: true, value: { endpoint: { kind: 'addresses', set: addressSet.ANY6, text }, address } };
    case 'internet':
      return { ok: true, value: { endpoint: { kind: 'internet' }, address } };
  }
  // Names begin with a letter or `_`, and no letter of a name is a colon.
  if (!/^[0-9]|:/.test(text)) return undefined;
  const parsed = parseAddress(text);
  if (!parsed.ok) {
    return { ok: false, error: { code: 'invalid-address', text, message: parsed.error.message } };
  }
  const set = addressSet.of(parsed.address);
  return { ok: true, value: { endpoint: { kind: 'addresses', set, text }, address: parsed.address } };
}

function endpointOf(entity: Entity): Endpoint {
  switch (entity.kind) {
    case 'cvm':
    case 'group':
    case 'subnet':
      return { kind: entity.kind, key: entity.key };
    case 'addresses':
      return { kind: 'addresses', set: entity.set, text: entity.name };
    default:
      return { kind: 'addresses', set: addressSet.EMPTY, text: entity.name };
  }
}

function notAnEndpoint(
  entity: Entity | undefined,
  { text, region, wanted }: { readonly text: string; readonly region: string | undefined; readonly wanted: Wanted },
) {
  if (entity?.kind === 'acl' || entity?.kind === 'services') {
    return { ok: false, error: { code: 'no-endpoint', text, is: entity.kind, wanted } } as const;
  }
  return { ok: false, error: { code: 'unknown', text, region, wanted } } as const;
}

function isSingle(address: Address): boolean {
  return address.family === 4 ? address.end - address.start === 1 : address.end - address.start === 1n;
}
