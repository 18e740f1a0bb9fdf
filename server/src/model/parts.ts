// The parts of a declaration that are of one kind, wherever they stand in it.

import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';
import { machineAddressTexts } from './interfaces.ts';

export function ruleListsIn(node: ast.Declaration): readonly ast.RuleList[] {
  return node.kind === 'group' || node.kind === 'acl' ? node.lists : [];
}

export function rulesIn(node: ast.Declaration): readonly ast.Rule[] {
  return ruleListsIn(node).flatMap((list) => list.rules);
}

/** Every address that is written in it, of rules, lists, subnets, machines and expectations. */
export function addressesIn(node: ast.Declaration): readonly ast.AddressText[] {
  switch (node.kind) {
    case 'group':
    case 'acl': {
      const found: ast.AddressText[] = [];
      for (const { peers } of rulesIn(node)) for (const peer of peers) if (peer.kind === 'address') found.push(peer);
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

export function servicesIn(node: ast.Declaration): readonly ast.Service[] {
  switch (node.kind) {
    case 'group':
    case 'acl':
      return rulesIn(node).flatMap(({ service }) => service ?? []);
    case 'services':
      return node.items.map((item) => item.value);
    case 'expect':
      return node.service === undefined ? [] : [node.service];
    default:
      return [];
  }
}

/** Texts in quotes. */
export function textsIn(node: ast.Declaration): readonly Range[] {
  const found: (Range | undefined)[] = ['description' in node ? node.description : undefined];
  if (node.kind === 'expect') found.push(node.name);
  if (node.kind === 'addresses' || node.kind === 'services') found.push(...node.items.map((item) => item.description));
  found.push(...rulesIn(node).map((rule) => rule.description));
  return found.filter((range) => range !== undefined);
}
