// Guards what each format writes of a group or a region, and what the report says of that for which a format has no word.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bind } from '#model/bind.ts';
import type { Model } from '#model/model.ts';
import { parse } from '#syntax/parse.ts';
import { policies, snapshot } from './cloud/format.ts';
import { readSnapshot } from './cloud/snapshot.ts';
import { csv } from './csv/format.ts';
import { type ExportOptions, exportGroups, exportRegion } from './exportGroups.ts';
import type { WrittenFormat } from './format.ts';
import { writtenFormats } from './formats.ts';
import { importFiles } from './importFiles.ts';
import { sg } from './sg/format.ts';
import { terraform } from './terraform/format.ts';

function modelOf(text: string): Model {
  return bind([{ uri: 'a.sg', tree: parse(text) }]);
}

function exported(text: string, name: string, format: WrittenFormat, options: ExportOptions = {}) {
  const model = modelOf(text);
  const groups = model.groups.filter((group) => group.name === name);
  const { texts, report } = exportGroups(model, groups, format, { textOf: () => text, ...options });
  return {
    texts: texts.map((one) => one.text),
    report: report.map(({ start, end, message }) => `${text.slice(start, end)}: ${message}`),
  };
}

/** JSON as the cloud understands it: what it fills in and folds by itself, and its stamps, are taken away. */
function folded(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => folded(item));
  if (typeof value !== 'object' || value === null) {
    if (key === 'Protocol' || key === 'Action') return String(value).toUpperCase();
    return key === 'Port' && String(value).toUpperCase() === 'ALL' ? undefined : value;
  }
  const entries = Object.entries(value)
    .filter(([name]) => !['PolicyIndex', 'ModifyTime', 'Priority', 'PolicyStatistics', 'RequestId'].includes(name))
    .map(([name, inner]) => [name, folded(inner, name)] as const)
    .filter(
      ([name, inner]) =>
        inner !== '' && inner !== null && inner !== undefined && !(name === 'Protocol' && inner === 'ALL'),
    )
    .filter(
      ([, inner]) => !(typeof inner === 'object' && !Array.isArray(inner) && Object.keys(inner as object).length === 0),
    )
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries);
}

const root = new URL('../../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

describe('policies', () => {
  const text = `addresses office { 203.0.113.0/24 198.51.100.7-198.51.100.8 }
services web-ports { tcp 80,443 udp 443 }
group bastion { id sg-2 }
# before
group web "Front end" {
  inbound {
    allow web-ports from office, bastion "shop" # why
    allow https from 2001:db8::/32 until 2030-01-01
    deny all from self, nowhere
  }
}
expect allow https from any to web
`;

  test('a block of 0.0.0.0 is every address for the cloud, which is told', () => {
    const { report } = exported('group web { inbound { deny all from 0.0.0.0/8 } }', 'web', policies);
    expect(report).toContain("0.0.0.0/8: The cloud takes '0.0.0.0/8' for 0.0.0.0/0, every IPv4 address.");
  });

  test('each peer is a policy in order, with only the members that say something', () => {
    const { texts, report } = exported(text, 'web', policies);
    expect(JSON.parse(texts[0] ?? '')).toEqual({
      Ingress: [
        {
          PolicyIndex: 0,
          ServiceTemplate: { ServiceId: '$name:web-ports' },
          AddressTemplate: { AddressId: '$name:office' },
          Action: 'ACCEPT',
          PolicyDescription: 'shop',
        },
        {
          PolicyIndex: 1,
          ServiceTemplate: { ServiceId: '$name:web-ports' },
          SecurityGroupId: 'sg-2',
          Action: 'ACCEPT',
          PolicyDescription: 'shop',
        },
        { PolicyIndex: 2, Protocol: 'TCP', Port: '443', Ipv6CidrBlock: '2001:db8::/32', Action: 'ACCEPT' },
        { PolicyIndex: 3, Protocol: 'ALL', Port: 'ALL', SecurityGroupId: '$name:web', Action: 'DROP' },
        { PolicyIndex: 4, Protocol: 'ALL', Port: 'ALL', SecurityGroupId: '$name:nowhere', Action: 'DROP' },
      ],
      Egress: [],
    });
    expect(report).toEqual([
      '# before: The format has no comments: this one is left out.',
      '"Front end": A policy set has no place for the description of its group.',
      "web-ports: 'web-ports' has no id yet: '$name:web-ports' stands in its place. 'export --expand' writes its content instead.",
      "office: 'office' has no id yet: '$name:office' stands in its place. 'export --expand' writes its content instead.",
      '# why: The format has no comments: this one is left out.',
      "2030-01-01: The cloud knows no dates: 'until 2030-01-01' is left out.",
      "self: 'web' has no id yet: '$name:web' stands in its place.",
      "nowhere: 'nowhere' is not a known group or address list: it is written as it is.",
    ]);
  });

  test('expanded, lists become plain policies', () => {
    const { texts } = exported(text, 'web', policies, { expand: true });
    const peers = JSON.parse(texts[0] ?? '').Ingress.map((policy: Record<string, string>) =>
      [
        policy['Protocol'],
        policy['Port'],
        policy['CidrBlock'] ?? policy['SecurityGroupId'] ?? policy['Ipv6CidrBlock'],
      ].join(' '),
    );
    expect(peers).toEqual([
      'TCP 80,443 203.0.113.0/24',
      'TCP 80,443 198.51.100.7',
      'TCP 80,443 198.51.100.8',
      'UDP 443 203.0.113.0/24',
      'UDP 443 198.51.100.7',
      'UDP 443 198.51.100.8',
      'TCP 80,443 sg-2',
      'UDP 443 sg-2',
      'TCP 443 2001:db8::/32',
      'ALL ALL $name:web',
      'ALL ALL $name:nowhere',
    ]);
  });

  test('an answer that is imported and written again is the same', async () => {
    for (const sample of ['policies.json', 'linux-template.json']) {
      const answer = read(`samples/import/${sample}`);
      const imported = await importFiles([{ name: 'x', text: answer }], { group: 'web' });
      if (!imported.ok) throw new Error('refused');
      const whole = JSON.parse(answer);
      const set = whole.Response?.SecurityGroupPolicySet ?? whole;
      const written = JSON.parse(exported(imported.text, 'web', policies).texts[0] ?? '');
      expect(folded(written)).toEqual(folded({ Ingress: set.Ingress, Egress: set.Egress }));
    }
  });
});

describe('snapshot', () => {
  test.each(readdirSync(new URL('samples/snapshot/', root)).filter((name) => name.endsWith('.sg.json')))(
    '%s as part of the model, written again, is the same',
    (name) => {
      const text = read(`samples/snapshot/${name}`);
      const tree = readSnapshot(text);
      expect(tree.blocks.flatMap(({ block }) => block.problems)).toEqual([]);
      const { texts } = exportRegion(bind([{ uri: 'x.sg.json', tree }]), undefined, snapshot);
      expect(folded(JSON.parse(texts[0]?.text ?? ''))).toEqual(folded(JSON.parse(text)));
    },
  );

  test('what is not known here is written back: members, versions, entries of five parts', () => {
    const given = {
      $schema: 'x',
      version: 1,
      account: { __proto__x: 1 },
      regions: [
        {
          Region: 'ap-guangzhou',
          Zone: 7,
          SecurityGroupSet: [
            {
              SecurityGroupId: 'sg-1',
              SecurityGroupName: 'a b',
              ProjectId: '3',
              IsDefault: true,
              TagSet: [{ Key: 'k', Value: 'v' }],
              SecurityGroupPolicySet: {
                Version: '17',
                Extra: 1,
                Ingress: [{ Action: 'ACCEPT', Protocol: 'TCP', Port: '80', CidrBlock: '10.0.0.0/8', New: [1] }],
              },
            },
          ],
          InstanceSet: [
            {
              InstanceId: 'ins-1',
              CPU: 2,
              VirtualPrivateCloud: { VpcId: 'vpc-1', AsVpcGateway: false },
              IPv6Addresses: ['2001:db8::1'],
            },
          ],
          NetworkAclSet: [
            {
              NetworkAclId: 'acl-1',
              NetworkAclName: 'x',
              NetworkAclType: 'QUINTUPLE',
              NetworkAclQuintupleSet: {
                Ingress: [
                  {
                    Protocol: 'UDP',
                    SourceCidr: '10.0.0.0/8',
                    SourcePort: '53',
                    DestinationPort: 'ALL',
                    Action: 'ACCEPT',
                    Description: 'd',
                  },
                ],
                Egress: [],
              },
            },
          ],
        },
      ],
    };
    const tree = readSnapshot(JSON.stringify(given));
    const { texts } = exportRegion(bind([{ uri: 'x.sg.json', tree }]), undefined, snapshot);
    expect(folded(JSON.parse(texts[0]?.text ?? ''))).toEqual(folded(given));
  });

  test('what it has no word for is in the report', () => {
    const model = modelOf(
      'cvm m "d" { private-ip 10.0.0.1 }\nacl a { inbound { allow gre from 10.0.0.0/8 allow tcp 1,2 from 10.0.0.0/8 allow all from g } }\ngroup g { }\nexpect deny all from any to m\n',
    );
    const { report } = exportRegion(model, undefined, snapshot);
    expect(report.map(({ message }) => message)).toEqual([
      'The cloud keeps no description of a CVM: it is left out.',
      "The cloud's ACLs have no GRE: the entry is written as it is.",
      "The cloud's ACLs have no lists of ports such as '1,2': the entry is written as it is.",
      "The cloud's ACLs know addresses only, no groups: the rule is left out.",
      'The format has no expectations: this one is left out.',
    ]);
  });
});

describe('the rule language', () => {
  test('a group comes out as it is written, comments and all, with the lists it names', () => {
    const text =
      'addresses office {\n  10.0.0.1 # home\n}\ngroup web {\n  inbound {\n    allow all   from office # yes\n  }\n}\ngroup db {}\n';
    expect(exported(text, 'web', sg).texts).toEqual([
      'group web {\n  inbound {\n    allow all   from office # yes\n  }\n}\n\naddresses office {\n  10.0.0.1 # home\n}\n',
    ]);
  });
});

describe('what cannot be read', () => {
  test.each(writtenFormats)('is never written as something that matches: $name', (format) => {
    const tree = readSnapshot(
      JSON.stringify({
        regions: [
          {
            SecurityGroupSet: [
              {
                SecurityGroupId: 'sg-1',
                SecurityGroupName: 'web',
                SecurityGroupPolicySet: {
                  Ingress: [
                    { Action: 'ACCEPT' },
                    { Action: 'ALLOW', CidrBlock: '10.0.0.1' },
                    { Action: 'ACCEPT', CidrBlock: '10.0.0.2', Protocol: 'SCTP' },
                    { Action: 'ACCEPT', CidrBlock: '10.0.0.2', Protocol: 'TCP', Port: 'x' },
                    { Action: 'DROP', CidrBlock: '10.0.0.3' },
                  ],
                },
              },
            ],
          },
        ],
      }),
    );
    const model = bind([{ uri: 'x.sg.json', tree }]);
    const groups = model.groups.filter(({ builtin }) => !builtin);
    const { texts, report } = exportGroups(model, groups, format, { direction: 'inbound' });
    expect(texts[0]?.text).not.toMatch(/ACCEPT|[Aa]llow|0\.0\.0\.0|10\.0\.0\.[12]|\bany\b/);
    expect(texts[0]?.text).toContain('10.0.0.3');
    expect(report.filter(({ message }) => message.includes('left out') && /read|invalid/.test(message))).toHaveLength(
      4,
    );
  });
});

describe('terraform', () => {
  test('a list among the addresses of another one is written out, with a note', () => {
    const text = `addresses a { 10.0.0.1 }
addresses b { a 10.0.0.2 }
group web { inbound { allow ssh from b } }`;
    const { texts, report } = exported(text, 'web', terraform);
    expect(JSON.parse(texts[0] ?? '').resource.tencentcloud_address_template.b.addresses).toEqual([
      '10.0.0.1',
      '10.0.0.2',
    ]);
    expect(report).toEqual(["a: A template holds no other lists: what is in 'a' is written in its place."]);
  });

  test('groups without an id that are named come along, and what is not known is a resource of another file', () => {
    const text =
      'group web {\n inbound {\n allow ssh from ops, sg-12345678, other\n allow gone from any\n }\n}\ngroup ops {\n inbound {\n allow all from night\n }\n}\ngroup night {\n}\ngroup aside {\n}\n';
    const model = bind([{ uri: 'a.sg', tree: parse(text) }]);
    const web = model.groups.filter(({ name }) => name === 'web');
    const { texts, report } = exportGroups(model, web, terraform);
    const written = JSON.parse(texts[0]?.text ?? '').resource;
    expect(texts[0]?.text).not.toContain('$name:');
    expect(Object.keys(written.tencentcloud_security_group)).toEqual(['web', 'ops', 'night']);
    const sources = written.tencentcloud_security_group_rule_set.web.ingress.map(
      (rule: { source_security_id?: string; service_template_id?: string }) =>
        rule.source_security_id ?? rule.service_template_id,
    );
    expect(sources).toEqual([
      `\${tencentcloud_security_group.ops.id}`,
      'sg-12345678',
      `\${tencentcloud_security_group.other.id}`,
      `\${tencentcloud_protocol_template.gone.id}`,
    ]);
    expect(report.map(({ message }) => message)).toEqual(
      expect.arrayContaining(["'ops' has no id yet: it is written as well, so that it can be referred to."]),
    );
  });

  test('groups with their rule sets, lists as templates, ids as imports, expressions as text', () => {
    const text =
      'addresses office { 10.0.0.1 }\ngroup web "costs $\u{7b}x} %{y}" { id sg-1 inbound { allow tcp 80 from office, db, sg-9 } }\ngroup db { }\n';
    const model = modelOf(text);
    const groups = model.groups.filter(({ builtin }) => !builtin);
    expect(JSON.parse(exportGroups(model, groups, terraform).texts[0]?.text ?? '')).toEqual({
      import: [{ to: 'tencentcloud_security_group.web', id: 'sg-1' }],
      resource: {
        tencentcloud_security_group: { web: { name: 'web', description: 'costs $${x} %%{y}' }, db: { name: 'db' } },
        tencentcloud_security_group_rule_set: {
          web: {
            security_group_id: `\${tencentcloud_security_group.web.id}`,
            ingress: [
              {
                action: 'ACCEPT',
                address_template_id: `\${tencentcloud_address_template.office.id}`,
                protocol: 'TCP',
                port: '80',
              },
              {
                action: 'ACCEPT',
                source_security_id: `\${tencentcloud_security_group.db.id}`,
                protocol: 'TCP',
                port: '80',
              },
              { action: 'ACCEPT', source_security_id: 'sg-9', protocol: 'TCP', port: '80' },
            ],
            egress: [],
          },
          db: { security_group_id: `\${tencentcloud_security_group.db.id}`, ingress: [], egress: [] },
        },
        tencentcloud_address_template: { office: { name: 'office', addresses: ['10.0.0.1'] } },
      },
    });
  });
});

test('everything of a region in a format of groups: what it has no place for is in the report', () => {
  const text = `addresses used { 10.0.0.1 }
addresses idle { 10.0.0.2 }
group web { inbound { allow all from used } }
acl a { inbound { allow all from any } }
subnet s { cidr 10.0.0.0/24 acl a }
cvm c { private-ip 10.0.0.9 subnet s groups web }
`;
  const lost = (format: WrittenFormat, options: ExportOptions = {}) =>
    exportRegion(modelOf(text), undefined, format, { textOf: () => text, ...options })
      .report.filter(({ message }) => message.startsWith('The format has no place'))
      .map(({ start, end }) => text.slice(start, end));
  expect(lost(terraform)).toEqual(['idle', 'a', 's', 'c']);
  expect(lost(policies)).toEqual(['used', 'idle', 'a', 's', 'c']);
  expect(lost(csv, { expand: true })).toEqual(['idle', 'a', 's', 'c']);
  expect(lost(snapshot)).toEqual([]);
  expect(lost(sg)).toEqual([]);
});

test('comments that stand at nothing, descriptions of lists and further regions are in the report', () => {
  const text = `# top
region one
# at a list
addresses many "all of them" { 10.0.0.1 }
group web { inbound { allow all from many } }
# at an expectation
expect deny all from any to web
region two
group other { }
# at the end
`;
  const lost = (format: WrittenFormat) =>
    exportRegion(modelOf(text), undefined, format, { textOf: () => text }).report.map(({ start, end }) =>
      text.slice(start, end),
    );
  const comments = ['# top', '# at a list', '# at an expectation', '# at the end'];
  expect(lost(snapshot).filter((one) => one.startsWith('#'))).toEqual(comments);
  expect(lost(terraform)).toEqual(expect.arrayContaining([...comments, '"all of them"', 'other']));
  expect(lost(sg)).toEqual(['# top', '# at the end']);
});
