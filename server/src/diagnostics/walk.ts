// The parts of a declaration that several checks look at, whatever kind it is.

import { machineAddressTexts } from '#model/interfaces.ts';
import type * as ast from '#syntax/ast.ts';

export function ruleLists(node: ast.Declaration): readonly ast.RuleList[] {
  return node.kind === 'group' || node.kind === 'acl' ? node.lists : [];
}

export function rules(node: ast.Declaration): readonly ast.Rule[] {
  return ruleLists(node).flatMap((list) => list.rules);
}

/** Every address that is written in it, of rules, lists, subnets, cvms and expectations. */
export function addressTexts(node: ast.Declaration): readonly ast.AddressText[] {
  switch (node.kind) {
    case 'group':
    case 'acl': {
      const found: ast.AddressText[] = [];
      for (const { peers } of rules(node)) for (const peer of peers) if (peer.kind === 'address') found.push(peer);
      return found;
    }
    case 'addresses':
      return node.items.flatMap(({ value }) => (value.kind === 'address' ? value : []));
    case 'subnet':
      return node.cidr === undefined ? [] : [node.cidr];
    case 'cvm':
    case 'interface':
      return machineAddressTexts(node);
    case 'expect':
      return [...node.from, ...node.to].filter((peer) => peer.kind === 'address');
    default:
      return [];
  }
}

export function services(node: ast.Declaration): readonly ast.Service[] {
  switch (node.kind) {
    case 'group':
    case 'acl':
      return rules(node).flatMap(({ service }) => service ?? []);
    case 'services':
      return node.items.map((item) => item.value);
    case 'expect':
      return node.service === undefined ? [] : [node.service];
    default:
      return [];
  }
}
