// What written addresses, ports and services mean. A malformed part matches nothing and makes the whole incomplete.

import { type Address, type ParsedAddress, parseAddress, parseRange } from '#net/address.ts';
import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import * as cuts from '#net/cuts.ts';
import type { ServiceSet } from '#net/services.ts';
import * as services from '#net/services.ts';
import type * as ast from '#syntax/ast.ts';

export interface Value<S> {
  readonly set: S;
  readonly complete: boolean;
}

/** What the text says. Not remembered: a map of a million nodes costs more, at every collection, than reading them again. */
export function readAddress(node: ast.AddressText): ParsedAddress {
  return node.to === undefined ? parseAddress(node.text) : parseRange(node.text, node.to);
}

export function addressesOf(node: ast.AddressText): Value<AddressSet> {
  const read = readAddress(node);
  if (!read.ok) return { set: addressSet.EMPTY, complete: false };
  return { set: addressSet.of(read.address), complete: true };
}

/** A well-formed address or block, as a subnet has. */
export function blockOf(node: ast.AddressText): Address | undefined {
  const read = node.to === undefined ? readAddress(node) : undefined;
  return read?.ok ? read.address : undefined;
}

/** A single well-formed address, as a cvm has; a block is none. */
export function singleAddress(node: ast.AddressText): Address | undefined {
  return node.text.includes('/') ? undefined : blockOf(node);
}

export function servicesOf(node: ast.FixedService | ast.PortService): Value<ServiceSet> {
  switch (node.kind) {
    case 'all':
      return { set: services.ALL, complete: true };
    case 'icmp':
    case 'icmpv6':
    case 'gre':
      return { set: services.protocol(node.kind), complete: true };
    case 'tcp':
    case 'udp':
      return portsOf(node);
  }
}

/** What is wrong with a port or range of ports. A range may begin at 0 and then means 1. */
export type PortFault = 'not-a-number' | 'over-65535' | 'zero' | 'backwards';

export function portFault(port: ast.Port): PortFault | undefined {
  if (Number.isNaN(port.first) || Number.isNaN(port.last)) return 'not-a-number';
  if (port.first > services.MAX_PORT || port.last > services.MAX_PORT) return 'over-65535';
  if (port.last < port.first) return 'backwards';
  return port.last === 0 ? 'zero' : undefined;
}

export function hasWrongPort(service: ast.Service): boolean {
  return 'ports' in service && service.ports.some((port) => portFault(port) !== undefined);
}

function portsOf(node: ast.PortService): Value<ServiceSet> {
  if (node.ports.length === 0) return { set: services.protocol(node.kind), complete: true };
  const sets: ServiceSet[] = [];
  for (const port of node.ports)
    if (portFault(port) === undefined) sets.push(services.ports(node.kind, port.first, port.last));
  return { set: cuts.unionAll(sets), complete: sets.length === node.ports.length };
}
