// Guards what an import makes of one or several files of each format, and what its report says is missing.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bind } from '#model/bind.ts';
import { format } from '#syntax/format.ts';
import { parse } from '#syntax/parse.ts';
import { applyEdits } from '#text/textEdit.ts';
import { hcl } from '../../test/support/hcl.ts';
import { importFiles, importRules } from './importFiles.ts';
import { showNote } from './notes.ts';
import type { ImportOptions } from './readFiles.ts';

const sample = (name: string) => readFileSync(new URL(`../../../samples/import/${name}`, import.meta.url), 'utf8');

/** The imported text, and the notes as lines. The text has to be sound. */
async function imported(text: string, options: ImportOptions = {}): Promise<{ text: string; notes: string[] }> {
  const result = await importFiles([{ name: 'f', text }], { hcl, ...options });
  if (!result.ok) throw new Error(result.reasons.map(showNote).join('\n'));
  const tree = parse(result.text);
  expect(tree.blocks.flatMap(({ block }) => block.problems)).toEqual([]);
  const model = bind([{ uri: 'f', tree }]);
  for (const { references } of model.bindings.values()) {
    for (const { name, fault } of references) if (!name.text.includes('-')) expect(fault, name.text).toBeUndefined();
  }
  expect(applyEdits(result.text, format(result.text, parse(result.text)))).toBe(result.text);
  return { text: oneBlank(result.text), notes: result.notes.map(showNote) };
}

async function refused(text: string, options: ImportOptions = {}): Promise<string[]> {
  const result = await importFiles([{ name: 'f', text }], { hcl, ...options });
  return result.ok ? [] : result.reasons.map(showNote);
}

/** Columns are the formatter's affair. */
function oneBlank(text: string): string {
  return text.replace(/(?<=\S) +/g, ' ').replace(/ \{\}/g, ' {\n}');
}

describe('importFiles', () => {
  test('an answer of DescribeSecurityGroupPolicies', async () => {
    const { text, notes } = await imported(sample('policies.json'), { group: 'web' });
    expect(text).toBe(`group web {
  inbound {
    allow tcp 22 from 203.0.113.0/24 "office ssh"
    allow tcp 80,443 from any "web"
    deny icmp from any
  }
  outbound {
    allow all to any
  }
}
`);
    expect(notes).toEqual([]);
  });

  test('characters that were lost in another encoding are told, once a file', async () => {
    const policy = '{"Action": "ACCEPT", "CidrBlock": "10.0.0.0/8", "PolicyDescription": "caf\ufffd \ufffd"}';
    const result = await imported(`{"Ingress": [\n${policy}]}`);
    expect(result.notes).toEqual([expect.stringContaining('f:2:74: The file is not UTF-8, and characters were lost')]);
  });

  test('the rows that the cloud writes from its template', async () => {
    const { text } = await imported(sample('linux-template.json'));
    expect(text).toContain('allow icmpv6 from any6 "放通Ping服务"');
    expect(text.match(/allow/g)).toHaveLength(9);
  });

  test('the table of the console', async () => {
    const { text } = await imported(sample('inbound.csv'), { group: 'web' });
    expect(text).toBe(`group web {
  inbound {
    allow tcp 22 from 203.0.113.0/24 "办公室"
    allow tcp 80,443 from any "网站"
    deny all from any
  }
}
`);
  });

  test('configuration of Terraform in JSON', async () => {
    const { text, notes } = await imported(sample('json/web.tf.json'));
    expect(text).toContain(
      'group web "front end" {\n  inbound {\n    allow tcp 80,443 from any "web"\n    deny all from any "rest"',
    );
    expect(notes).toEqual([]);
  });

  test('groups of one name become two, with the references of each', async () => {
    const { text, notes } = await imported(
      JSON.stringify({
        regions: [
          {
            Region: 'ap-guangzhou',
            SecurityGroupSet: [
              {
                SecurityGroupId: 'sg-1',
                SecurityGroupName: 'web app',
                SecurityGroupPolicySet: {
                  Ingress: [
                    { Action: 'ACCEPT', SecurityGroupId: 'sg-2' },
                    { Action: 'DROP', SecurityGroupId: 'sg-1' },
                    { Action: 'DROP', SecurityGroupId: 'sg-9' },
                  ],
                },
              },
              { SecurityGroupId: 'sg-2', SecurityGroupName: 'web app', ProjectId: 5 },
            ],
            InstanceSet: [
              {
                InstanceId: 'ins-1',
                InstanceName: '未命名',
                PrivateIpAddresses: ['10.0.0.1'],
                SecurityGroupIds: ['sg-2', 'sg-1'],
                CPU: 2,
              },
            ],
          },
        ],
      }),
    );
    expect(text).toBe(`region ap-guangzhou

group web-app {
  id sg-1
  inbound {
    allow all from web-app-2
    deny all from self
    deny all from sg-9
  }
}

project 5

group web-app-2 {
  id sg-2
}

project 0

cvm 未命名 {
  id ins-1
  private-ip 10.0.0.1
  groups web-app-2, web-app
}
`);
    expect(notes.map((note) => note.replace(/^[^ ]* /, ''))).toEqual([
      "The name 'web app' is not a name of the rule language: it becomes 'web-app'. ($.regions[0].SecurityGroupSet[0].SecurityGroupName)",
      "The name 'web app' is not a name of the rule language: it becomes 'web-app-2'. ($.regions[0].SecurityGroupSet[1].SecurityGroupName)",
    ]);
  });

  test('several answers are joined by their ids', async () => {
    const result = await importFiles([
      {
        name: 'groups',
        text: '{"SecurityGroupSet": [{"SecurityGroupId": "sg-1", "SecurityGroupName": "web"}], "TotalCount": 1}',
      },
      {
        name: 'request',
        text: '{"SecurityGroupId": "sg-1", "SecurityGroupPolicySet": {"Ingress": [{"Action": "ACCEPT", "AddressTemplate": {"AddressId": "ipm-1"}}]}}',
      },
      {
        name: 'lists',
        text: '{"Response": {"AddressTemplateSet": [{"AddressTemplateId": "ipm-1", "AddressTemplateName": "office", "AddressSet": ["10.0.0.1-10.0.0.5"]}]}}',
      },
    ]);
    expect(result.ok && oneBlank(result.text)).toBe(`group web {
  id sg-1
  inbound {
    allow all from office
  }
}

addresses office {
  id ipm-1
  10.0.0.1-10.0.0.5
}
`);
  });

  test('what is not in the answer at all is told', async () => {
    const policy = (PolicyIndex: number) => ({
      PolicyIndex,
      Protocol: 'tcp',
      Port: '80',
      CidrBlock: '10.0.0.0/8',
      Action: 'ACCEPT',
    });
    const set = (...places: number[]) => JSON.stringify({ SecurityGroupPolicySet: { Ingress: places.map(policy) } });
    expect((await imported(set(0, 3))).notes).toEqual([
      expect.stringContaining('PolicyIndex 3 follows where 1 was expected: the rules in between are not in the file.'),
    ]);
    expect((await imported(set(2))).notes).toHaveLength(1);
    expect((await imported(set(0, 1))).notes).toEqual([]);
    // All rules of one insertion have its place.
    expect((await imported(set(2, 2))).notes).toEqual([]);
    const SecurityGroupPolicySet = { Ingress: [], Egress: [] };
    const groups = {
      SecurityGroupSet: [{ SecurityGroupId: 'sg-1', SecurityGroupName: 'a', SecurityGroupPolicySet }],
      TotalCount: 3,
    };
    expect((await imported(JSON.stringify(groups))).notes).toEqual([
      expect.stringContaining("Of 'SecurityGroupSet' the files hold 1 of 3: the others are in further answers."),
    ]);
    expect((await imported(JSON.stringify({ ...groups, TotalCount: 1 }))).notes).toEqual([]);
    const page = (id: string) => ({ name: id, text: JSON.stringify({ ...groups, TotalCount: 2 }).replace('sg-1', id) });
    const both = await importFiles([page('sg-1'), page('sg-2')]);
    expect(both.ok && both.notes.filter(({ message }) => message.includes('further answers'))).toEqual([]);
  });

  test('the two tables of a group are joined, pages that overlap as well', async () => {
    const table = (side: string) => ({ name: side, text: `${side},Protocol port,Policy\n10.0.0.1,ALL,Allow\n` });
    const both = await importFiles([table('Source'), table('Destination')], { group: 'web' });
    expect(both.ok && both.groups).toEqual(['web']);
    expect(both.ok && oneBlank(both.text)).toContain(
      'allow all from 10.0.0.1\n  }\n  outbound {\n    allow all to 10.0.0.1',
    );
    const page = (name: string) => ({ name, text: '{"SubnetSet": [{"SubnetId": "subnet-1", "SubnetName": "a"}]}' });
    const pages = await importFiles([page('1'), page('2')]);
    expect(pages.ok && pages.text.match(/^subnet/gm)).toHaveLength(1);
    expect(pages.ok && pages.notes.map(showNote)).toEqual([expect.stringContaining("'subnet-1' is there twice")]);
  });

  test('what is malformed is refused with its place', async () => {
    expect(await refused('{"Ingress": [\n  {"Action": "ACCEPT"')).toEqual([
      'f:2:22: The file ends before 3 brackets that it opened are closed. ($.Ingress[0].Action)',
    ]);
    expect(await refused('')).toEqual(['f:1:1: The file is empty.']);
    expect(await refused('hello world')).toEqual([
      expect.stringMatching(/^f:1:1: The file is in none of the formats: .*\. Export it again in one of them\.$/),
    ]);
    expect(await refused('{"a": 1}')).toEqual([expect.stringMatching(/^f:1:1: The file is in none of the formats/)]);
  });

  test('bad policies are all listed, and skipped only when asked', async () => {
    const text = JSON.stringify({
      Ingress: [
        { Action: 'ALLOW', CidrBlock: '10.0.0.0/8' },
        { Action: 'ACCEPT', CidrBlock: '300.0.0.1' },
        { Action: 'ACCEPT', CidrBlock: '10.0.0.1', Protocol: 'TCP', Port: '70000' },
        { Action: 'ACCEPT' },
        { Action: 'ACCEPT', CidrBlock: '10.0.0.1' },
      ],
    });
    const reasons = await refused(text);
    expect(reasons.map((reason) => /\(\$(.*)\)$/.exec(reason)?.[1])).toEqual([
      '.Ingress[0].Action',
      '.Ingress[1].CidrBlock',
      '.Ingress[2].Port',
      '.Ingress[3]',
    ]);
    const skipped = await imported(text, { skipInvalid: true });
    expect(skipped.text.match(/allow|deny/g)).toEqual(['allow']);
    expect(skipped.notes).toHaveLength(4);
  });

  test('what is no policy at all can be skipped, too', async () => {
    const set = JSON.stringify({ Ingress: ['x', { Action: 'ACCEPT', CidrBlock: '10.0.0.1' }, null, 5] });
    expect(await refused(set)).toHaveLength(3);
    const { text, notes } = await imported(set, { skipInvalid: true });
    expect(text).toContain('inbound {\n    allow all from 10.0.0.1\n  }');
    expect(notes).toEqual([1, 2, 3].map(() => expect.stringContaining('Skipped: A policy must be an object')));
  });

  test('a policy without a peer is read as any and any6 only when asked', async () => {
    const text = '{"Ingress": [{"Action": "ACCEPT", "Protocol": "tcp", "Port": "80"}]}';
    expect(await refused(text)).toHaveLength(1);
    expect((await imported(text, { anyPeer: true })).text).toContain('allow tcp 80 from any, any6');
  });

  test('the old rules', async () => {
    expect(
      (
        await imported('[{"action":"accept","ipProtocol":"tcp","portRange":"80","cidrIp":"10.0.0.0/8","desc":"x"}]', {
          direction: 'inbound',
        })
      ).text,
    ).toContain('allow tcp 80 from 10.0.0.0/8 "x"');
    expect(await refused('[{"action":"accept","cidrIp":"10.0.0.0/8"}]')).toHaveLength(1);
    const db =
      '{"Response":{"Groups":[{"SecurityGroupId":"sg-1","SecurityGroupName":"db","Inbound":[{"Action":"ACCEPT","CidrIp":"::/0","IpProtocol":"tcp","PortRange":"3306","Dir":"INPUT"}],"Outbound":[]}]}}';
    expect((await imported(db)).text).toContain(
      'group db {\n  id sg-1\n  inbound {\n    allow tcp 3306 from any6\n  }\n  outbound {\n  }\n}',
    );
  });

  test('picks one group with the lists it names', async () => {
    const text = JSON.stringify({
      SecurityGroupSet: [
        {
          SecurityGroupId: 'sg-1',
          SecurityGroupName: 'web',
          SecurityGroupPolicySet: { Ingress: [{ Action: 'DROP', AddressTemplate: { AddressGroupId: 'ipmg-1' } }] },
        },
        { SecurityGroupId: 'sg-2', SecurityGroupName: 'db' },
      ],
      AddressTemplateSet: [
        { AddressTemplateId: 'ipm-1', AddressTemplateName: 'a', AddressSet: [] },
        { AddressTemplateId: 'ipm-2', AddressTemplateName: 'b' },
      ],
      AddressTemplateGroupSet: [
        { AddressTemplateGroupId: 'ipmg-1', AddressTemplateGroupName: 'g', AddressTemplateIdSet: ['ipm-1'] },
      ],
    });
    const { text: sg } = await imported(text, { group: 'sg-1' });
    expect(sg.match(/^\w+ \w+/gm)).toEqual(['group web', 'addresses a', 'addresses g']);
    expect((await refused(text, { group: 'nope' }))[0]).toContain(
      "The files have no group 'nope'. They have 'web', 'db'.",
    );
  });
});

describe('importRules', () => {
  test('gives the lines of each direction that the file speaks of', async () => {
    const result = await importRules([{ name: 'f', text: sample('inbound.csv') }]);
    expect(result).toMatchObject({
      ok: true,
      inbound: ['allow tcp 22 from 203.0.113.0/24 "办公室"', 'allow tcp 80,443 from any "网站"', 'deny all from any'],
    });
    expect(result.ok && result.outbound).toBeUndefined();
  });
});

test('a file may hold more things than a call takes arguments', async () => {
  const AddressTemplateSet = Array.from({ length: 150_000 }, (_, i) => ({ AddressTemplateName: `list-${i}` }));
  const text = JSON.stringify({ version: 1, regions: [{ Region: 'ap-guangzhou', AddressTemplateSet }] });
  const result = await importFiles([{ name: 'live.sg.json', text }]);
  expect(result.ok).toBe(true);
});
