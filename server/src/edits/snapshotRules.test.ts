// Guards that changes of a snapshot's rules are written as its own JSON: minimal, in its layout, and meaning what was asked for.
import { describe, expect, test } from 'vitest';
import type { KeyOf } from '../../test/support/changed.ts';
import { a, b, c, changedSnapshot, inWeb, placed, rows, web } from '../../test/support/changedSnapshot.ts';

describe('rules', () => {
  const ssh = {
    action: 'allow',
    service: 'ssh',
    peers: ['10.0.0.0/8', 'db', 'self'],
    description: 'say "hi"',
  } as const;
  const peers = ['"CidrBlock": "10.0.0.0/8"', '"SecurityGroupId": "sg-2"', '"SecurityGroupId": "sg-1"'];
  const written = peers.map(
    (peer, i) =>
      `{"PolicyIndex": ${i}, "Protocol": "TCP", "Port": "22", ${peer}, "Action": "ACCEPT", "PolicyDescription": "say \\"hi\\""}`,
  );

  test('a new rule goes last, or before another, one object for each peer; those behind are counted up', () => {
    expect(changedSnapshot(web, (of) => ({ kind: 'addRule', owner: of('web'), direction: 'inbound', rule: ssh }))).toBe(
      rows([a, b, c, ...written.map((rule, i) => placed(i + 3, rule))]),
    );
    expect(
      changedSnapshot(web, (of) => ({ kind: 'addRule', owner: of('web'), direction: 'inbound', rule: ssh, before: 1 })),
    ).toBe(rows([a, ...written.map((rule, i) => placed(i + 1, rule)), placed(4, b), placed(5, c)]));
  });

  test('a list that is empty, or not there, or null, takes the layout of the others', () => {
    const rule = { action: 'allow', service: 'all', peers: ['any'] } as const;
    const out = (index: number) =>
      `{"PolicyIndex": ${index}, "Protocol": "ALL", "Port": "ALL", "CidrBlock": "0.0.0.0/0", "Action": "ACCEPT"}`;
    expect(changedSnapshot(web, (of) => ({ kind: 'addRule', owner: of('web'), direction: 'outbound', rule }))).toBe(
      web.replace('"Egress": []', `"Egress": [\n        ${out(0)}\n      ]`),
    );
    const set = (inner: string) => `, "SecurityGroupPolicySet": ${inner}`;
    const list = `[\n        ${out(0)}\n      ]`;
    const expected = rows([a], set(`{"Ingress": ${list}}`));
    const made = (more: string) =>
      JSON.parse(
        changedSnapshot(rows([a], more), (of) => ({ kind: 'addRule', owner: of('db'), direction: 'inbound', rule })),
      );
    for (const more of [
      '',
      set('{}'),
      set('null'),
      set('{"Ingress": null}'),
      set('{"Ingress": ""}'),
      set('{"Ingress": []}'),
    ])
      expect(made(more)).toEqual(JSON.parse(expected));
    expect(made(set('{"Version": "1"}')).regions[0].SecurityGroupSet[1].SecurityGroupPolicySet).toEqual({
      Version: '1',
      Ingress: [JSON.parse(out(0))],
    });
  });

  test('a rule moves as it is written, and the places are counted anew', () => {
    expect(changedSnapshot(web, (of) => ({ kind: 'moveRuleBy', rule: inWeb(of, 0), by: 1 }))).toBe(
      rows([placed(0, b), placed(1, a), c]),
    );
    expect(changedSnapshot(web, (of) => ({ kind: 'moveRuleBy', rule: inWeb(of, 2), by: -1 }))).toBe(
      rows([a, placed(1, c), placed(2, b)]),
    );
    expect(changedSnapshot(web, (of) => ({ kind: 'moveRule', rule: inWeb(of, 2), before: 0 }))).toBe(
      rows([placed(0, c), placed(1, a), placed(2, b)]),
    );
    expect(changedSnapshot(web, (of) => ({ kind: 'moveRule', rule: inWeb(of, 0) }))).toBe(
      rows([placed(0, b), placed(1, c), placed(2, a)]),
    );
    expect(changedSnapshot(web, (of) => ({ kind: 'moveRule', rule: inWeb(of, 1), before: 2 }))).toBe(web);
    expect(changedSnapshot(web, (of) => ({ kind: 'moveRuleBy', rule: inWeb(of, 0), by: -1 }))).toMatch(
      /^refused: .*the first/,
    );
  });

  test('a rule is duplicated with all that it says, and removed with its comma', () => {
    expect(changedSnapshot(web, (of) => ({ kind: 'duplicateRule', rule: inWeb(of, 0) }))).toBe(
      rows([a, placed(1, a), placed(2, b), placed(3, c)]),
    );
    expect(changedSnapshot(web, (of) => ({ kind: 'removeRules', rules: [inWeb(of, 0), inWeb(of, 1)] }))).toBe(
      rows([placed(0, c)]),
    );
    expect(changedSnapshot(web, (of) => ({ kind: 'removeRules', rules: [inWeb(of, 2), inWeb(of, 0)] }))).toBe(
      rows([placed(0, b)]),
    );
    expect(changedSnapshot(web, (of) => ({ kind: 'removeRules', rules: [0, 1, 2].map((i) => inWeb(of, i)) }))).toBe(
      rows([]),
    );
  });

  test('imported rules take the place of those that are there, or stand before them', () => {
    const lines = ['allow tcp 22 from sg-2', 'deny udp from any6 "no"'];
    const objects = [
      '{"PolicyIndex": 0, "Protocol": "TCP", "Port": "22", "SecurityGroupId": "sg-2", "Action": "ACCEPT"}',
      '{"PolicyIndex": 1, "Protocol": "UDP", "Port": "ALL", "Ipv6CidrBlock": "::/0", "Action": "DROP", "PolicyDescription": "no"}',
    ];
    expect(changedSnapshot(web, (of) => ({ kind: 'import', group: of('web'), rules: { inbound: lines } }))).toBe(
      rows(objects),
    );
    expect(
      changedSnapshot(web, (of) => ({ kind: 'import', group: of('web'), rules: { inbound: lines, append: true } })),
    ).toBe(rows([...objects, placed(2, a), placed(3, b), placed(4, c)]));
    expect(
      changedSnapshot(web, (of) => ({ kind: 'import', group: of('web'), rules: { inbound: [], outbound: [] } })),
    ).toBe(rows([]));
    expect(
      changedSnapshot(rows([a]), (of) => ({
        kind: 'import',
        group: of('db'),
        rules: { inbound: [lines[0] ?? ''], outbound: [] },
      })),
    ).toContain('"SecurityGroupName": "db", "SecurityGroupPolicySet": {');
  });

  test('what a snapshot cannot say is refused with the reason, and noted where it is imported', () => {
    const add = (rule: Partial<typeof ssh> & { readonly until?: string }) =>
      changedSnapshot(web, (of) => ({
        kind: 'addRule',
        owner: of('web'),
        direction: 'inbound',
        rule: { ...ssh, ...(rule as object) },
      }));
    expect(add({ until: '2027-03-31' })).toBe(
      "refused: A snapshot knows no dates: 'until 2027-03-31' cannot be written into it.",
    );
    const peer = (text: string) => add({ peers: [text] as never });
    const service = (text: string) => add({ service: text as never });
    expect(peer('10.0.0.300')).toMatch(/^refused: .* '10\.0\.0\.300' is not an IPv4 or IPv6 address/);
    expect(service('tcp 70000')).toBe('refused: The rule cannot be written into a snapshot. It has an invalid port.');
    expect(service('ipm-12345678')).toMatch(/^refused: .* 'ipm-12345678' is not a service template/);
    expect(service('all } }')).toMatch(/^refused: .* cannot be read: /);
    for (const text of ['any } outbound { allow all to any', 'any allow all from any', 'any # no'])
      expect(peer(text)).toBe('refused: The rule cannot be read.');
    const dated = changedSnapshot(web, (of) => ({
      kind: 'import',
      group: of('web'),
      rules: { inbound: ['allow ssh from any until 2027-03-31'] },
    }));
    expect(dated).toMatch(/"Port": "22".*\nnote: The cloud knows no dates: 'until 2027-03-31' is left out\.$/s);
  });

  test('lists and groups of other files are named, with a note where they have no id', () => {
    const beside = {
      'file:///project/a.sg':
        'region r1\nservices ports {\n  tcp 80, 443\n}\nservices dns {\n  id ppm-1\n  udp 53\n}\naddresses office {\n  10.0.0.1-10.0.0.9\n}\n',
    };
    const add = (service: string, peer: string) =>
      changedSnapshot(
        rows([]),
        (of) => ({
          kind: 'addRule',
          owner: of('web'),
          direction: 'inbound',
          rule: { action: 'deny', service, peers: [peer] },
        }),
        beside,
      );
    expect(add('ports', 'office')).toContain(
      '"ServiceTemplate": {"ServiceId": "$name:ports"}, "AddressTemplate": {"AddressId": "$name:office"}, "Action": "DROP"}',
    );
    expect(add('ports', 'office')).toContain("\nnote: 'ports' has no id yet: '$name:ports' stands in its place.");
    expect(add('dns', 'any')).toMatch(/"ServiceTemplate": \{"ServiceId": "ppm-1"\}[\s\S]*\n$/);
  });

  test('an acl has addresses only, each in an entry of its own kind', () => {
    const acl = (lists: string) =>
      `{"regions": [{"Region": "r1", "SecurityGroupSet": [{"SecurityGroupId": "sg-1", "SecurityGroupName": "web"}],
  "AddressTemplateSet": [{"AddressTemplateId": "ipm-1", "AddressTemplateName": "office", "AddressSet": ["10.0.0.0/8", "2001:db8::/32"]}],
  "NetworkAclSet": [{"NetworkAclId": "acl-1", "NetworkAclName": "front", ${lists}}]}]}`;
    const add = (text: string, peer: string) =>
      changedSnapshot(text, (of) => ({
        kind: 'addRule',
        owner: of('front'),
        direction: 'inbound',
        rule: { action: 'allow', service: 'tcp 22', peers: [peer] },
      }));
    expect(add(acl('"IngressEntries": []'), 'office')).toBe(
      acl(
        '"IngressEntries": [\n    {"Protocol": "TCP", "Port": "22", "CidrBlock": "10.0.0.0/8", "Action": "ACCEPT"},\n    {"Protocol": "TCP", "Port": "22", "Ipv6CidrBlock": "2001:db8::/32", "Action": "ACCEPT"}\n  ]',
      ),
    );
    expect(add(acl('"IngressEntries": []'), 'web')).toMatch(/^refused: .*ACLs know addresses only, no groups/);
    const entry = (ip: string) =>
      `{"Protocol": "TCP", "SourcePort": "ALL", "DestinationPort": "22", "SourceCidr": "${ip}", "DestinationCidr": "0.0.0.0/0", "Action": "ACCEPT"}`;
    const quintuples = (...entries: string[]) => acl(`"NetworkAclQuintupleSet": {"Ingress": [${entries.join(', ')}]}`);
    expect(add(quintuples(entry('10.0.0.1')), '10.0.0.2')).toBe(quintuples(entry('10.0.0.1'), entry('10.0.0.2')));
  });

  test('entries of an acl that say their priority are ranked anew, and rules out of their order stay', () => {
    const entry = (ip: string, priority: number | string) =>
      `{"Protocol": "ALL", "CidrBlock": "${ip}", "Action": "ACCEPT", "Priority": ${priority}}`;
    const acl = (...entries: string[]) =>
      `{"regions": [{"Region": "r1", "SecurityGroupSet": [{"SecurityGroupId": "sg-1", "SecurityGroupName": "web"}],
  "NetworkAclSet": [{"NetworkAclId": "acl-1", "NetworkAclName": "front", "IngressEntries": [${entries.join(', ')}]}]}]}`;
    const [one, two, three] = ['10.0.0.1', '10.0.0.2', '10.0.0.3'] as const;
    const whole = acl(entry(one, 1), entry(two, 2), entry(three, '"3"'));
    const at = (of: KeyOf, index: number) => ({ owner: of('front'), direction: 'inbound', index }) as const;
    expect(changedSnapshot(whole, (of) => ({ kind: 'moveRule', rule: at(of, 2), before: 0 }))).toBe(
      acl(entry(three, 1), entry(one, 2), entry(two, 3)),
    );
    expect(changedSnapshot(whole, (of) => ({ kind: 'removeRules', rules: [at(of, 0)] }))).toBe(
      acl(entry(two, 1), entry(three, 2)),
    );
    expect(changedSnapshot(whole, (of) => ({ kind: 'duplicateRule', rule: at(of, 1) }))).toBe(
      acl(entry(one, 1), entry(two, 2), entry(two, 3), entry(three, 4)),
    );
    const rule = { action: 'allow', service: 'all', peers: ['10.0.0.9'] } as const;
    expect(
      changedSnapshot(whole, (of) => ({ kind: 'addRule', owner: of('front'), direction: 'inbound', before: 1, rule })),
    ).toBe(
      acl(
        entry(one, 1),
        '{"Protocol": "ALL", "Port": "ALL", "CidrBlock": "10.0.0.9", "Action": "ACCEPT", "Priority": 2}',
        entry(two, 3),
        entry(three, 4),
      ),
    );
    const disordered = acl(entry(one, 2), entry(two, 1));
    expect(changedSnapshot(disordered, (of) => ({ kind: 'moveRule', rule: at(of, 1), before: 0 }))).toMatch(
      /^refused: .*put them in order first/,
    );
    expect(changedSnapshot(disordered, (of) => ({ kind: 'removeRules', rules: [at(of, 0)] }))).toBe(acl(entry(one, 2)));
  });

  test('broken JSON is not made worse', () => {
    const rule = { action: 'allow', service: 'all', peers: ['any'] } as const;
    const broken = web.replace(`${a},`, `${a}`);
    for (const make of [
      (of: KeyOf) => ({ kind: 'addRule', owner: of('web'), direction: 'inbound', rule }) as const,
      (of: KeyOf) => ({ kind: 'duplicateRule', rule: inWeb(of, 0) }) as const,
      (of: KeyOf) => ({ kind: 'moveRuleBy', rule: inWeb(of, 0), by: 1 }) as const,
      () => ({ kind: 'newGroup', name: 'x', region: 'r1', project: '0' }) as const,
    ])
      expect(changedSnapshot(broken, make)).toMatch(/^refused: The JSON of .* is broken: correct it first\.$/);
    expect(
      changedSnapshot(rows([a], ', "SecurityGroupPolicySet": 5'), (of) => ({
        kind: 'addRule',
        owner: of('db'),
        direction: 'inbound',
        rule,
      })),
    ).toMatch(/^refused: The JSON of 'db'/);
  });
});
