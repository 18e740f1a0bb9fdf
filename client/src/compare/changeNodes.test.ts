// Guards how changes of packets become rows: sections, machines, directions, and what one pair of rules decides put together again.
import { expect, test } from 'vitest';
import type { PacketChange, RulePlace } from '#protocol/packets.ts';
import { type ChangeNode, changeNodes, countChanges } from './changeNodes.ts';

const rule = (index: number): RulePlace => ({
  uri: 'file:///a.sg',
  range: { start: { line: index, character: 0 }, end: { line: index, character: 9 } },
  owner: 'web',
  ownerKey: 'group:web',
  direction: 'inbound',
  index,
  text: `rule ${index}`,
});

const change = (parts: Partial<PacketChange>): PacketChange => ({
  direction: 'inbound',
  peer: '10.0.0.0/8',
  service: 'tcp 22',
  was: 'deny',
  now: 'allow',
  rule: rule(0),
  ruleBefore: null,
  ...parts,
});

/** Each row with its depth, as it would be read. */
function rows(nodes: readonly ChangeNode[], depth = 0): readonly string[] {
  return nodes.flatMap((node) => {
    const { kind, now, owner, direction, packets, children } = node;
    const what = packets ? `${packets.services.join(' + ')} ${packets.peers.join(' ')}` : '';
    const text = [
      kind,
      now,
      kind === 'owner' && `${owner?.kind} ${owner?.name}`,
      kind === 'direction' && direction,
      what,
    ];
    return ['  '.repeat(depth) + text.filter(Boolean).join(' '), ...rows(children, depth + 1)];
  });
}

test('what is allowed comes before what no longer is, by owner and direction', () => {
  const nodes = changeNodes([
    change({ cvm: 'web-1', now: 'deny', was: 'allow', rule: null, ruleBefore: rule(1) }),
    change({ cvm: 'web-1' }),
    change({ cvm: 'web-1', direction: 'outbound' }),
    change({ group: 'web-1' }),
  ]);
  expect(rows(nodes)).toEqual([
    'section allow',
    '  owner allow cvm web-1',
    '    direction allow inbound',
    '      change allow tcp 22 10.0.0.0/8',
    '    direction allow outbound',
    '      change allow tcp 22 10.0.0.0/8',
    '  owner allow group web-1',
    '    direction allow inbound',
    '      change allow tcp 22 10.0.0.0/8',
    'section deny',
    '  owner deny cvm web-1',
    '    direction deny inbound',
    '      change deny tcp 22 10.0.0.0/8',
  ]);
  expect(nodes.map(countChanges)).toEqual([3, 1]);
});

test('services and peers of one pair of rules are one row, those of another pair are not', () => {
  const nodes = changeNodes([
    change({ cvm: 'a', peer: '10.0.0.0/8', service: 'tcp 22' }),
    change({ cvm: 'a', peer: '10.0.0.0/8', service: 'udp 53' }),
    change({ cvm: 'a', peer: '192.0.2.0/24', service: 'tcp 22' }),
    change({ cvm: 'a', peer: '192.0.2.0/24', service: 'udp 53' }),
    change({ cvm: 'a', peer: '198.51.100.0/24', service: 'tcp 22', ruleBefore: rule(5) }),
  ]);
  expect(rows(nodes).slice(3)).toEqual([
    '      change allow tcp 22 + udp 53 10.0.0.0/8 192.0.2.0/24',
    '        peer allow tcp 22 + udp 53 10.0.0.0/8',
    '        peer allow tcp 22 + udp 53 192.0.2.0/24',
    '      change allow tcp 22 198.51.100.0/24',
  ]);
});

test('every row has an id of its own, and names of files are no keys of objects', () => {
  const names = ['__proto__', 'constructor', 'a/inbound', 'a'];
  const nodes = changeNodes(
    names.flatMap((cvm) => [
      change({ cvm }),
      change({ cvm, rule: rule(1) }),
      change({ cvm, peer: '192.0.2.0/24', service: 'all' }),
    ]),
  );
  const ids = (node: ChangeNode): readonly string[] => [node.id, ...node.children.flatMap(ids)];
  const all = nodes.flatMap(ids);
  expect(new Set(all).size).toBe(all.length);
  expect(nodes.map(countChanges)).toEqual([names.length * 3]);
});

test('nothing changed, no rows', () => {
  expect(changeNodes([])).toEqual([]);
});
