// Random lists of policies, the same for the same seed, shaped as in ClassBench (Taylor and Turner, 2005): addresses are nested in a few trees
// of prefixes, most rules have one of a few ports, and now and then a wide rule shadows those behind it.

import type { ListPolicy } from '#engine/list/board.ts';
import { END4 } from '#net/address.ts';
import * as addressSet from '#net/addressSet.ts';
import * as cuts from '#net/cuts.ts';
import * as services from '#net/services.ts';
import { pick, type Random, randomFrom } from '../server/test/support/random.ts';

/** The three kinds of lists in ClassBench: access lists have specific rules, firewalls wide ones, chains some of both. */
export type Shape = 'access-list' | 'firewall' | 'chain';

export function madeList(shape: Shape, size: number, seed: number): ListPolicy[] {
  const random = randomFrom(seed);
  const networks = madeNetworks(random, Math.max(20, size));
  // As in the seeds of ClassBench, the ports stay the same however many rules there are.
  const ranges = madeRanges(random, 40);
  const list: ListPolicy[] = [];
  for (let i = 0; i < size; i++) {
    list.push({
      action: random() < 0.7 ? 'allow' : 'deny',
      services: madeServices(random, shape, ranges),
      peer: { kind: 'addresses', addresses: madeAddresses(random, shape, networks) },
      complete: true,
    });
  }
  // The wide ones come last, as people write them: otherwise nothing below would be reached.
  return list.sort((a, b) => breadth(a) - breadth(b) || 0);
}

/** The most difficult list: all rules overlap, and no two begin or end at the same port or address, so that nothing can be treated alike. */
export function adversarialList(size: number, seed: number): ListPolicy[] {
  const random = randomFrom(seed);
  return Array.from({ length: size }, (_, i): ListPolicy => {
    const low = Math.floor(random() * 2 ** 31);
    const first = 1 + ((i * 31) % 30_000);
    return {
      action: random() < 0.5 ? 'allow' : 'deny',
      services: services.ports('tcp', first, 35_000 + Math.floor(random() * 30_000)),
      peer: { kind: 'addresses', addresses: { v4: [low, low + 1 + Math.floor(random() * (END4 - low - 1))], v6: [] } },
      complete: true,
    };
  });
}

/** A list as people write it: a few ports, some blocks, other groups, and a `deny` of everything at the end. */
export function quotaList(size: number, seed: number): ListPolicy[] {
  const random = randomFrom(seed);
  const networks = madeNetworks(random, 30);
  const closing: ListPolicy = {
    action: 'deny',
    services: services.ALL,
    peer: { kind: 'addresses', addresses: addressSet.ANY4 },
    complete: true,
  };
  const list = Array.from(
    { length: size - 1 },
    (): ListPolicy => ({
      action: random() < 0.85 ? 'allow' : 'deny',
      services: madeServices(random, 'chain', []),
      peer:
        random() < 0.25
          ? { kind: 'group', group: `group-${Math.floor(random() * 10)}` }
          : { kind: 'addresses', addresses: madeAddresses(random, 'chain', networks) },
      complete: true,
    }),
  );
  return [...list, closing];
}

const PORTS = [80, 443, 22, 53, 25, 3306, 3389, 8080, 8443, 21, 23, 110, 143, 389, 5432, 6379, 27017, 1433, 161, 123];

function madeNetworks(random: Random, count: number): addressSet.AddressSet[] {
  const roots = Array.from({ length: 8 }, () => Math.floor(random() * 2 ** 8) * 2 ** 24);
  return Array.from({ length: count }, () => {
    const prefix = pick(random, [16, 20, 22, 24, 24, 24, 26, 28, 30, 32, 32, 32]);
    const size = 2 ** (32 - prefix);
    // Low bits are rarer than high ones, so that networks lie inside and beside one another.
    const inside = Math.floor(random() ** 2 * 2 ** 24);
    const start = Math.floor((pick(random, roots) + inside) / size) * size;
    return { v4: [start, start + size], v6: [] };
  });
}

function madeRanges(random: Random, count: number): services.ServiceSet[] {
  return Array.from({ length: count }, () => {
    const first = 1 + Math.floor(random() * 60_000);
    return services.ports(random() < 0.8 ? 'tcp' : 'udp', first, first + Math.floor(random() ** 3 * 5_000));
  });
}

function madeServices(random: Random, shape: Shape, ranges: readonly services.ServiceSet[]): services.ServiceSet {
  const wide = shape === 'firewall' ? 0.25 : shape === 'chain' ? 0.1 : 0.05;
  const choice = random();
  if (choice < wide)
    return pick(random, [services.ALL, services.protocol('tcp'), services.protocol('udp'), services.ICMP]);
  if (choice < wide + 0.08) return services.ports('tcp', 1024, 65535);
  if (choice < wide + 0.25 && ranges.length > 0) return pick(random, ranges);
  if (choice < wide + 0.35) return cuts.union(onePort(random), onePort(random));
  return onePort(random);
}

function onePort(random: Random): services.ServiceSet {
  const port = PORTS[Math.floor(random() ** 2 * PORTS.length)] ?? 80;
  return services.ports(random() < 0.85 ? 'tcp' : 'udp', port, port);
}

function madeAddresses(
  random: Random,
  shape: Shape,
  networks: readonly addressSet.AddressSet[],
): addressSet.AddressSet {
  const wide = shape === 'firewall' ? 0.15 : 0.03;
  return random() < wide ? addressSet.ANY4 : pick(random, networks);
}

/** 1 for a rule that is wide in both ports and addresses, else 0. */
function breadth({ services: set, peer }: ListPolicy): number {
  return set.length === 2 &&
    (set[1] ?? 0) - (set[0] ?? 0) > 60_000 &&
    peer.kind === 'addresses' &&
    peer.addresses === addressSet.ANY4
    ? 1
    : 0;
}
