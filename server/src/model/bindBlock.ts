// One block bound: its references looked up, its rules turned into policies.

import * as addressSet from '#net/addressSet.ts';
import type { ServiceSet } from '#net/services.ts';
import * as services from '#net/services.ts';
import type * as ast from '#syntax/ast.ts';
import { printAddressText } from '#syntax/print.ts';
import { type PropertyBlock, properties, valuesOf } from '#syntax/properties.ts';
import { memoOf } from '#util/memo.ts';
import type { BindContext } from './bindContext.ts';
import type { Site } from './declare.ts';
import { interfaceNodes } from './interfaces.ts';
import type { Binding, Endpoint, Entity, Expectation, NetworkInterface, Reference, ReferenceRole } from './model.ts';
import type { Policy, PolicyList, PolicyPeer } from './policy.ts';
import { resolve } from './resolve.ts';
import { addressesOf, blockOf, servicesOf, singleAddress, type Value } from './values.ts';

/** A name in a block that refers to something outside of it. */
export interface Mention {
  readonly name: ast.Name;
  readonly role: ReferenceRole;
}

export function bindBlock(context: BindContext, site: Site): Binding {
  const { uri, block, region, project } = site;
  const references: Reference[] = [];
  const scope: Scope = { ...context, site, references };
  const node = block.declaration;
  const base = { uri, block, region, project, references };
  if (node?.kind === 'expect') return { ...base, expectation: bindExpectation(scope, node) };
  if (node?.kind === 'interface') {
    if (isAttached(node)) bindInterface(scope, node, undefined);
    return base;
  }
  const entity = bindEntity(scope, node);
  return entity === undefined ? base : { ...base, entity };
}

/** The names in a block, in the order in which binding it looks them up. Items of lists are looked up with the lists. */
export const mentionsOf = memoOf((block: ast.Block): readonly Mention[] => findMentions(block.declaration));

interface Scope extends BindContext {
  readonly site: Site;
  /** Filled while the block is bound. */
  readonly references: Reference[];
}

function findMentions(node: ast.Declaration | undefined): Mention[] {
  const found: Mention[] = [];
  const add = (role: ReferenceRole, of: { readonly kind: string; readonly name?: ast.Name } | undefined): void => {
    if (of?.kind === 'name' && of.name !== undefined) found.push({ name: of.name, role });
  };
  switch (node?.kind) {
    case 'group':
    case 'acl':
      for (const list of node.lists) {
        for (const rule of list.rules) {
          add('service', rule.service);
          for (const peer of rule.peers) add('peer', peer);
        }
      }
      break;
    case 'subnet':
      found.push(...mentionsInProperties(node));
      break;
    case 'cvm':
    case 'interface':
      if (node.kind === 'cvm' || isAttached(node)) found.push(...interfaceNodes(node).flatMap(mentionsInProperties));
      break;
    case 'expect':
      add('service', node.service);
      for (const peer of [...node.from, ...node.to]) add('endpoint', peer);
      break;
    default:
  }
  return found;
}

function mentionsInProperties(block: PropertyBlock): Mention[] {
  return properties[block.kind].flatMap((property) =>
    'role' in property
      ? valuesOf(block, property).map((name) => ({ name: name as ast.Name, role: property.role }))
      : [],
  );
}

/** Whether an interface of JSON is a further one of a machine. Its primary one the machine describes; other products have interfaces too. */
export function isAttached(node: ast.Interface): boolean {
  return node.machine !== undefined && node.primary !== true;
}

function bindEntity(scope: Scope, node: ast.Declaration | undefined): Entity | undefined {
  const { site, lists } = scope;
  const declared = site.declared;
  if (declared === undefined || node === undefined) return undefined;
  const base = {
    key: declared.key,
    name: declared.name,
    id: declared.id,
    region: site.region,
    project: site.project,
    ...('description' in node && node.description !== undefined ? { description: node.description.value } : {}),
    builtin: site.builtin,
    source: { uri: site.uri, block: site.block },
  };
  switch (node.kind) {
    case 'group':
    case 'acl': {
      const inbound = bindList(scope, node, 'inbound');
      const outbound = bindList(scope, node, 'outbound');
      scope.references.sort((a, b) => a.name.start - b.name.start);
      return node.kind === 'group'
        ? { ...base, kind: 'group', node, inbound, outbound }
        : { ...base, kind: 'acl', node, inbound, outbound };
    }
    case 'addresses': {
      const value = lists.addresses.get(declared.key);
      scope.references.push(...(value?.references ?? []));
      const { set = addressSet.EMPTY, complete = false, size = 0, circular = false } = value ?? {};
      return { ...base, kind: 'addresses', node, set, complete, size, circular };
    }
    case 'services': {
      const value = lists.services.get(declared.key);
      scope.references.push(...(value?.references ?? []));
      const { set = services.NONE, complete = false, size = 0, circular = false } = value ?? {};
      return { ...base, kind: 'services', node, set, complete, size, circular };
    }
    case 'subnet': {
      const acl = node.acl === undefined ? scope.acls.get(declared.key) : look(scope, 'subnet-acl', node.acl)?.key;
      const cidr = node.cidr === undefined ? undefined : blockOf(node.cidr);
      return {
        ...base,
        kind: 'subnet',
        node,
        vpc: node.vpc?.text,
        cidr,
        acl,
      };
    }
    case 'cvm':
      return bindCvm(scope, node, base);
    default:
      return undefined;
  }
}

type Base = Omit<
  Extract<Entity, { kind: 'cvm' }>,
  'kind' | 'node' | 'interfaces' | 'privateAddresses' | 'publicAddresses' | 'dedicated'
>;

function bindCvm(scope: Scope, node: ast.Cvm, base: Base): Entity {
  const primary = bindInterface(scope, node, node.vpc?.text);
  // All interfaces of a machine are in one vpc.
  const others = [
    ...node.interfaces.map((one) => bindInterface(scope, one, primary.vpc)),
    ...(scope.interfaces.get(base.key) ?? []).flatMap((site) => {
      const one = site.block.declaration;
      return one?.kind === 'interface' ? bindInterface({ ...scope, site, references: [] }, one, primary.vpc) : [];
    }),
  ];
  const all = [primary, ...others] as const;
  const { privateAddresses, publicAddresses } = primary;
  const dedicated = node.dedicated.length > 0;
  const cvm = { ...base, kind: 'cvm', node, interfaces: all, privateAddresses, publicAddresses, dedicated } as const;
  if (others.length === 0) return cvm;
  return {
    ...cvm,
    privateAddresses: all.flatMap((one) => one.privateAddresses),
    publicAddresses: all.flatMap((one) => one.publicAddresses),
  };
}

/** `known` is the vpc that a snapshot gives the machine, or that its primary interface is in. */
function bindInterface(scope: Scope, node: ast.Cvm | ast.Interface, known: string | undefined): NetworkInterface {
  const subnet = node.subnet === undefined ? undefined : look(scope, 'cvm-subnet', node.subnet)?.key;
  const groups = new Set<string>();
  for (const name of node.groups) {
    const key = look(scope, 'cvm-group', name)?.key;
    if (key !== undefined) groups.add(key);
  }
  const at = subnet === undefined ? undefined : scope.sites.get(subnet)?.block.declaration;
  const around = at?.kind === 'subnet' ? at.vpc?.text : undefined;
  const vpc = node.kind === 'cvm' ? (known ?? around) : (node.vpc?.text ?? around ?? known);
  const { uri, block } = scope.site;
  return {
    node,
    source: { uri, block },
    privateAddresses: node.privateAddresses.flatMap((text) => singleAddress(text) ?? []),
    publicAddresses: node.publicAddresses.flatMap((text) => singleAddress(text) ?? []),
    subnet,
    vpc,
    groups: [...groups],
    filtered: node.groups.length > 0,
  };
}

function bindList(scope: Scope, node: ast.Group | ast.Acl, direction: ast.Direction): PolicyList {
  const policies: Policy[] = [];
  let index = 0;
  for (const list of node.lists) {
    if (list.direction !== direction) continue;
    for (const rule of list.rules) {
      const service = bindService(scope, rule.service);
      for (const peerNode of rule.peers) {
        const peer = bindPeer(scope, node, peerNode);
        policies.push({
          place: policies.length,
          index,
          count: service.count,
          action: rule.action,
          services: service.set,
          peer: peer.peer,
          complete: service.complete && peer.complete,
          rule,
          peerNode,
        });
        index += service.count;
      }
    }
  }
  return { direction, policies };
}

/** `count` is the number of policies in the cloud: a service that the console offers by name is not a list there, each item is a policy. */
function bindService(scope: Scope, service: ast.Service | undefined): Value<ServiceSet> & { readonly count: number } {
  if (service === undefined) return NO_SERVICE;
  if (service.kind !== 'name') return { ...servicesOf(service), count: 1 };
  const declared = look(scope, 'service', service.name);
  const list = scope.lists.services.get(declared?.key ?? '');
  return list === undefined ? NO_SERVICE : { ...list, count: declared?.builtin === true ? list.size : 1 };
}

const NO_SERVICE = { set: services.NONE, complete: false, count: 1 } as const;

function bindPeer(scope: Scope, owner: ast.Group | ast.Acl, peer: ast.Peer): { peer: PolicyPeer; complete: boolean } {
  switch (peer.kind) {
    case 'address': {
      const { set, complete } = addressesOf(peer);
      return { peer: { kind: 'addresses', addresses: set }, complete };
    }
    case 'any':
      return { peer: ANY4_PEER, complete: true };
    case 'any6':
      return { peer: ANY6_PEER, complete: true };
    case 'self': {
      if (owner.kind === 'group')
        return { peer: { kind: 'group', group: scope.site.declared?.key ?? '' }, complete: true };
      const name = { text: 'self', start: peer.start, end: peer.end };
      scope.references.push({ name, role: 'peer', fault: 'wrong-kind' });
      return NO_PEER;
    }
    case 'name': {
      const declared = look(scope, 'peer', peer.name);
      if (declared?.kind === 'group') return { peer: { kind: 'group', group: declared.key }, complete: true };
      const list = declared === undefined ? undefined : scope.lists.addresses.get(declared.key);
      return list === undefined
        ? NO_PEER
        : { peer: { kind: 'addresses', addresses: list.set }, complete: list.complete };
    }
    case 'internet':
    case 'broken':
      return NO_PEER;
  }
}

const ANY4_PEER: PolicyPeer = { kind: 'addresses', addresses: addressSet.ANY4 };
const ANY6_PEER: PolicyPeer = { kind: 'addresses', addresses: addressSet.ANY6 };
const NO_PEER = { peer: { kind: 'addresses', addresses: addressSet.EMPTY }, complete: false } as const;

function bindExpectation(scope: Scope, node: ast.Expectation): Expectation {
  const { uri, block, region } = scope.site;
  const service = bindService(scope, node.service);
  let complete = service.complete;
  const bindAll = (peers: readonly ast.Peer[]): Endpoint[] => {
    const found = peers.map((peer) => bindEndpoint(scope, peer));
    complete &&= peers.length > 0 && found.every((endpoint) => endpoint !== undefined);
    return found.filter((endpoint) => endpoint !== undefined);
  };
  const from = bindAll(node.from);
  const to = bindAll(node.to);
  return {
    kind: 'expect',
    node,
    region,
    action: node.action,
    services: service.set,
    from,
    to,
    complete,
    source: { uri, block },
  };
}

/** Undefined where the endpoint is unknown, broken or only known in part: then nothing can be proved of it. */
function bindEndpoint(scope: Scope, peer: ast.Peer): Endpoint | undefined {
  switch (peer.kind) {
    case 'address': {
      const { set, complete } = addressesOf(peer);
      return complete ? { kind: 'addresses', set, text: printAddressText(peer) } : undefined;
    }
    case 'any':
      return { kind: 'addresses', set: addressSet.ANY4, text: 'any' };
    case 'any6':
      return { kind: 'addresses', set: addressSet.ANY6, text: 'any6' };
    case 'internet':
      return { kind: 'internet' };
    case 'name': {
      const declared = look(scope, 'endpoint', peer.name);
      if (declared === undefined) return undefined;
      const { kind, key, name } = declared;
      if (kind === 'cvm' || kind === 'group' || kind === 'subnet') return { kind, key };
      const list = scope.lists.addresses.get(key);
      return list?.complete ? { kind: 'addresses', set: list.set, text: name } : undefined;
    }
    case 'self':
    case 'broken':
      return undefined;
  }
}

function look(scope: Scope, role: ReferenceRole, name: ast.Name) {
  const { reference, declared } = resolve(scope.declarations, scope.site.region, role, name);
  scope.references.push(reference);
  return declared;
}
