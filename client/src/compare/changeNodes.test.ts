// Guards how changes of packets become rows: sections, machines, and what one pair of rules decides put together again.
import { expect, test } from 'vitest';
import type { ChangeText, RulePlace } from '#protocol/packets.ts';
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

const change = (parts: Partial<ChangeText>): ChangeText => ({
  kind: 'cvm',
  region: 'ap-guangzhou',
  owners: ['web-1'],
  direction: 'inbound',
  packets: 'tcp 22 from 10.0.0.0/8',
  was: 'deny',
  now: 'allow',
  rules: [rule(0)],
  undecided: [],
  rulesBefore: [],
  ...parts,
});

/** Each row with its depth, as it would be read. */
function rows(nodes: readonly ChangeNode[], depth = 0): readonly string[] {
  return nodes.flatMap((node) => {
    const { kind, now, owner, packets, children } = node;
    const what = packets?.text ?? '';
    const text = [kind, now, kind === 'owner' && `${owner?.kind} ${owner?.names.join(', ')}`, what];
    return ['  '.repeat(depth) + text.filter(Boolean).join(' '), ...rows(children, depth + 1)];
  });
}

test('what is allowed comes before what no longer is, by owner', () => {
  const nodes = changeNodes([
    change({ now: 'deny', was: 'allow', rules: [], rulesBefore: [rule(1)] }),
    change({}),
    change({ direction: 'outbound', packets: 'tcp 22 to any' }),
    change({ kind: 'group', owners: ['web-1', 'web-2'] }),
  ]);
  expect(rows(nodes)).toEqual([
    'section allow',
    '  owner allow cvm web-1',
    '    change allow tcp 22 from 10.0.0.0/8',
    '    change allow tcp 22 to any',
    '  owner allow group web-1, web-2',
    '    change allow tcp 22 from 10.0.0.0/8',
    'section deny',
    '  owner deny cvm web-1',
    '    change deny tcp 22 from 10.0.0.0/8',
  ]);
  expect(nodes.map(countChanges)).toEqual([3, 1]);
});

test('several rules that decide are rows of their own', () => {
  const nodes = changeNodes([change({ rules: [rule(0), rule(1)] }), change({ packets: 'udp 53 from any' })]);
  expect(rows(nodes).slice(2)).toEqual([
    '    change allow tcp 22 from 10.0.0.0/8',
    '      rule allow rule 0',
    '      rule allow rule 1',
    '    change allow udp 53 from any',
  ]);
});

test('every row has an id of its own, and names of files are no keys of objects', () => {
  const names = ['__proto__', 'constructor', 'a/inbound', 'a'];
  const nodes = changeNodes(
    names.flatMap((name) => [
      change({ owners: [name] }),
      change({ owners: [name], packets: 'udp from any', rules: [rule(1), rule(2)] }),
      change({ owners: [name, 'b'], packets: 'all from 192.0.2.0/24' }),
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
