// Guards that the way from a place to its node and the tree itself agree, for every rule of a list.
import { expect, test } from 'vitest';
import { commandLimits } from '#workspace/limits.ts';
import { loadFiles } from '#workspace/loadFiles.ts';
import { hover } from './hover.ts';
import { withLinks } from './markdown.ts';
import { treeChildren, treePath } from './tree.ts';

const URI = 'file:///project/a.sg';
const text = `region ap-guangzhou

addresses office {
  203.0.113.0/24
}

group web {
  inbound {
    allow https from any
    allow ssh from office, 10.0.0.0/8
    allow https from any
  }
  outbound {
    deny all to any
  }
}

services pair {
  tcp 80
  udp 53 "names"
}

acl edge {
  inbound {
    allow pair from office
  }
}

expect allow https from internet to web
`;

const folder = () =>
  loadFiles({
    root: 'file:///project',
    texts: new Map([[URI, text]]),
    today: '2026-11-24',
    limits: commandLimits,
  });

/** The labels and descriptions below the node of these labels. */
function below(...labels: readonly string[]): readonly string[] {
  const all = [folder()];
  let level = treeChildren(all, undefined, { view: 'groups' });
  for (const label of labels) {
    const node = level.find((each) => each.label === label);
    level = node === undefined ? [] : treeChildren(all, node.id, { view: 'groups' });
  }
  return level.map(({ label, description }) => [label, description].filter(Boolean).join(' | '));
}

test('an expectation without a name is called by its text where it refers to a group', () => {
  expect(below('ap-guangzhou', 'project 0', 'web', 'Referenced by')).toEqual([
    'allow https internet → web | expectation',
  ]);
});

test('beside the groups stand lists with their items and uses, acls with their rules, and the built-in groups', () => {
  const region = 'ap-guangzhou';
  expect(below(region)).toEqual([
    'project 0 | 1/50 groups',
    'Address lists | 1',
    'Service lists | 1',
    'ACLs | 1',
    'Built-in groups | 3',
  ]);
  expect(below(region, 'Address lists')).toEqual(['office | 1 entry']);
  expect(below(region, 'Address lists', 'office')).toEqual(['203.0.113.0/24', 'Referenced by | 2']);
  expect(below(region, 'Address lists', 'office', 'Referenced by')).toEqual([
    'web: ssh from office | group',
    'edge: pair from office | ACL',
  ]);
  expect(below(region, 'Service lists', 'pair')).toEqual(['tcp 80', 'udp 53 | names', 'Referenced by | 1']);
  expect(below(region, 'Service lists', 'pair', 'Referenced by')).toEqual(['edge: pair from office | ACL']);
  expect(below(region, 'ACLs', 'edge')).toEqual(['inbound | 1', 'outbound | 0', 'Referenced by | 0']);
  expect(below(region, 'ACLs', 'edge', 'inbound')).toEqual(['pair from office']);
});

test('what a list says and who it is is found by the filter, and a list that nothing uses says so', () => {
  const shown = (filter: string) =>
    treeChildren([folder()], treeChildren([folder()], undefined, { view: 'groups' })[0]?.id, {
      view: 'groups',
      filter: { text: filter },
    }).map(({ kind, label }) => `${kind} ${label}`);
  expect(shown('203.0.113')).toEqual(['lists Address lists', 'builtin-groups Built-in groups']);
  expect(shown('pair')).toEqual(['lists Service lists', 'lists ACLs', 'builtin-groups Built-in groups']);
  const idle = (more: string) => {
    const unused = loadFiles({
      root: 'file:///project',
      texts: new Map([[URI, `region ap-guangzhou\naddresses idle { 10.0.0.1 }\n${more}`]]),
      today: '2026-11-24',
      limits: commandLimits,
    });
    const [region] = treeChildren([unused], undefined, { view: 'groups' });
    const lists = treeChildren([unused], region?.id, { view: 'groups' }).find(({ kind }) => kind === 'lists');
    return treeChildren([unused], lists?.id, { view: 'groups' })[0];
  };
  expect(idle('')).toMatchObject({ label: 'idle', description: '1 entry · not used' });
  const unread = 'group g {\n  inbound {\n    allow ssh form idle\n  }\n}\n';
  expect(idle(unread)).toMatchObject({ label: 'idle', description: '1 entry' });
});

test('a tooltip says what hover says', () => {
  const lists = treeChildren([folder()], treeChildren([folder()], undefined, { view: 'groups' })[0]?.id, {
    view: 'groups',
  });
  const [office] = treeChildren([folder()], lists[1]?.id, { view: 'groups' });
  expect(office?.tooltip).toContain('203.0.113.0');
  const said = hover(folder(), URI, text.indexOf('office {'))?.markdown ?? '';
  expect(office?.tooltip).toBe(withLinks(said, () => undefined));
});

test.each([
  ['203.0.113.0/24', ['region', 'lists', 'addresses', 'item']],
  ['udp 53', ['region', 'lists', 'services', 'item']],
  ['acl edge', ['region', 'lists', 'acl']],
  ['allow pair', ['region', 'lists', 'acl', 'direction', 'rule']],
])("the place of '%s' leads to its node", (place, kinds) => {
  const path = treePath([folder()], URI, text.indexOf(place), { view: 'groups' });
  expect(path.map(({ kind }) => kind)).toEqual(kinds);
});

test.each([
  ['allow https', 'https from any', 0],
  ['office, 10', 'ssh from office', 1],
  ['10.0.0.0/8', 'ssh from 10.0.0.0/8', 2],
  ['allow https from any\n  }', 'https from any', 3],
  ['deny all', 'deny all to any', 0],
])("the place of '%s' leads to '%s', rule %d", (place, label, index) => {
  const path = treePath([folder()], URI, text.indexOf(place), { view: 'groups' });
  expect(path.map(({ kind }) => kind)).toEqual(['region', 'project', 'group', 'direction', 'rule']);
  expect(path.at(-1)).toMatchObject({ label, rule: { index } });
});

test('a finding that touches several nodes is counted once in each, and once above them', () => {
  // Guards the counts beside the nodes: of a rule as a whole, which has three policies, and of a machine in two subnets.
  const rules = `region r
group web {
  inbound {
    allow all from any
    allow ssh from 10.0.0.1, 10.0.0.2, 10.0.0.3 # ignore open-to-world: a test
  }
  inbound {
    deny ssh from 192.0.2.0/24
  }
}
subnet front { vpc vpc-1 cidr 10.0.0.0/24 }
subnet back { vpc vpc-1 cidr 10.1.0.0/24 }
cvm web-1 {
  private-ip 10.0.0.1
  subnet front
  interface second { private-ip 10.1.0.1 subnet back groups web }
}
`;
  const all = [
    loadFiles({
      root: 'file:///project',
      texts: new Map([[URI, rules]]),
      config: {
        uri: 'file:///project/secgroup.json',
        text: '{"severity": {"redundant-rule": "warning", "open-to-world": "off"}}',
      },
      today: '2026-11-24',
      limits: commandLimits,
    }),
  ];
  const counts = (view: 'groups' | 'cvms', ...labels: readonly string[]) => {
    let level = treeChildren(all, undefined, { view });
    for (const label of labels) {
      const node = level.find((each) => each.label === label);
      level = node === undefined ? [] : treeChildren(all, node.id, { view });
    }
    return level.flatMap(({ label, problems }) => (problems === undefined ? [] : [`${label} ${problems.count}`]));
  };
  const web = ['r', 'project 0', 'web'];
  expect(counts('groups', ...web, 'inbound')).toEqual([
    'ssh from 10.0.0.1 1',
    'ssh from 10.0.0.2 1',
    'ssh from 10.0.0.3 1',
    'deny ssh from 192.0.2.0/24 1',
  ]);
  expect(counts('groups', ...web)).toEqual(['inbound 2']);
  expect(counts('groups', 'r')).toEqual(['project 0 2']);
  expect(counts('cvms', 'r', 'vpc-1')).toEqual(['front 1', 'back 1']);
  expect(counts('cvms', 'r')).toEqual(['vpc-1 1']);
  expect(counts('cvms')).toEqual(['r 1']);
});

test('of several folders each is called by its name, a file that is in none by its own', () => {
  const at = (root: string) =>
    loadFiles({ root, texts: new Map([[`${root}/a.sg`, text]]), today: '2026-11-24', limits: commandLimits });
  const nodes = treeChildren([at('file:///projects/my%20shop/'), at('untitled:Untitled-1')], undefined, {
    view: 'groups',
  });
  expect(nodes.map(({ label }) => label)).toEqual(['my shop', 'Untitled-1']);
});

test('who reaches a machine is told in the fewest words, machines one by one', () => {
  const rules = `region r
group web { inbound { deny tcp 22 from 10.0.0.0/8 allow tcp 22 from any } outbound { allow all to any } }
cvm a { private-ip 192.168.0.1 groups web }
cvm b { private-ip 192.168.0.2 groups web }
cvm c { private-ip 192.168.0.3 groups web }
`;
  const all = [
    loadFiles({ root: 'file:///w', texts: new Map([[URI, rules]]), today: '2026-11-24', limits: commandLimits }),
  ];
  const below = (...labels: readonly string[]) =>
    labels.reduce(
      (nodes, label) => treeChildren(all, nodes.find((node) => node.label === label)?.id, { view: 'cvms' }),
      treeChildren(all, undefined, { view: 'cvms' }),
    );
  expect(below('r', 'a', 'May be reached by').map(({ label, description }) => `${label}: ${description}`)).toEqual([
    'b: tcp 22',
    'c: tcp 22',
    'any except 10.0.0.0/8: tcp 22',
  ]);
});
