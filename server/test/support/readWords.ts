// Reads sets of packets back from the words that say them.

import { parseAddress } from '#net/address.ts';
import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import * as cuts from '#net/cuts.ts';
import type { PacketSet } from '#net/packetSet.ts';
import * as packetSet from '#net/packetSet.ts';
import * as services from '#net/services.ts';
import type { Names } from '#net/words/words.ts';

/** Statements as they are printed: `tcp 80,443, udp to any, office except 10.0.0.0/8`. */
export function readWords(statements: readonly string[], names: Names): PacketSet {
  return statements.reduce((set, statement) => {
    const [said = '', rest = ''] = statement.split(/ (?:from|to) /);
    const [peers = '', except] = rest.split(' except ');
    const all = (list: string) => addressSet.unionAll(list.split(', ').map((peer) => readPeer(peer, names)));
    const some = except === undefined ? all(peers) : addressSet.subtract(all(peers), all(except));
    const kinds = cuts.unionAll(said.split(', ').map((text) => readService(text, names)));
    return packetSet.union(set, packetSet.of(some, kinds));
  }, packetSet.EMPTY);
}

export function addresses(...blocks: readonly string[]): AddressSet {
  return addressSet.of(
    ...blocks.map((block) => {
      const parsed = parseAddress(block);
      if (!parsed.ok) throw new Error(block);
      return parsed.address;
    }),
  );
}

function readPeer(text: string, names: Names): AddressSet {
  if (text === 'any') return addressSet.ANY4;
  if (text === 'any6') return addressSet.ANY6;
  return names.peers.find(({ name }) => name === text)?.set ?? addresses(text);
}

function readService(text: string, names: Names): services.ServiceSet {
  if (text === 'all') return services.ALL;
  const [word, ports] = text.split(' ');
  const protocol = services.PROTOCOLS.find((name) => name === word);
  if (protocol === undefined) {
    const named = names.services.find(({ name }) => name === word);
    if (named === undefined) throw new Error(text);
    return named.set;
  }
  if (ports === undefined || (protocol !== 'tcp' && protocol !== 'udp')) return services.protocol(protocol);
  return cuts.unionAll(
    ports.split(',').map((range) => {
      const [first, last] = range.split('-').map(Number);
      return services.ports(protocol, first ?? 0, last ?? first ?? 0);
    }),
  );
}
