// Guards that `reach` and `packet` say the same of each pair of machines: at both ends of every range of ports, and one port further.

import { expect, test } from 'vitest';
import { loadFixture } from '../../test/support/checkDiagnostics.ts';
import { randomFrom } from '../../test/support/random.ts';
import { randomWorld } from '../../test/support/randomWorld.ts';
import { rounds } from '../../test/support/rounds.ts';
import { printWorld, privateIpsOf } from '../../test/support/smallWorld.ts';
import { packet } from './packet.ts';
import { reach } from './reach.ts';

const sayRegion = '';

test('a service within each path passes as a packet, and the ports beside it do not', () => {
  const counts = { allow: 0, deny: 0 };
  for (let seed = 1; seed <= rounds(100, 3_000); seed++) {
    const random = randomFrom(seed);
    const world = randomWorld(random);
    const port = (from: number) => `${from + Math.floor(random() * 20)}`;
    const [ssh, low, high] = [port(2), port(60), port(90)];
    const text = printWorld(world)
      .replace(/\b22\b/g, ssh)
      .replace(/\b80\b/g, low)
      .replace(/\b85\b/g, high);
    const folder = loadFixture(new Map([['/main.sg', text]]));
    for (const cvm of world.cvms) {
      const asked = reach(folder, { from: cvm.name, sayRegion });
      // One without an address.
      if ('error' in asked) continue;
      for (const other of world.cvms) {
        if (other === cvm) continue;
        const services: readonly string[] = asked.answer.paths
          .filter(({ to }) => to === other.name)
          .flatMap(({ services: told }) => told);
        const pairs = privateIpsOf(cvm).flatMap((from) => privateIpsOf(other).map((to) => ({ from, to })));
        for (const probe of probes(services)) {
          const verdicts = pairs.flatMap((pair) => {
            const found = packet(folder, { ...pair, ...probe, sayRegion });
            return 'error' in found ? [] : [found.answer.trace.verdict];
          });
          if (verdicts.length === 0) continue;
          const verdict = verdicts.includes('allow') ? 'allow' : 'deny';
          counts[verdict]++;
          const told = services.some((service) => has(service, probe)) ? 'allow' : 'deny';
          if (told !== verdict)
            expect.fail(
              `seed ${seed}: ${cvm.name} -> ${other.name} ${JSON.stringify(probe)}: ${verdict}, told ${services}\n${text}`,
            );
        }
      }
    }
  }
  console.info(`reach and packet: ${JSON.stringify(counts)}`);
  expect(Math.min(counts.allow, counts.deny)).toBeGreaterThan(500);
});

interface Asked {
  readonly protocol: string;
  readonly port?: number;
}

/** Protocols, and ports at both ends of each range that is told and one further. */
function probes(services: readonly string[]): readonly Asked[] {
  const ports = services
    .flatMap((service) => service.match(/\d+/g) ?? [])
    .map(Number)
    .flatMap((port) => [port - 1, port, port + 1])
    .filter((port) => port > 0 && port <= 65535);
  const others = ['icmp', 'icmpv6', 'gre', 'other'].map((protocol) => ({ protocol }));
  const all = [...new Set([1, 65535, ...ports])];
  return [...others, ...['tcp', 'udp'].flatMap((protocol) => all.map((port) => ({ protocol, port })))];
}

function has(service: string, { protocol, port = 0 }: Asked): boolean {
  const [word, list] = service.split(' ');
  if (word === 'all') return true;
  if (word !== protocol) return false;
  return (
    list === undefined ||
    list.split(',').some((range) => {
      const [first = 0, last = first] = range.split('-').map(Number);
      return first <= port && port <= last;
    })
  );
}
