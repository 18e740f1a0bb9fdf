// Rule files with one random list, and the fate of each packet by that list.

import fc from 'fast-check';
import type { Acl, Group } from '#model/model.ts';
import * as services from '#net/services.ts';
import type { Folder } from '#workspace/folder.ts';
import { loadFixture } from './checkDiagnostics.ts';
import { decision, type SmallPacket } from './listWorld.ts';

export const URI = 'file:///main.sg';

const PEERS = (
  'any|any6|0.0.0.0/1|128.0.0.0/1|10.0.0.0/8|10.1.0.0/16|10.1.2.3/8|2001:db8::/32|web|db|self|nobody|half|' + 'office'
).split('|');
const SERVICES = ['all', 'tcp', 'tcp 80', 'tcp 80,443', 'udp', 'icmp', 'icmpv6', 'http', 'gre'];
const ENDS = [
  '',
  '',
  '',
  ' "why"',
  '   # a remark',
  '  # ignore redundant-rule: kept',
  ' # ignore shadowed-rule',
  '  # ignore open-to-world: nothing',
];
const BETWEEN = [
  '\n    ',
  '\n    ',
  '\n    ',
  ' ',
  '\n\n    ',
  '\n    # ignore shadowed-rule: kept\n    ',
  '\n    # a remark\n    ',
];

const someRule = fc
  .record({
    between: fc.constantFrom(...BETWEEN),
    action: fc.constantFrom('allow', 'deny'),
    service: fc.constantFrom(...SERVICES),
    word: fc.constantFrom('from', 'from', 'from', 'to'),
    peers: fc.uniqueArray(fc.constantFrom(...PEERS), { minLength: 1, maxLength: 3 }),
    end: fc.constantFrom(...ENDS),
  })
  // A comment takes the rest of its line, so that the next rule has to begin on another.
  .map(({ between, action, service, word, peers, end }) => ({
    before: between,
    text: `${action} ${service} ${word} ${peers.join(', ')}${end}`,
  }));

export const someFile = fc
  .tuple(fc.constantFrom('group', 'acl'), fc.array(someRule, { minLength: 1, maxLength: 8 }))
  .map(([kind, rules]) => {
    let list = '';
    for (const { before, text } of rules)
      list += (list.includes('#', list.lastIndexOf('\n')) && before === ' ' ? '\n    ' : before) + text;
    return `addresses office { 10.0.0.0/9 10.128.0.0/9 }\naddresses half { 10.0.0.0/8 missing }\ngroup web { }\ngroup db { }\n${kind} it {\n  inbound {${list}\n  }\n}\n`;
  });

const ADDRESSES = [0, 0x0a000000, 0x0a010000, 0x0a800000, 0x0b000000, 0x80000000, 0x20010db8n << 96n, 0n];
const POINTS = services.PROTOCOLS.flatMap((protocol) =>
  protocol === 'tcp' || protocol === 'udp'
    ? [80, 443, 7].map((port) => services.pointOf({ protocol, port }))
    : [services.pointOf({ protocol })],
);
const OWN_GROUPS = ['group:default/web', 'group:default/db', 'group:default/it'];

export const PACKETS: readonly SmallPacket[] = ADDRESSES.flatMap((address) =>
  POINTS.flatMap((point): SmallPacket[] => {
    const { protocol } = services.protocolAndPort(point);
    if (typeof address === 'bigint') return protocol === 'icmp' ? [] : [{ address, groups: [], point }];
    if (protocol === 'icmpv6') return [];
    return Array.from({ length: 8 }, (_, bits) => ({
      address,
      groups: OWN_GROUPS.filter((__, i) => bits & (1 << i)),
      point,
    }));
  }),
);

export function ownerIn(folder: Folder): Group | Acl | undefined {
  return [...folder.model.groups, ...folder.model.acls].find(({ name }) => name === 'it');
}

export function fates(folder: Folder): string[] {
  const it = ownerIn(folder);
  if (it === undefined) return ['the declaration is gone'];
  return PACKETS.map((packet) => decision(it.inbound.policies, packet, it.kind));
}

export function load(text: string): Folder {
  return loadFixture(new Map([[URI, text]]));
}
