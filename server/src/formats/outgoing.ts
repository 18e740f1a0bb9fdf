// Rules of the model in the cloud's terms, for every format that is written. Each has one peer, and one service: a protocol with its ports,
// or a service template. What the cloud cannot express is noted with its place.

import type { Addresses, Entity, Group, Model, Reference, Services, Source } from '#model/model.ts';
import { startOf, treeOf } from '#model/places.ts';
import type { Policy, PolicyList } from '#model/policy.ts';
import { portFault } from '#model/values.ts';
import { parseAddress, parseRange } from '#net/address.ts';
import * as addressSet from '#net/addressSet.ts';
import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { keep } from '#util/memo.ts';
import { NAME_PREFIX } from './addressText.ts';
import { type PlainService, plainService } from './serviceText.ts';
import { quote } from './source.ts';

export interface OutgoingPolicy {
  readonly action: ast.Action;
  readonly service: OutgoingService;
  readonly peer: OutgoingPeer;
  readonly description?: string;
  readonly rule: ast.Rule;
}

export type OutgoingService =
  | PlainService
  | { readonly kind: 'template'; readonly id: string; readonly group: boolean; readonly list?: Services };

export type OutgoingPeer =
  | { readonly kind: 'ipv4' | 'ipv6'; readonly text: string }
  | { readonly kind: 'group'; readonly id: string; readonly entity?: Group }
  | { readonly kind: 'template'; readonly id: string; readonly group: boolean; readonly list?: Addresses };

/** Something that the format cannot express. */
export interface Lost extends Range {
  readonly uri: string;
  readonly message: string;
}

export interface Outgoing {
  readonly model: Model;
  /** Whether rules are written with the content of lists in the place of the lists. */
  readonly expand: boolean;
  /** Whether a name leads nowhere in the format, so that a name in the place of an id is noted. */
  readonly wantsIds: boolean;
  readonly lost: Lost[];
  /** The lists that have been written because rules name them. */
  readonly written: Set<Entity>;
  readonly references: Map<ast.Block, ReadonlyMap<ast.Name, Reference>>;
}

export function outgoing(model: Model, expand: boolean, wantsIds = false): Outgoing {
  return { model, expand, wantsIds, lost: [], written: new Set(), references: new Map() };
}

/** Notes what cannot be expressed, at a range of its block. */
export function lose(out: Outgoing, source: Source, range: Range, message: string): void {
  const start = startOf(treeOf(out.model, source.uri), source.block) ?? 0;
  out.lost.push({ uri: source.uri, start: start + range.start, end: start + range.end, message });
}

/** Notes the comments in and around a declaration, which only the rule language has. */
export function loseComments(out: Outgoing, { source }: Entity): void {
  for (const comment of source.block.comments) lose(out, source, comment, NO_COMMENTS());
}

export const NO_COMMENTS = () => t('The format has no comments: this one is left out.');

/** The entity that a name in a block means, if there is one. */
export function meantBy(out: Outgoing, source: Source, name: ast.Name): Entity | undefined {
  const bound = () => out.model.bindings.get(source.block)?.references ?? [];
  const known = keep(out.references, source.block, () => new Map(bound().map((each) => [each.name, each])));
  const target = known.get(name)?.target;
  return target === undefined ? undefined : out.model.entities.get(target);
}

/** The cloud id, or the name in its place until the cloud has given one. */
export function idOf(entity: Entity): string {
  return entity.id ?? `${NAME_PREFIX}${entity.name}`;
}

/** The policies of one direction of a group or acl, from top to bottom. A rule whose service or peer is broken is noted and left out. */
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
        policies.push({ action: policy.action, service, peer, rule, description: description || undefined });
      }
    }
  }
  return policies;
}

/** Notes where a name had to be written in the place of an id. */
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
    const advice = part.kind === 'template' ? t(" 'export --expand' writes its content instead.") : '';
    lose(out, owner.source, at, t("'{0}' has no id yet: '{1}' stands in its place.", entity.name, part.id) + advice);
  }
}

function servicesOf(out: Outgoing, owner: Entity, { rule }: Policy): OutgoingService[] {
  const { service } = rule;
  if (service === undefined || !hasPorts(service)) {
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
    const { text } = service.name;
    lose(out, owner.source, service, t('{0} is not a known service: it is written as it is.', quote(text)));
    return [{ kind: 'template', id: referenceId(service.name), group: text.startsWith('ppmg-') }];
  }
  // The services that the console offers by name are no templates of the account.
  if (out.expand || entity.builtin) return serviceItemsIn(out, entity).map(({ value }) => plainService(value));
  return [{ kind: 'template', id: idOf(entity), group: isListOfLists(entity), list: entity }];
}

/** Whether each of its ports can exist. */
function hasPorts(service: ast.Service): boolean {
  return (
    (service.kind !== 'tcp' && service.kind !== 'udp') || service.ports.every((port) => portFault(port) === undefined)
  );
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
      return [{ kind: 'group', id: idOf(owner), entity: owner.kind === 'group' ? owner : undefined }];
    case 'address':
      if (owner.kind === 'group' && isTakenForAll(peerNode.text)) {
        const words = t('The cloud takes {0} for 0.0.0.0/0, every IPv4 address.', quote(peerNode.text));
        lose(out, owner.source, peerNode, words);
      }
      if (parseAddress(peerNode.text).ok) return [addressPeer(peerNode.text)];
      lose(out, owner.source, peerNode, t('{0} is not an address: the rule is left out.', quote(peerNode.text)));
      return [];
    case 'name':
      return namedPeers(out, owner, peerNode);
    default: {
      const place = peerNode.kind === 'broken' ? rule : peerNode;
      lose(out, owner.source, place, t('The rule has a peer that cannot be read: it is left out.'));
      return [];
    }
  }
}

/** The API keeps `0.0.0.0/n` in a rule of a group as `0.0.0.0/0`, whatever the n. */
export function isTakenForAll(text: string): boolean {
  return /^0\.0\.0\.0\/[1-9]/.test(text);
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
  const words = t('{0} is not a known group or address list: it is written as it is.', quote(name.text));
  lose(out, owner.source, range, words);
  if (/^ipmg?-/.test(name.text)) return [{ kind: 'template', id: name.text, group: name.text.startsWith('ipmg-') }];
  return [{ kind: 'group', id: referenceId(name) }];
}

/** Whether a list is a template group, which has lists as members and nothing else. */
export function isListOfLists(list: Addresses | Services): boolean {
  if (list.id !== undefined) return list.id.startsWith('ipmg-') || list.id.startsWith('ppmg-');
  return list.node.items.length > 0 && list.node.items.every(({ value }) => value.kind === 'name');
}

/** A member of a list that is not a list itself. */
export interface FlatItem<T> {
  readonly value: T;
  readonly description?: string;
}

/** The addresses of a list and of all lists in it, as they are written. */
export function addressesIn(out: Outgoing, list: Addresses): FlatItem<ast.AddressText>[] {
  return flatten<ast.AddressItem>(out, list).flatMap(({ value, description }) =>
    value.kind === 'address' ? [{ value, description: description?.value }] : [],
  );
}

/** The services of a list and of all lists in it. One with an invalid port is noted and left out: without its ports it would mean all. */
export function serviceItemsIn(out: Outgoing, list: Services): FlatItem<ast.FixedService | ast.PortService>[] {
  return flatten<ast.ServiceItem>(out, list).flatMap(({ value, description }) => {
    if (value.kind === 'name') return [];
    if (hasPorts(value)) return [{ value, description: description?.value }];
    lose(out, list.source, value, t('The service has an invalid port: it is left out.'));
    return [];
  });
}

/** The addresses and blocks of a list as they are written. A range, which a rule cannot have, becomes the blocks that it consists of. */
function blocksIn(out: Outgoing, list: Addresses): string[] {
  const texts = addressesIn(out, list).flatMap(({ value }) => {
    if (value.to === undefined) return parseAddress(value.text).ok ? [value.text] : [];
    return blocksOf(value).map(({ text }) => text);
  });
  return [...new Set(texts)];
}

/** An address or block as it is, and a range as the blocks that it consists of. */
export function blocksOf(address: ast.AddressText): ast.AddressText[] {
  if (address.to === undefined) return [address];
  const range = parseRange(address.text, address.to);
  const blocks = range.ok ? addressSet.toBlocks(addressSet.of(range.address)) : [];
  return blocks.map((text) => ({ kind: 'address', text, start: address.start, end: address.end }));
}

/**
 * The members of a list and of the lists in it, which nest to any depth and may contain each other: a stack of its own replaces recursion.
 */
function flatten<I extends ast.AddressItem | ast.ServiceItem>(out: Outgoing, list: Addresses | Services): I[] {
  const items: I[] = [];
  const seen = new Set<Entity>([list]);
  const open: { readonly list: Addresses | Services; at: number }[] = [{ list, at: 0 }];
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const item = top.list.node.items[top.at++];
    if (item === undefined) {
      open.pop();
      continue;
    }
    if (item.value.kind !== 'name') {
      items.push(item as I);
      continue;
    }
    const { name } = item.value;
    const inner = meantBy(out, top.list.source, name);
    if (inner?.kind === list.kind && !seen.has(inner)) {
      seen.add(inner);
      open.push({ list: inner as Addresses | Services, at: 0 });
    } else if (inner === undefined)
      lose(out, top.list.source, name, t('{0} is not a known list: it is left out.', quote(name.text)));
  }
  return items;
}
