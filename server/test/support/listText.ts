// Policies of a list from short lines of text.

import type { ListPolicy } from '#engine/list/board.ts';
import { parseAddress } from '#net/address.ts';
import * as addressSet from '#net/addressSet.ts';
import * as cuts from '#net/cuts.ts';
import * as services from '#net/services.ts';

/** Policies as short lines, `allow tcp 80,443 10.0.0.0/8`: action, service, peer. A peer that is no address is a group. */
export function policies(texts: readonly string[]): ListPolicy[] {
  return texts.map(policy);
}

export function policy(text: string): ListPolicy {
  const words = text.split(' ');
  const [action, protocol] = words;
  if (action !== 'allow' && action !== 'deny') throw new Error(text);
  return {
    action,
    services: serviceOf(protocol ?? '', words.slice(2, -1).join('')),
    peer: peerOf(words[words.length - 1] ?? ''),
    complete: true,
  };
}

function serviceOf(name: string, ports: string): services.ServiceSet {
  if (name === 'all') return services.ALL;
  const protocol = services.PROTOCOLS.find((known) => known === name);
  if (protocol === undefined) throw new Error(name);
  if (ports === '' || (protocol !== 'tcp' && protocol !== 'udp')) return services.protocol(protocol);
  return cuts.unionAll(
    ports.split(',').map((range) => {
      const [first = 0, last = first] = range.split('-').map(Number);
      return services.ports(protocol, first, last);
    }),
  );
}

function peerOf(text: string): ListPolicy['peer'] {
  if (text === 'any') return { kind: 'addresses', addresses: addressSet.ANY4 };
  if (text === 'any6') return { kind: 'addresses', addresses: addressSet.ANY6 };
  const read = parseAddress(text);
  return read.ok ? { kind: 'addresses', addresses: addressSet.of(read.address) } : { kind: 'group', group: text };
}
