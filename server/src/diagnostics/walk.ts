// The parts of a declaration that several checks look at, whatever kind it is.

import type * as ast from '#syntax/ast.ts';

export function ruleLists(node: ast.Declaration): readonly ast.RuleList[] {
  return node.kind === 'group' || node.kind === 'acl' ? node.lists : [];
}

export function* rules(node: ast.Declaration): Generator<ast.Rule> {
  for (const list of ruleLists(node)) yield* list.rules;
}

/** Every address that is written in it, of rules, lists, subnets, cvms and expectations. */
export function* addressTexts(node: ast.Declaration): Generator<ast.AddressText> {
  switch (node.kind) {
    case 'group':
    case 'acl':
      for (const rule of rules(node)) yield* addressesAmong(rule.peers);
      break;
    case 'addresses':
      yield* addressesAmong(node.items.map((item) => item.value));
      break;
    case 'subnet':
      if (node.cidr !== undefined) yield node.cidr;
      break;
    case 'cvm':
      yield* node.privateAddresses;
      yield* node.publicAddresses;
      break;
    case 'expect':
      yield* addressesAmong(node.from);
      yield* addressesAmong(node.to);
      break;
    default:
  }
}

function* addressesAmong(peers: readonly ast.Peer[]): Generator<ast.AddressText> {
  for (const peer of peers) if (peer.kind === 'address') yield peer;
}

export function* services(node: ast.Declaration): Generator<ast.Service> {
  switch (node.kind) {
    case 'group':
    case 'acl':
      for (const rule of rules(node)) if (rule.service !== undefined) yield rule.service;
      break;
    case 'services':
      for (const item of node.items) yield item.value;
      break;
    case 'expect':
      if (node.service !== undefined) yield node.service;
      break;
    default:
  }
}
