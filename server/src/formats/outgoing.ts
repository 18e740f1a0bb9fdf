// Rules of the model in the cloud's terms, the same for every format that is written: one protocol with its ports or a service
// template, and one peer. What the cloud has no word for is noted with its place.

import type { Addresses, Entity, Group, Model, Reference, Services, Source } from '#model/model.ts';
import { startOf, treeOf } from '#model/places.ts';
import type { Policy, PolicyList } from '#model/policy.ts';
import { portFault } from '#model/values.ts';
import { parseAddress, parseRange } from '#net/address.ts';
import * as addressSet from '#net/addressSet.ts';
import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { NAME_PREFIX } from './addressText.ts';
import { portText } from './sg/toSg.ts';
import { quote } from './source.ts';

export interface OutgoingPolicy {
  readonly action: ast.Action;
  readonly service: OutgoingService;
  readonly peer: OutgoingPeer;
  readonly description?: string;
  readonly rule: ast.Rule;
}

export type OutgoingService =
  /** Ports as the cloud writes them, `80,8000-8010`; absent: all. */
  | { readonly kind: 'all' | 'tcp' | 'udp' | 'icmp' | 'icmpv6' | 'gre'; readonly ports?: string }
  | { readonly kind: 'template'; readonly id: string; readonly group: boolean; readonly list?: Services };

export type OutgoingPeer =
  | { readonly kind: 'ipv4' | 'ipv6'; readonly text: string }
  | { readonly kind: 'group'; readonly id: string; readonly entity?: Group }
  | { readonly kind: 'template'; readonly id: string; readonly group: boolean; readonly list?: Addresses };

/** Something that the target cannot say. */
export interface Lost extends Range {
  readonly uri: string;
  readonly message: string;
}

export interface Outgoing {
  readonly model: Model;
  /** Writes plain policies in the place of lists. */
  readonly expand: boolean;
  /** Whether the target knows ids only, so that a name in the place of one is worth a note. */
  readonly wantsIds: boolean;
  readonly lost: Lost[];
  /** Lists that were written on the way, for rules that name them. */
  readonly written: Set<Entity>;
  readonly references: Map<ast.Block, ReadonlyMap<ast.Name, Reference>>;
}

export function outgoing(model: Model, expand: boolean, wantsIds = false): Outgoing {
  return { model, expand, wantsIds, lost: [], written: new Set(), references: new Map() };
}

/** Notes what cannot be said, at a range of the block. */
export function lose(out: Outgoing, source: Source, range: Range, message: string): void {
  const tree = treeOf(out.model, source.uri);
  const start = (tree === undefined ? undefined : startOf(tree, source.block)) ?? 0;
  out.lost.push({ uri: source.uri, start: start + range.start, end: start + range.end, message });
}

/** The entity that a name in a block means, if it is known. */
export function meantBy(out: Outgoing, source: Source, name: ast.Name): Entity | undefined {
  let known = out.references.get(source.block);
  if (known === undefined) {
    known = new Map(out.model.bindings.get(source.block)?.references.map((reference) => [reference.name, reference]));
    out.references.set(source.block, known);
  }
  const target = known.get(name)?.target;
  return target === undefined ? undefined : out.model.entities.get(target);
}

/** The cloud id, or the name in its place while there is none. */
export function idOf(entity: Entity): string {
  return entity.id ?? `${NAME_PREFIX}${entity.name}`;
}

/** The policies of one direction of a group or acl, from top to bottom. One whose service or peer is broken is left out, and noted. */
export function policiesOf(out: Outgoing, owner: Entity, list: PolicyList): OutgoingPolicy[] {
  const policies: OutgoingPolicy[] = [];
  for (const policy of list.policies) {
    const { rule } = policy;
    if (rule.until !== undefined && policy.peerNode === rule.peers[0]) {
      lose(out, owner.source, rule.until, t("The cloud knows no dates: 'until {0}' is left out.", rule.until.text));
    }
    const services = servicesOf(out, owner, policy);
    const peers = services.length === 0 ? [] : peersOf(out, owner, policy);
    if (out.wantsIds) loseNames(out, owner, policy, [...services, ...peers]);
    const description = rule.description?.value;
    for (const service of services) {
      for (const peer of peers) {
        policies.push({ action: policy.action, service, peer, rule, ...(description ? { description } : {}) });
      }
    }
  }
  return policies;
}

/** Says where a name had to be written in the place of an id. */
function loseNames(
  out: Outgoing,
  owner: Entity,
  { rule, peerNode }: Policy,
  parts: readonly (OutgoingService | OutgoingPeer)[],
): void {
  for (const part of parts) {
    if (!('id' in part) || !part.id.startsWith(NAME_PREFIX)) continue;
    const entity = part.kind === 'template' ? part.list : part.entity;
    if (entity === undefined) continue;
    const at = entity.kind === 'services' ? (rule.service ?? rule) : peerNode;
    const advice = part.kind === 'template' ? t(' Expanded, its content is written instead.') : '';
    lose(out, owner.source, at, t("'{0}' has no id yet: '{1}' stands in its place.", entity.name, part.id) + advice);
  }
}

function servicesOf(out: Outgoing, owner: Entity, { rule }: Policy): OutgoingService[] {
  const { service } = rule;
  if (service === undefined || !isReadable(service)) {
    const message =
      service === undefined
        ? t('The rule has no service that can be read: it is left out.')
        : t('The rule has an invalid port: it is left out.');
    lose(out, owner.source, service ?? rule, message);
    return [];
  }
  if (service.kind !== 'name') return [plainService(service)];
  const entity = meantBy(out, owner.source, service.name);
  if (entity?.kind !== 'services') {
    lose(
      out,
      owner.source,
      service,
      t('{0} is not a known service: it is written as it is.', quote(service.name.text)),
    );
    return [{ kind: 'template', id: referenceId(service.name), group: service.name.text.startsWith('ppmg-') }];
  }
  // What the console offers by name is no template of the account.
  if (out.expand || entity.builtin) return servicesIn(out, entity).map(plainService);
  return [{ kind: 'template', id: idOf(entity), group: isListOfLists(entity), list: entity }];
}

/** Whether every port is one. */
function isReadable(service: ast.Service): boolean {
  return service.kind === 'tcp' || service.kind === 'udp'
    ? service.ports.every((port) => portFault(port) === undefined)
    : true;
}

function plainService(service: ast.FixedService | ast.PortService): OutgoingService {
  if (service.kind !== 'tcp' && service.kind !== 'udp') return { kind: service.kind };
  return {
    kind: service.kind,
    ...(service.ports.length === 0 ? {} : { ports: service.ports.map(portText).join(',') }),
  };
}

function referenceId(name: ast.Name): string {
  return /^(?:sg|ipmg?|ppmg?)-/.test(name.text) ? name.text : `${NAME_PREFIX}${name.text}`;
}

function peersOf(out: Outgoing, owner: Entity, { peerNode, rule }: Policy): OutgoingPeer[] {
  switch (peerNode.kind) {
    case 'any':
      return [{ kind: 'ipv4', text: '0.0.0.0/0' }];
    case 'any6':
      return [{ kind: 'ipv6', text: '::/0' }];
    case 'self':
      return [{ kind: 'group', id: idOf(owner), ...(owner.kind === 'group' ? { entity: owner } : {}) }];
    case 'address':
      if (parseAddress(peerNode.text).ok) return [addressPeer(peerNode.text)];
      lose(out, owner.source, peerNode, t('{0} is not an address: the rule is left out.', quote(peerNode.text)));
      return [];
    case 'name':
      return namedPeers(out, owner, peerNode);
    default:
      lose(
        out,
        owner.source,
        peerNode.kind === 'broken' ? rule : peerNode,
        t('The rule has a peer that cannot be read: it is left out.'),
      );
      return [];
  }
}

function addressPeer(text: string): OutgoingPeer {
  return { kind: text.includes(':') ? 'ipv6' : 'ipv4', text };
}

function namedPeers(out: Outgoing, owner: Entity, { name, ...range }: ast.NamedPeer): OutgoingPeer[] {
  const entity = meantBy(out, owner.source, name);
  if (entity?.kind === 'addresses') {
    if (out.expand) return blocksIn(out, entity).map(addressPeer);
    return [{ kind: 'template', id: idOf(entity), group: isListOfLists(entity), list: entity }];
  }
  if (entity?.kind === 'group') return [{ kind: 'group', id: idOf(entity), entity }];
  lose(
    out,
    owner.source,
    range,
    t('{0} is not a known group or address list: it is written as it is.', quote(name.text)),
  );
  if (/^ipmg?-/.test(name.text)) return [{ kind: 'template', id: name.text, group: name.text.startsWith('ipmg-') }];
  return [{ kind: 'group', id: referenceId(name) }];
}

/** Whether a list is a template group: it names other lists, and only those. */
export function isListOfLists(list: Addresses | Services): boolean {
  if (list.id !== undefined) return list.id.startsWith('ipmg-') || list.id.startsWith('ppmg-');
  return list.node.items.length > 0 && list.node.items.every(({ value }) => value.kind === 'name');
}

/** An item that is no list itself, with the description it has. */
export interface FlatItem<T> {
  readonly value: T;
  readonly description?: string;
}

/** All addresses of a list and of those that it names, as they are written. */
export function addressesIn(out: Outgoing, list: Addresses): FlatItem<ast.AddressText>[] {
  return flatten(out, list, 'addresses', (item) => (item.value.kind === 'name' ? item.value.name : undefined)).flatMap(
    ({ value, description }) => (value.kind === 'address' ? [{ value, description: description?.value }] : []),
  );
}

/** The same for services. One with a port that is none is left out, and noted: without its ports it would mean all of them. */
export function serviceItemsIn(out: Outgoing, list: Services): FlatItem<ast.FixedService | ast.PortService>[] {
  const items = flatten(out, list, 'services', (item) => (item.value.kind === 'name' ? item.value.name : undefined));
  return items.flatMap(({ value, description }) => {
    if (value.kind === 'name') return [];
    if (isReadable(value)) return [{ value, description: description?.value }];
    lose(out, list.source, value, t('The service has an invalid port: it is left out.'));
    return [];
  });
}

function servicesIn(out: Outgoing, list: Services): (ast.FixedService | ast.PortService)[] {
  return serviceItemsIn(out, list).map(({ value }) => value);
}

/** Addresses and blocks as they are written; ranges, which only lists may hold, as the blocks that they consist of. */
function blocksIn(out: Outgoing, list: Addresses): string[] {
  const texts = addressesIn(out, list).flatMap(({ value }) => {
    if (value.to === undefined) return parseAddress(value.text).ok ? [value.text] : [];
    const range = parseRange(value.text, value.to);
    return range.ok ? addressSet.toBlocks(addressSet.of(range.address)) : [];
  });
  return [...new Set(texts)];
}

/** Lists name lists to any depth, and in circles: what is still to be read is kept in a list of its own. */
function flatten<L extends Addresses | Services, I extends L['node']['items'][number]>(
  out: Outgoing,
  list: L,
  kind: L['kind'],
  nameOf: (item: I) => ast.Name | undefined,
): I[] {
  const items: I[] = [];
  const seen = new Set<Entity>([list]);
  const open: { list: Entity; at: number }[] = [{ list, at: 0 }];
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const current = top.list;
    const item = (current.kind === kind ? (current.node as L['node']).items[top.at] : undefined) as I | undefined;
    top.at++;
    if (item === undefined) {
      open.pop();
      continue;
    }
    const name = nameOf(item);
    if (name === undefined) {
      items.push(item);
      continue;
    }
    const inner = meantBy(out, current.source, name);
    if (inner?.kind === kind && !seen.has(inner)) {
      seen.add(inner);
      open.push({ list: inner, at: 0 });
    } else if (inner === undefined)
      lose(out, current.source, name, t('{0} is not a known list: it is left out.', quote(name.text)));
  }
  return items;
}
