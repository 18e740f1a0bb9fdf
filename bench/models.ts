// A random region, the same for the same seed: groups at quota, machines in a few groups each, subnets with and without acls.

import { bind } from '#model/bind.ts';
import type { Model } from '#model/model.ts';
import { parse } from '#syntax/parse.ts';
import { pick, type Random, randomFrom } from '../server/test/support/random.ts';

const GROUPS = 50;

export function madeModel(cvms: number, seed: number): Model {
  return bind([{ uri: 'bench:/region.sg', tree: parse(madeRegion(cvms, seed)) }]);
}

function madeRegion(cvms: number, seed: number): string {
  const random = randomFrom(seed);
  const groups = Array.from({ length: GROUPS }, (_, i) => `g${i}`);
  // Machines of one subnet do the same few things: two or three sequences of groups in each, some hundred in all.
  const sequences = Array.from({ length: 97 }, (_, i) => {
    const own = [`g${i % GROUPS}`, ...Array.from({ length: Math.floor(random() * 3) }, () => pick(random, groups))];
    return [...new Set(own)];
  });
  const subnets = Array.from({ length: 40 }, (_, i) => `n${i}`);
  // The networks and hosts that rules speak of are the same in many rules.
  const blocks = Array.from({ length: 1500 }, () => madeBlock(random));
  return [
    'region ap-guangzhou',
    ...groups.map((name) => madeGroup(random, name, groups, blocks)),
    'acl edge { inbound { deny tcp 23 from any allow all from any } outbound { allow all to any } }',
    'acl core { inbound { allow all from 10.0.0.0/8 } outbound { allow all to any } }',
    ...subnets.map((name, i) => {
      const acl = i % 4 === 0 ? ' acl edge' : i % 4 === 1 ? ' acl core' : '';
      return `subnet ${name} { cidr 10.${i}.0.0/16${acl} }`;
    }),
    ...Array.from({ length: cvms }, (_, i) => {
      const subnet = i % 40;
      const address = `10.${subnet}.${(i / 40 / 250) | 0}.${1 + (((i / 40) | 0) % 250)}`;
      return `cvm c${i} { private-ip ${address} subnet n${subnet} groups ${sequences[(subnet + 40 * Math.floor(random() * 3)) % sequences.length]?.join(', ')} }`;
    }),
    'expect deny tcp 9999 from g1 to g2',
    'expect deny tcp 9999 from internet to g3',
    'expect deny tcp 9999 from any to g4',
  ].join('\n');
}

function madeGroup(random: Random, name: string, groups: readonly string[], blocks: readonly string[]): string {
  const rules = (word: 'from' | 'to') =>
    Array.from({ length: 99 }, () => {
      const ports = random() < 0.8 ? pick(random, PORTS) : `${8000 + Math.floor(random() * 100)}`;
      const peer = random() < 0.3 ? pick(random, groups) : pick(random, blocks);
      return `    ${random() < 0.85 ? 'allow' : 'deny'} ${random() < 0.8 ? 'tcp' : 'udp'} ${ports} ${word} ${peer}`;
    }).join('\n');
  return `group ${name} {
  inbound {\n${rules('from')}\n    deny all from any\n  }
  outbound {\n${rules('to')}\n    allow tcp 443 to any\n  }
}`;
}

const PORTS = ['22', '80', '443', '80,443', '3306', '6379', '8080-8090', '53', '1024-65535'];

function madeBlock(random: Random): string {
  const inside = random() < 0.7;
  const second = Math.floor(random() * (inside ? 40 : 256));
  const base = inside ? `10.${second}` : `${11 + Math.floor(random() * 180)}.${second}`;
  return pick(random, [
    `${base}.0.0/16`,
    `${base}.${Math.floor(random() * 4)}.0/24`,
    ...[1, 2, 3, 4].map(() => `${base}.0.${4 * Math.floor(random() * 63)}/30`),
  ]);
}
