// The parts of a declaration of one kind, wherever in it they stand.

import { machineAddressTexts } from '#model/interfaces.ts';
import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';

export function addressesIn(node: ast.Declaration): readonly ast.AddressText[] {
  const ofPeers = (peers: readonly ast.Peer[]) => peers.filter((peer) => peer.kind === 'address');
  switch (node.kind) {
    case 'group':
    case 'acl':
      return node.lists.flatMap((list) => list.rules.flatMap((rule) => ofPeers(rule.peers)));
    case 'addresses':
      return ofPeers(node.items.map((item) => item.value));
    case 'subnet':
      return node.cidr === undefined ? [] : [node.cidr];
    case 'cvm':
    case 'interface':
      return machineAddressTexts(node);
    case 'expect':
      return ofPeers([...node.from, ...node.to]);
    default:
      return [];
  }
}

export function servicesIn(node: ast.Declaration): readonly ast.Service[] {
  const present = (services: readonly (ast.Service | undefined)[]) =>
    services.filter((service) => service !== undefined);
  switch (node.kind) {
    case 'group':
    case 'acl':
      return node.lists.flatMap((list) => present(list.rules.map((rule) => rule.service)));
    case 'services':
      return node.items.map((item) => item.value);
    case 'expect':
      return present([node.service]);
    default:
      return [];
  }
}

export function textsIn(node: ast.Declaration): readonly Range[] {
  const found: (Range | undefined)[] = ['description' in node ? node.description : undefined];
  if (node.kind === 'expect') found.push(node.name);
  if (node.kind === 'addresses' || node.kind === 'services') found.push(...node.items.map((item) => item.description));
  if (node.kind === 'group' || node.kind === 'acl') {
    for (const list of node.lists) found.push(...list.rules.map((rule) => rule.description));
  }
  return found.filter((range) => range !== undefined);
}
