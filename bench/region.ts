// A region as people have them, of about as many lines as are asked for. It is made up of
//
//   groups        at their quota, 100 + 100 policies each, a rule in seven with two or three peers, one in ten hidden by an earlier one
//   services      mostly one tcp port of some fifty that are common, some lists and ranges of ports, udp, icmp, named ones
//   peers         mostly private IPv4 blocks, groups (one in eight), IPv6 (one in sixteen), public blocks; a last `deny all`
//   machines      five a group, each in one to four groups out of few combinations, in twenty subnets, some with a public address
//   expectations  twenty: between machines, groups and `any`
//
// The same for the same number of lines.

import { pick, type Random, randomFrom } from '../server/test/support/random.ts';

export interface Region {
  readonly text: string;
  readonly groups: readonly string[];
}

/** A group of 100 + 100 policies takes so many lines, with its machines. */
const LINES_A_GROUP = 180;
const COMMON = [
  80, 443, 22, 8080, 8443, 3306, 6379, 5432, 9200, 27017, 53, 123, 161, 3389, 25, 2181, 2379, 5601, 5672, 9090,
];
const RANGES = ['1-1023', '1024-65535', '8000-8100', '30000-32767', '10000-20000', '137-139'];
const NAMED = ['http', 'https', 'ssh', 'rdp', 'mysql', 'redis'];
const PREFIXES = [16, 20, 22, 24, 24, 24, 26, 28, 32, 32, 32];

export function region(lines: number): Region {
  const random = randomFrom(lines);
  const groups = Array.from({ length: Math.max(1, Math.round(lines / LINES_A_GROUP)) }, (_, i) => `web-${i}`);
  const machines = Array.from({ length: groups.length * 5 }, (_, i) => `vm-${i}`);
  const combinations = groups.flatMap(() =>
    [1, 2].map(() => [...new Set(Array.from({ length: 1 + below(random, 4) }, () => pick(random, groups)))].join(', ')),
  );
  const text = [
    'region ap-guangzhou',
    ...groups.flatMap((name) => [
      `group ${name} "${name} servers" {`,
      ...list(random, 'inbound', name, groups),
      ...list(random, 'outbound', name, groups),
      '}',
      '',
    ]),
    ...Array.from({ length: 20 }, (_, i) => `subnet net-${i} { vpc main cidr 10.${i}.0.0/16 }`),
    ...machines.map((name, i) => {
      const address = `10.${i % 20}.${(i / 20) >> 8}.${10 + ((i / 20) & 127)}`;
      const open = i % 20 === 7 ? ` public-ip 203.0.${i >> 8}.${i & 255}` : '';
      return `cvm ${name} { private-ip ${address}${open} subnet net-${i % 20} groups ${pick(random, combinations)} }`;
    }),
    ...Array.from({ length: 20 }, () => {
      const end = random() < 0.5 ? pick(random, machines) : random() < 0.7 ? pick(random, groups) : 'any';
      return `expect ${pick(random, ['allow', 'deny'])} ${service(random)} from ${end} to ${pick(random, machines)}`;
    }),
  ];
  return { text: `${text.join('\n')}\n`, groups };
}

function list(random: Random, direction: 'inbound' | 'outbound', own: string, groups: readonly string[]): string[] {
  const word = direction === 'inbound' ? 'from' : 'to';
  const rules: string[] = [];
  const written: { readonly what: string; readonly peer: string }[] = [];
  for (let policies = 0; policies < 99; ) {
    const earlier = written.length > 2 && random() < 0.1 ? pick(random, written) : undefined;
    const what = earlier?.what ?? service(random);
    const count = earlier === undefined && random() < 0.15 ? Math.min(2 + below(random, 2), 99 - policies) : 1;
    const peers =
      earlier === undefined ? Array.from({ length: count }, () => peer(random, own, groups, what)) : [earlier.peer];
    written.push({ what, peer: peers[0] ?? 'any' });
    policies += peers.length;
    const description = random() < 0.3 ? `   "${pick(random, NAMED)} ${below(random, 1000)}"` : '';
    rules.push(`    ${random() < 0.78 ? 'allow' : 'deny '} ${what} ${word} ${peers.join(', ')}${description}`);
  }
  return [`  ${direction} {`, ...rules, `    deny  all ${word} any`, '  }'];
}

function service(random: Random): string {
  const kind = random();
  if (kind < 0.04) return 'icmp';
  if (kind < 0.2) return pick(random, NAMED);
  const protocol = random() < 0.82 ? 'tcp' : 'udp';
  if (kind < 0.3) return `${protocol} ${pick(random, RANGES)}`;
  if (kind < 0.38) return `${protocol} ${pick(random, COMMON)},${1024 + below(random, 64_000)}`;
  return `${protocol} ${kind < 0.43 ? 1024 + below(random, 64_000) : pick(random, COMMON)}`;
}

function peer(random: Random, own: string, groups: readonly string[], what: string): string {
  const kind = random();
  if (kind < 0.12) return random() < 0.15 ? 'self' : pick(random, groups.filter((name) => name !== own).concat(own));
  if (kind < 0.18 && what !== 'icmp') return `2001:db8:${below(random, 65_536).toString(16)}::/48`;
  const prefix = pick(random, PREFIXES);
  const first = random() < 0.75 ? 10 * 2 ** 24 + below(random, 2 ** 24) : 2 ** 24 + below(random, 220 * 2 ** 24);
  const start = Math.floor(first / 2 ** (32 - prefix)) * 2 ** (32 - prefix);
  const address = [24, 16, 8, 0].map((by) => Math.floor(start / 2 ** by) % 256).join('.');
  return prefix === 32 ? address : `${address}/${prefix}`;
}

function below(random: Random, end: number): number {
  return Math.floor(random() * end);
}
