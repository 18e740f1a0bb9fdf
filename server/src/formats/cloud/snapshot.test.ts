// Guards how a snapshot is read: places of all values, faults at their values, and damaged text up to its end.

import { describe, expect, test } from 'vitest';
import type * as ast from '#syntax/ast.ts';
import { wholeNumbersFrom } from '../../../test/support/random.ts';
import { readSnapshot, rereadSnapshot } from './snapshot.ts';

const TEXT = `\uFEFF{
  "$schema": "x", "version": 1, "account": "100",
  "regions": [{
    "Region": "ap-guangzhou",
    "SecurityGroupSet": [{"SecurityGroupId": "sg-0a1b2c3d", "SecurityGroupName": "web", "SecurityGroupDesc": "Front end", "ProjectId": "7", "IsDefault": false,
      "SecurityGroupPolicySet": {"Version": "17", "Ingress": [
        {"PolicyIndex": 0, "Protocol": "tcp", "Port": "80,443-500", "ServiceTemplate": {"ServiceId": "", "ServiceGroupId": ""}, "CidrBlock": "0.0.0.0/0",
         "Ipv6CidrBlock": "", "SecurityGroupId": "", "AddressTemplate": {"AddressId": "", "AddressGroupId": ""}, "Action": "ACCEPT", "PolicyDescription": "shop"},
        {"Action": "drop", "ServiceTemplate": {"ServiceGroupId": "ppmg-1a"}, "AddressTemplate": {"AddressId": "$name:office"}},
        {"Action": "Accept", "Protocol": "ICMPV6", "Port": "ALL", "Ipv6CidrBlock": "2001:db8::/32"},
        {"Action": "ALLOW", "CidrBlock": "10.0.0.0/8"}], "Egress": []}},
      {"SecurityGroupId": "$name:db", "SecurityGroupName": "db"}],
    "InstanceSet": [{"InstanceId": "ins-8f3k2l1m", "InstanceName": "web-1", "PrivateIpAddresses": ["10.0.1.10"], "PublicIpAddresses": ["203.0.113.80"],
      "VirtualPrivateCloud": {"VpcId": "vpc-1", "SubnetId": "subnet-7h8j9k0l"}, "SecurityGroupIds": ["sg-0a1b2c3d", "$name:db"]}],
    "SubnetSet": [{"SubnetId": "subnet-7h8j9k0l", "SubnetName": "front", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24", "NetworkAclId": "acl-12345678"}],
    "NetworkAclSet": [{"NetworkAclId": "acl-12345678", "NetworkAclName": "front-acl", "VpcId": "vpc-1", "NetworkAclType": "TRIPLE", "IngressEntries": [
      {"Protocol": "TCP", "Port": "80", "CidrBlock": "10.0.0.0/8", "Action": "Drop", "Description": "no"}], "EgressEntries": [
      {"Protocol": "UDP", "SourcePort": "53", "DestinationPort": "ALL", "DestinationCidr": "10.0.0.0/8", "SourceCidr": "0.0.0.0/0", "Action": "Accept"}]}],
    "AddressTemplateSet": [{"AddressTemplateId": "$name:office", "AddressTemplateName": "office", "AddressSet": ["10.0.0.1-10.0.0.9", "10.1.0.0/16"],
      "AddressExtraSet": [{"Address": "10.1.0.0/16", "Description": "second"}]}],
    "AddressTemplateGroupSet": [{"AddressTemplateGroupId": "ipmg-1", "AddressTemplateGroupName": "all", "AddressTemplateIdSet": ["$name:office"]}],
    "ServiceTemplateSet": [{"ServiceTemplateId": "ppm-1", "ServiceTemplateName": "s", "ServiceSet": ["TCP:80,443", "icmp", "UDP:ALL"]}],
    "ServiceTemplateGroupSet": null
  }]
}
`;

function declarations(file: ast.File): ast.Declaration[] {
  return file.blocks.flatMap(({ block }) => (block.declaration === undefined ? [] : [block.declaration]));
}

function only<K extends ast.DeclarationKind>(
  file: ast.File,
  kind: K,
  name?: string,
): Extract<ast.Declaration, { kind: K }> {
  const found = declarations(file).find(
    (d) =>
      d.kind === kind &&
      (name === undefined || ('name' in d && d.name !== undefined && 'text' in d.name && d.name.text === name)),
  );
  if (found === undefined) throw new Error(`no ${kind}`);
  return found as Extract<ast.Declaration, { kind: K }>;
}

/** The text that a range of a block stands for. */
function slice(
  file: ast.File,
  text: string,
  inBlock: ast.Declaration,
  range: { start: number; end: number } | undefined,
): string | undefined {
  const placed = file.blocks.find(({ block }) => block.declaration === inBlock);
  return placed && range && text.slice(placed.start + range.start, placed.start + range.end);
}

function problems(file: ast.File, text: string): [string, string][] {
  return file.blocks.flatMap(({ start, block }) =>
    block.problems.map((p): [string, string] => [text.slice(start + p.start, start + p.end), p.message]),
  );
}

describe('readSnapshot', () => {
  const file = readSnapshot(TEXT);
  const web = only(file, 'group', 'web');

  test('blocks: they part the text without gaps, a project stands before its groups', () => {
    let offset = 0;
    for (const { start, block } of file.blocks) {
      expect(start).toBe(offset);
      offset += block.length;
    }
    expect(offset).toBe(TEXT.length);
    expect(declarations(file).map((d) => d.kind)).toEqual([
      'region',
      'project',
      'group',
      'project',
      'group',
      'cvm',
      'subnet',
      'acl',
      'addresses',
      'addresses',
      'services',
    ]);
    const project = only(file, 'project');
    expect(project.name?.text).toBe('7');
    expect(slice(file, TEXT, project, project.name)).toBe('7');
  });

  test('ranges: names, ids, ports, addresses stand inside their quotes, a policy is its object', () => {
    const at = (range: { start: number; end: number } | undefined) => slice(file, TEXT, web, range);
    expect([web.name, web.ids[0], web.description].map(at)).toEqual(['web', 'sg-0a1b2c3d', '"Front end"']);
    const rules = web.lists[0]?.rules ?? [];
    expect(at(web.lists[0]?.keyword)).toBe('Ingress');
    expect(at(rules[0])).toMatch(/^\{"PolicyIndex": 0[^}]*\}[^}]*\}[^}]*"shop"\}$/s);
    expect(at(rules[0]?.actionRange)).toBe('ACCEPT');
    const service = rules[0]?.service;
    expect(service?.kind === 'tcp' && service.ports.map((p) => [p.first, p.last, at(p)])).toEqual([
      [80, 80, '80'],
      [443, 500, '443-500'],
    ]);
    expect(rules[0]?.peers).toMatchObject([{ kind: 'any' }]);
    expect(rules[1]?.peers).toMatchObject([{ kind: 'name', name: { text: 'office' } }]);
    expect(at(rules[1]?.peers[0])).toBe('office');
    expect(rules[1]).toMatchObject({ action: 'deny', service: { kind: 'name', name: { text: 'ppmg-1a' } } });
    expect(rules[2]).toMatchObject({
      action: 'allow',
      service: { kind: 'icmpv6' },
      peers: [{ text: '2001:db8::/32' }],
    });
    expect(at(rules[2]?.peers[0])).toBe('2001:db8::/32');
  });

  test('an action that is none is reported and matches nothing, a source port likewise', () => {
    expect(problems(file, TEXT).map(([at]) => at)).toEqual(['ALLOW', '53']);
    expect(web.lists[0]?.rules[3]?.service).toBeUndefined();
    expect(only(file, 'acl').lists[1]?.rules[0]?.service).toBeUndefined();
  });

  test('the other entities', () => {
    expect(only(file, 'group', 'db')).toMatchObject({ ids: [], name: { text: 'db' } });
    const cvm = only(file, 'cvm');
    expect(cvm).toMatchObject({
      subnet: { text: 'subnet-7h8j9k0l' },
      vpc: { text: 'vpc-1' },
      groups: [{ text: 'sg-0a1b2c3d' }, { text: 'db' }],
      dedicated: [],
    });
    expect(cvm.groups.map((g) => slice(file, TEXT, cvm, g))).toEqual(['sg-0a1b2c3d', 'db']);
    expect(only(file, 'subnet')).toMatchObject({ acl: { text: 'acl-12345678' }, cidr: { text: '10.0.1.0/24' } });
    expect(only(file, 'addresses', 'office').items).toMatchObject([
      { value: { text: '10.1.0.0/16' }, description: { value: 'second' } },
      { value: { text: '10.0.0.1', to: '10.0.0.9' } },
    ]);
    expect(only(file, 'addresses', 'all').items).toMatchObject([{ value: { kind: 'name', name: { text: 'office' } } }]);
    expect(only(file, 'services').items).toMatchObject([
      { value: { kind: 'tcp' } },
      { value: { kind: 'icmp' } },
      { value: { kind: 'udp', ports: [] } },
    ]);
  });

  test('fields that the tree does not know are kept as their text', () => {
    expect(file.fields).toMatchObject([{ path: ['$schema'] }, { path: ['account'], text: '"100"' }]);
    expect(web.fields).toMatchObject([
      { path: ['IsDefault'], text: 'false' },
      { path: ['SecurityGroupPolicySet', 'Version'], text: '"17"' },
    ]);
  });

  test('cut anywhere: nothing throws, the blocks still part the text, whole groups stay', () => {
    for (let end = 0; end < TEXT.length; end += 7) {
      const cut = TEXT.slice(0, end);
      const half = readSnapshot(cut);
      expect(half.blocks.reduce((sum, { block }) => sum + block.length, 0)).toBe(end);
      expect(problems(half, cut).length).toBeGreaterThan(0);
    }
    const until = TEXT.indexOf('"InstanceSet"');
    expect(declarations(readSnapshot(TEXT.slice(0, until))).filter((d) => d.kind === 'group')).toHaveLength(2);
  });

  test.each([
    ['[]', "A snapshot must be an object with 'regions'."],
    ['{"a": 1}', "A snapshot must have 'regions', a list."],
    ['{"version": 2, "regions": []}', 'The version of a snapshot must be 1.'],
    ['{"regions": {"a": 1}}', "'regions' must be a list, in square brackets."],
    ['{"regions": [{"SecurityGroupSet": [1]}]}', "An element of 'SecurityGroupSet' must be an object, in braces."],
    ['{"regions": [{"SecurityGroupSet": [{}]}]}', 'The object has neither SecurityGroupId nor SecurityGroupName.'],
  ])('%s is reported', (text, message) => {
    expect(problems(readSnapshot(text), text).map(([, m]) => m)).toEqual([message]);
  });

  test('every kind of fault of a policy has its message at its value', () => {
    const policy = (inner: string) =>
      `{"regions":[{"SecurityGroupSet":[{"SecurityGroupName":"a","SecurityGroupPolicySet":{"Ingress":[${inner}]}}]}]}`;
    const found = (inner: string) => problems(readSnapshot(policy(inner)), policy(inner)).map(([at]) => at);
    expect(found('{"Action":"ACCEPT"}')).toEqual(['{"Action":"ACCEPT"}']);
    expect(found('{"CidrBlock":"10.0.0.1"}')).toEqual(['{"CidrBlock":"10.0.0.1"}']);
    expect(found('{"Action":"ACCEPT","CidrBlock":"10.0.0.1","Protocol":"sctp"}')).toEqual(['sctp']);
    expect(found('{"Action":"ACCEPT","CidrBlock":"10.0.0.1","Protocol":"icmp","Port":"80"}')).toEqual(['80']);
    expect(found('{"Action":"ACCEPT","CidrBlock":"10.0.0.1","SecurityGroupId":"sg-1"}')).toEqual(['sg-1']);
    expect(found('{"Action":"ACCEPT","SecurityGroupId":"web"}')).toEqual(['web']);
    expect(
      found('{"Action":"ACCEPT","CidrBlock":"10.0.0.1","Protocol":"tcp","ServiceTemplate":{"ServiceId":"ppm-1"}}'),
    ).toEqual(['tcp']);
    expect(
      found(
        '{"Action":"ACCEPT","CidrBlock":"","AddressTemplate":{"AddressId":"ipm-1","AddressGroupId":""},"Protocol":"ALL","Port":"all"}',
      ),
    ).toEqual([]);
  });

  test('names like those of an object are plain names', () => {
    const text =
      '{"__proto__": 1, "regions":[{"Region":"constructor","SecurityGroupSet":[{"SecurityGroupName":"__proto__","toString":1}]}]}';
    const tree = readSnapshot(text);
    expect(only(tree, 'group')).toMatchObject({ name: { text: '__proto__' }, fields: [{ path: ['toString'] }] });
    expect(tree.fields).toMatchObject([{ path: ['__proto__'] }]);
  });
});

describe('rereadSnapshot', () => {
  test('an edit in one group makes that block anew, and no other', () => {
    const before = readSnapshot(TEXT);
    const at = TEXT.indexOf('"Front end"') + 3;
    const text = `${TEXT.slice(0, at)}xyz${TEXT.slice(at)}`;
    const after = rereadSnapshot(before, TEXT, text);
    expect(after).toEqual(readSnapshot(text));
    const kept = after.blocks.filter(({ block }) => before.blocks.some((b) => b.block === block));
    expect(after.blocks.length - kept.length).toBe(2);
  });

  test('an edit in a text that stays whole: members behind it move along', () => {
    const text = (name: string) =>
      `{"regions":[{"SecurityGroupSet":[{"SecurityGroupName":"${name}"},{"SecurityGroupName":"b"}],"InstanceSet":[],"Zone":1,"Region":"r1"},{"Region":"r2","SubnetSet":[{"SubnetName":"s"}]}],"x":2}`;
    const before = readSnapshot(text('a'));
    const after = rereadSnapshot(before, text('a'), text('longer'));
    expect(after).toEqual(readSnapshot(text('longer')));
    const kept = after.blocks.filter(({ block }) => before.blocks.some((b) => b.block === block));
    expect(after.blocks.length - kept.length).toBe(2);
    expect(rereadSnapshot(after, text('longer'), text('c'))).toEqual(readSnapshot(text('c')));
  });

  test('equals a fresh reading after any edit', () => {
    const random = wholeNumbersFrom(7);
    let text = TEXT;
    let file = readSnapshot(text);
    const pieces = ['', '{', '}', '"', ',', ']', '[', 'x', '"Region": "r",', '{"SecurityGroupName": "n"},', '1', ':'];
    for (let i = 0; i < 1500; i++) {
      const start = random(text.length);
      const length = random(4) === 0 ? random(30) : random(2);
      const next =
        random(5) === 0 ? TEXT : text.slice(0, start) + pieces[random(pieces.length)] + text.slice(start + length);
      file = rereadSnapshot(file, text, next);
      text = next;
      expect(file).toEqual(readSnapshot(text));
    }
  });
});
