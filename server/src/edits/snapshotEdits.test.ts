// Guards that changes of a snapshot are written as its own JSON: minimal, in its layout, and meaning what was asked for.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { changeModel, type ModelChange } from '#ide/change.ts';
import { applyEdits } from '#text/textEdit.ts';
import { diagnosticsOf } from '#workspace/folder.ts';
import { loadFiles } from '#workspace/loadFiles.ts';
import { commandLimits } from '#workspace/workspace.ts';
import { addRule, replaceRules } from './ruleEdits.ts';
import type { NewRules } from './rulePlace.ts';

const URI = 'file:///project/live.sg.json';
type Keys = (name: string) => string;
type Import = { readonly kind: 'import'; readonly group: string; readonly rules: NewRules };

function load(texts: Readonly<Record<string, string>>) {
  return loadFiles({
    root: 'file:///project',
    texts: new Map(Object.entries(texts)),
    today: '2026-11-24',
    limits: commandLimits,
  });
}

function outcomeOf(
  text: string,
  make: (keyOf: Keys) => ModelChange | Import,
  beside: Readonly<Record<string, string>>,
) {
  const folder = load({ [URI]: text, ...beside });
  const change = make((name) => {
    const found = [...folder.model.entities.values()].find((each) => each.name === name && !each.builtin);
    if (found === undefined) throw new Error(`no ${name}`);
    return found.key;
  });
  // Rules are written as they are, whatever a command would say of them before.
  if (change.kind === 'addRule') return addRule(folder, change);
  return change.kind === 'import' ? replaceRules(folder, change.group, change.rules) : changeModel(folder, change);
}

function changed(
  text: string,
  make: (keyOf: Keys) => ModelChange | Import,
  beside: Readonly<Record<string, string>> = {},
): string {
  const outcome = outcomeOf(text, make, beside);
  if ('refused' in outcome) return `refused: ${outcome.refused}`;
  const result = applyEdits(text, outcome.edits.get(URI) ?? []);
  const notes = outcome.notes.map((note) => `\nnote: ${note}`).join('');
  const { files, model } = load({ [URI]: result, ...beside });
  expect(files.get(URI)?.tree.blocks.flatMap(({ block }) => block.problems)).toEqual([]);
  expect(model.groups.length).toBeGreaterThan(0);
  return result + notes;
}

/** Rules on lines of their own, the policy set on one. */
function rows(inbound: readonly string[], more = ''): string {
  const list = inbound.length === 0 ? '[]' : `[\n${inbound.map((rule) => `        ${rule}`).join(',\n')}\n      ]`;
  return `{"version": 1, "regions": [
  {"Region": "r1",
    "SecurityGroupSet": [
      {"SecurityGroupId": "sg-1", "SecurityGroupName": "web", "IsDefault": false, "SecurityGroupPolicySet": {"Version": "3", "Ingress": ${list}, "Egress": []}},
      {"SecurityGroupId": "sg-2", "SecurityGroupName": "db"${more}}
    ],
    "InstanceSet": [
      {"InstanceId": "ins-1", "InstanceName": "m-1", "PrivateIpAddresses": ["10.0.0.1"], "SecurityGroupIds": ["sg-1", "$name:gone", "sg-2"]},
      {"InstanceId": "ins-2", "InstanceName": "m-2"}
    ]
  }
]}
`;
}

const a =
  '{"PolicyIndex": 0, "Protocol": "tcp", "Port": "80", "CidrBlock": "0.0.0.0/0", "Action": "ACCEPT", "Extra": [1]}';
const b = '{"PolicyIndex": 1, "Protocol": "tcp", "Port": "81", "CidrBlock": "10.0.0.0/8", "Action": "ACCEPT"}';
const c = '{"PolicyIndex": 2, "Protocol": "ALL", "Port": "ALL", "CidrBlock": "0.0.0.0/0", "Action": "DROP"}';
const placed = (index: number, rule: string) => rule.replace(/"PolicyIndex": \d+/, `"PolicyIndex": ${index}`);
const web = rows([a, b, c]);
const inWeb = (of: Keys, index: number) => ({ owner: of('web'), direction: 'inbound', index }) as const;

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
    expect(changed(web, (of) => ({ kind: 'addRule', owner: of('web'), direction: 'inbound', rule: ssh }))).toBe(
      rows([a, b, c, ...written.map((rule, i) => placed(i + 3, rule))]),
    );
    expect(
      changed(web, (of) => ({ kind: 'addRule', owner: of('web'), direction: 'inbound', rule: ssh, before: 1 })),
    ).toBe(rows([a, ...written.map((rule, i) => placed(i + 1, rule)), placed(4, b), placed(5, c)]));
  });

  test('a list that is empty, or not there, or null, takes the layout of the others', () => {
    const rule = { action: 'allow', service: 'all', peers: ['any'] } as const;
    const out = (index: number) =>
      `{"PolicyIndex": ${index}, "Protocol": "ALL", "Port": "ALL", "CidrBlock": "0.0.0.0/0", "Action": "ACCEPT"}`;
    expect(changed(web, (of) => ({ kind: 'addRule', owner: of('web'), direction: 'outbound', rule }))).toBe(
      web.replace('"Egress": []', `"Egress": [\n        ${out(0)}\n      ]`),
    );
    const set = (inner: string) => `, "SecurityGroupPolicySet": ${inner}`;
    const list = `[\n        ${out(0)}\n      ]`;
    const expected = rows([a], set(`{"Ingress": ${list}}`));
    const made = (more: string) =>
      JSON.parse(changed(rows([a], more), (of) => ({ kind: 'addRule', owner: of('db'), direction: 'inbound', rule })));
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
    expect(changed(web, (of) => ({ kind: 'moveRuleBy', rule: inWeb(of, 0), by: 1 }))).toBe(
      rows([placed(0, b), placed(1, a), c]),
    );
    expect(changed(web, (of) => ({ kind: 'moveRuleBy', rule: inWeb(of, 2), by: -1 }))).toBe(
      rows([a, placed(1, c), placed(2, b)]),
    );
    expect(changed(web, (of) => ({ kind: 'moveRule', rule: inWeb(of, 2), before: 0 }))).toBe(
      rows([placed(0, c), placed(1, a), placed(2, b)]),
    );
    expect(changed(web, (of) => ({ kind: 'moveRule', rule: inWeb(of, 0) }))).toBe(
      rows([placed(0, b), placed(1, c), placed(2, a)]),
    );
    expect(changed(web, (of) => ({ kind: 'moveRule', rule: inWeb(of, 1), before: 2 }))).toBe(web);
    expect(changed(web, (of) => ({ kind: 'moveRuleBy', rule: inWeb(of, 0), by: -1 }))).toMatch(/^refused: .*the first/);
  });

  test('a rule is duplicated with all that it says, and removed with its comma', () => {
    expect(changed(web, (of) => ({ kind: 'duplicateRule', rule: inWeb(of, 0) }))).toBe(
      rows([a, placed(1, a), placed(2, b), placed(3, c)]),
    );
    expect(changed(web, (of) => ({ kind: 'removeRules', rules: [inWeb(of, 0), inWeb(of, 1)] }))).toBe(
      rows([placed(0, c)]),
    );
    expect(changed(web, (of) => ({ kind: 'removeRules', rules: [inWeb(of, 2), inWeb(of, 0)] }))).toBe(
      rows([placed(0, b)]),
    );
    expect(changed(web, (of) => ({ kind: 'removeRules', rules: [0, 1, 2].map((i) => inWeb(of, i)) }))).toBe(rows([]));
  });

  test('imported rules take the place of those that are there, or stand before them', () => {
    const lines = ['allow tcp 22 from sg-2', 'deny udp from any6 "no"'];
    const objects = [
      '{"PolicyIndex": 0, "Protocol": "TCP", "Port": "22", "SecurityGroupId": "sg-2", "Action": "ACCEPT"}',
      '{"PolicyIndex": 1, "Protocol": "UDP", "Port": "ALL", "Ipv6CidrBlock": "::/0", "Action": "DROP", "PolicyDescription": "no"}',
    ];
    expect(changed(web, (of) => ({ kind: 'import', group: of('web'), rules: { inbound: lines } }))).toBe(rows(objects));
    expect(changed(web, (of) => ({ kind: 'import', group: of('web'), rules: { inbound: lines, append: true } }))).toBe(
      rows([...objects, placed(2, a), placed(3, b), placed(4, c)]),
    );
    expect(changed(web, (of) => ({ kind: 'import', group: of('web'), rules: { inbound: [], outbound: [] } }))).toBe(
      rows([]),
    );
    expect(
      changed(rows([a]), (of) => ({
        kind: 'import',
        group: of('db'),
        rules: { inbound: [lines[0] ?? ''], outbound: [] },
      })),
    ).toContain('"SecurityGroupName": "db", "SecurityGroupPolicySet": {');
  });

  test('what a snapshot cannot say is refused with the reason, and noted where it is imported', () => {
    const add = (rule: Partial<typeof ssh> & { readonly until?: string }) =>
      changed(web, (of) => ({
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
    const dated = changed(web, (of) => ({
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
      changed(
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
      changed(text, (of) => ({
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
    expect(add(acl('"IngressEntries": []'), 'web')).toMatch(/^refused: .*acls know addresses only, no groups/);
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
    const at = (of: Keys, index: number) => ({ owner: of('front'), direction: 'inbound', index }) as const;
    expect(changed(whole, (of) => ({ kind: 'moveRule', rule: at(of, 2), before: 0 }))).toBe(
      acl(entry(three, 1), entry(one, 2), entry(two, 3)),
    );
    expect(changed(whole, (of) => ({ kind: 'removeRules', rules: [at(of, 0)] }))).toBe(
      acl(entry(two, 1), entry(three, 2)),
    );
    expect(changed(whole, (of) => ({ kind: 'duplicateRule', rule: at(of, 1) }))).toBe(
      acl(entry(one, 1), entry(two, 2), entry(two, 3), entry(three, 4)),
    );
    const rule = { action: 'allow', service: 'all', peers: ['10.0.0.9'] } as const;
    expect(
      changed(whole, (of) => ({ kind: 'addRule', owner: of('front'), direction: 'inbound', before: 1, rule })),
    ).toBe(
      acl(
        entry(one, 1),
        '{"Protocol": "ALL", "Port": "ALL", "CidrBlock": "10.0.0.9", "Action": "ACCEPT", "Priority": 2}',
        entry(two, 3),
        entry(three, 4),
      ),
    );
    const disordered = acl(entry(one, 2), entry(two, 1));
    expect(changed(disordered, (of) => ({ kind: 'moveRule', rule: at(of, 1), before: 0 }))).toMatch(
      /^refused: .*put them in order first/,
    );
    expect(changed(disordered, (of) => ({ kind: 'removeRules', rules: [at(of, 0)] }))).toBe(acl(entry(one, 2)));
  });

  test('broken JSON is not made worse', () => {
    const rule = { action: 'allow', service: 'all', peers: ['any'] } as const;
    const broken = web.replace(`${a},`, `${a}`);
    for (const make of [
      (of: Keys) => ({ kind: 'addRule', owner: of('web'), direction: 'inbound', rule }) as const,
      (of: Keys) => ({ kind: 'duplicateRule', rule: inWeb(of, 0) }) as const,
      (of: Keys) => ({ kind: 'moveRuleBy', rule: inWeb(of, 0), by: 1 }) as const,
      () => ({ kind: 'newGroup', name: 'x', region: 'r1', project: '0' }) as const,
    ])
      expect(changed(broken, make)).toMatch(/^refused: The JSON of .* is broken: correct it first\.$/);
    expect(
      changed(rows([a], ', "SecurityGroupPolicySet": 5'), (of) => ({
        kind: 'addRule',
        owner: of('db'),
        direction: 'inbound',
        rule,
      })),
    ).toMatch(/^refused: The JSON of 'db'/);
  });
});

describe('groups', () => {
  test('a new group stands behind the others of its region, its name in the place of its id', () => {
    const made =
      '{"SecurityGroupId": "$name:ops", "SecurityGroupName": "ops", "SecurityGroupDesc": "Ops", "ProjectId": "7", "SecurityGroupPolicySet": {"Ingress": [], "Egress": []}}';
    const db = '{"SecurityGroupId": "sg-2", "SecurityGroupName": "db"}';
    expect(
      changed(web, () => ({ kind: 'newGroup', name: 'ops', description: 'Ops', region: 'r1', project: '7' })),
    ).toBe(web.replace(db, `${db},\n      ${made}`));
    const region = JSON.parse(changed(web, () => ({ kind: 'newGroup', name: 'ops', region: 'r2', project: '0' })))
      .regions[1];
    expect(region).toMatchObject({ Region: 'r2', SecurityGroupSet: [{ SecurityGroupName: 'ops', ProjectId: '0' }] });
  });

  test('it is asked for by its file alone where there is a rule file', () => {
    const beside = { 'file:///project/a.sg': 'region r9\ngroup x {}\n' };
    const uris = (region: string, uri?: string) => {
      const outcome = outcomeOf(
        web,
        () => ({ kind: 'newGroup', name: 'ops', region, project: '0', ...(uri && { uri }) }),
        beside,
      );
      return 'refused' in outcome ? outcome.refused : [...outcome.edits.keys()];
    };
    expect(uris('r1')).toEqual(['file:///project/a.sg']);
    expect(uris('r9')).toEqual(['file:///project/a.sg']);
    expect(uris('r2')).toEqual(['file:///project/a.sg']);
    expect(uris('r9', URI)).toEqual([URI]);
  });

  test('an empty file becomes a snapshot, an answer of the API takes a group of its one region', () => {
    expect(
      JSON.parse(changed('', () => ({ kind: 'newGroup', name: 'ops', region: 'r1', project: '0' }))),
    ).toMatchObject({
      version: 1,
      regions: [{ Region: 'r1', SecurityGroupSet: [{ SecurityGroupName: 'ops' }] }],
    });
    const answer = '{"Response": {"TotalCount": 0, "SecurityGroupSet": []}}';
    const add = (region: string) => changed(answer, () => ({ kind: 'newGroup', name: 'ops', region, project: '0' }));
    expect(JSON.parse(add('default')).Response.SecurityGroupSet).toHaveLength(1);
    expect(add('r1')).toBe("refused: The file is an answer of the API without regions: it has no place for 'r1'.");
  });

  test('a clone has the rules as objects, and what another region does not know is left out with a note', () => {
    const text = rows([a, b.replace('"CidrBlock": "10.0.0.0/8"', '"SecurityGroupId": "sg-2"'), c]);
    const here = JSON.parse(
      changed(text, (of) => ({ kind: 'cloneGroup', group: of('web'), name: 'web2', region: 'r1', project: '0' })),
    );
    const groups = here.regions[0].SecurityGroupSet;
    const bare = (set: object) => JSON.parse(JSON.stringify(set).replace(/"(tcp|TCP)"/g, '"tcp"'));
    expect(bare(groups[2].SecurityGroupPolicySet.Ingress)).toEqual(bare(groups[0].SecurityGroupPolicySet.Ingress));
    const there = changed(text, (of) => ({
      kind: 'cloneGroup',
      group: of('web'),
      name: 'web2',
      region: 'r2',
      project: '0',
    }));
    expect(there).toMatch(/\nnote: 'allow tcp 81 from sg-2' was left out: 'sg-2' is not known in r2\.$/);
  });

  test('a clone goes from a rule file into a snapshot, and back where its names can be written', () => {
    const sg =
      'region r1\ngroup from-rules "x" {\n  inbound {\n    allow https from self, web until 2027-01-01 "d"\n  }\n}\n';
    const into = outcomeOf(
      web,
      (of) => ({ kind: 'newGroup', copyOf: of('from-rules'), name: 'copy', region: 'r1', project: '0', uri: URI }),
      { 'file:///project/a.sg': sg },
    );
    if ('refused' in into) throw new Error(into.refused);
    expect(into.notes).toEqual(["The cloud knows no dates: 'until 2027-01-01' is left out."]);
    const made = JSON.parse(applyEdits(web, into.edits.get(URI) ?? [])).regions[0].SecurityGroupSet[2];
    expect(made.SecurityGroupPolicySet.Ingress).toEqual([
      {
        PolicyIndex: 0,
        Protocol: 'TCP',
        Port: '443',
        SecurityGroupId: '$name:copy',
        Action: 'ACCEPT',
        PolicyDescription: 'd',
      },
      {
        PolicyIndex: 1,
        Protocol: 'TCP',
        Port: '443',
        SecurityGroupId: 'sg-1',
        Action: 'ACCEPT',
        PolicyDescription: 'd',
      },
    ]);
    const by = (name: string) => b.replace('"CidrBlock": "10.0.0.0/8"', `"SecurityGroupId": "$name:${name}"`);
    const odd = rows([a, by('two words'), by('any')]);
    const out = outcomeOf(
      odd,
      (of) => ({
        kind: 'newGroup',
        copyOf: of('web'),
        name: 'copy',
        region: 'r1',
        project: '0',
        uri: 'file:///project/a.sg',
      }),
      { 'file:///project/a.sg': 'region r1\n' },
    );
    expect('refused' in out ? [] : out.notes).toEqual([
      "'allow tcp 81 from two words' was left out: 'two words' is not a name of the rule language.",
      "'allow tcp 81 from any' was left out: 'any' is not a name of the rule language.",
    ]);
  });

  test('a description is written where there is none, and changed', () => {
    const describeAs = (text: string, description: string) =>
      changed(text, (of) => ({ kind: 'describeGroup', group: of('db'), description }));
    expect(describeAs(rows([]), '中"')).toBe(
      rows([]).replace('"SecurityGroupName": "db"', '"SecurityGroupName": "db", "SecurityGroupDesc": "中\\""'),
    );
    expect(describeAs(rows([], ', "SecurityGroupDesc": ""'), 'x')).toBe(rows([], ', "SecurityGroupDesc": "x"'));
    expect(describeAs(rows([], ', "SecurityGroupDesc": "x"'), '')).toBe(rows([], ', "SecurityGroupDesc": ""'));
    expect(describeAs(rows([]), '')).toBe(rows([]));
  });

  test('a deleted group goes from the rules and cvms that name it, and leaves what else they name', () => {
    const rule = '{"Protocol": "tcp", "Port": "1", "SecurityGroupId": "sg-1", "Action": "ACCEPT"}';
    const text = rows([a], `, "SecurityGroupPolicySet": {"Ingress": [${rule}, ${rule}]}`);
    expect(changed(text, (of) => ({ kind: 'deleteGroup', group: of('web') }))).toMatch(/^refused: 'web' is in use/);
    const left = JSON.parse(changed(text, (of) => ({ kind: 'deleteGroup', group: of('web'), detach: true })))
      .regions[0];
    expect(left.SecurityGroupSet).toEqual([
      { SecurityGroupId: 'sg-2', SecurityGroupName: 'db', SecurityGroupPolicySet: { Ingress: [] } },
    ]);
    expect(left.InstanceSet[0].SecurityGroupIds).toEqual(['$name:gone', 'sg-2']);
  });
});

describe('cvms', () => {
  test('the groups of a cvm in order', () => {
    const set = (cvm: string, ...groups: string[]) =>
      changed(web, (of) => ({ kind: 'setCvmGroups', cvm: of(cvm), groups: groups.map(of) }));
    const ids = (list: string) => web.replace('["sg-1", "$name:gone", "sg-2"]', list);
    expect(set('m-1', 'db', 'web')).toBe(ids('["sg-2", "sg-1"]'));
    expect(set('m-1')).toBe(ids('[]'));
    expect(set('m-2', 'db')).toBe(web.replace('"m-2"}', '"m-2", "SecurityGroupIds": ["sg-2"]}'));
  });

  test('cvms come into a group and leave it; unknown groups of theirs stay', () => {
    expect(changed(web, (of) => ({ kind: 'setGroupCvms', group: of('web'), cvms: [of('m-2')] }))).toBe(
      web.replace('["sg-1", "$name:gone"', '["$name:gone"').replace('"m-2"}', '"m-2", "SecurityGroupIds": ["sg-1"]}'),
    );
    const other = web.replace('"sg-2"]', '"sg-9"]');
    expect(changed(other, (of) => ({ kind: 'attach', group: of('db'), cvms: [of('m-1')] }))).toBe(
      other.replace('"sg-9"]', '"sg-9", "sg-2"]'),
    );
  });

  test('a group that goes out of a machine, or is deleted, leaves its interfaces too', () => {
    const text = `{"regions": [{"Region": "r1", "SecurityGroupSet": [{"SecurityGroupId": "sg-1", "SecurityGroupName": "web"},
      {"SecurityGroupId": "sg-2", "SecurityGroupName": "db"}], "InstanceSet": [{"InstanceId": "ins-1", "InstanceName": "m", "SecurityGroupIds": ["sg-2"]}],
      "NetworkInterfaceSet": [{"NetworkInterfaceId": "eni-1", "Attachment": {"InstanceId": "ins-1"}, "GroupSet": ["sg-1", "sg-2"]}]}]}`;
    const out = text.replace('["sg-1", "sg-2"]', '["sg-2"]');
    expect(changed(text, (of) => ({ kind: 'setGroupCvms', group: of('web'), cvms: [] }))).toBe(out);
    expect(changed(text, (of) => ({ kind: 'deleteGroup', group: of('web'), detach: true }))).toContain(
      '"GroupSet": ["sg-2"]',
    );
  });

  test('a machine of a rule file names a group of a snapshot by its id where its name is no word', () => {
    const text =
      '{"regions": [{"Region": "r1", "SecurityGroupSet": [{"SecurityGroupId": "sg-1", "SecurityGroupName": "two words"}]}]}';
    const sg = 'region r1\ncvm m {\n}\n';
    const outcome = outcomeOf(text, (of) => ({ kind: 'attach', group: of('two words'), cvms: [of('m')] }), {
      'file:///project/a.sg': sg,
    });
    const edits = 'refused' in outcome ? [] : (outcome.edits.get('file:///project/a.sg') ?? []);
    expect(applyEdits(sg, edits)).toBe('region r1\ncvm m {\n  groups sg-1\n}\n');
  });

  test('of two groups with one name and no id the second cannot be named', () => {
    const text =
      '{"regions": [{"SecurityGroupSet": [{"SecurityGroupName": "a"}, {"SecurityGroupName": "a", "SecurityGroupDesc": "second"}], "InstanceSet": [{"InstanceId": "ins-1"}]}]}';
    const model = load({ [URI]: text }).model;
    const second = model.groups.find(({ description }) => description === 'second')?.key ?? '';
    const cvm = model.cvms[0]?.key ?? '';
    expect(changed(text, () => ({ kind: 'attach', group: second, cvms: [cvm] }))).toBe(
      "refused: 'a' of default cannot be named in default: give it an id.",
    );
  });
});

test('the sample keeps its layout, line ends included, in every edit', () => {
  const sample = readFileSync(path.resolve(import.meta.dirname, '../../../samples/snapshot/singapore.sg.json'), 'utf8');
  for (const text of [sample, sample.replaceAll('\n', '\r\n')]) {
    const eol = text === sample ? '\n' : '\r\n';
    const rule = { action: 'allow', service: 'tcp 1-2', peers: ['10.0.0.0/8'] } as const;
    const written = '{ "Protocol": "TCP", "Port": "1-2", "CidrBlock": "10.0.0.0/8", "Action": "ACCEPT" }';
    const add = changed(text, (of) => ({ kind: 'addRule', owner: of('app'), direction: 'inbound', rule, before: 1 }));
    const second = '              { "Protocol": "tcp", "Port": "443", "CidrBlock"';
    expect(add).toBe(text.replace(second, `              ${written},${eol}${second}`));
    const store = changed(text, (of) => ({ kind: 'addRule', owner: of('store'), direction: 'outbound', rule }));
    expect(store).toContain(`"Egress": [${eol}              ${written}${eol}            ]`);
    const made = changed(text, () => ({ kind: 'newGroup', name: 'ops', region: 'ap-singapore', project: '0' }));
    expect(made).toContain(
      [
        '        {',
        '          "SecurityGroupId": "$name:ops",',
        '          "SecurityGroupName": "ops",',
        '          "ProjectId": "0",',
        '          "SecurityGroupPolicySet": {',
        '            "Ingress": [],',
        '            "Egress": []',
        '          }',
        '        }',
        '      ],',
      ].join(eol),
    );
    for (const each of [add, store, made]) expect(/(?<!\r)\n/.test(each)).toBe(eol === '\n');
  }
});

test('comments, which the format does not have, are reported and survive', () => {
  const text = `${web.replace(`${b},`, `${b}, // second\n        /* third */`)}`;
  const outcome = outcomeOf(
    text,
    (of) => ({
      kind: 'addRule',
      owner: of('web'),
      direction: 'inbound',
      rule: { action: 'allow', service: 'all', peers: ['any'] },
      before: 2,
    }),
    {},
  );
  const result = 'refused' in outcome ? outcome.refused : applyEdits(text, outcome.edits.get(URI) ?? []);
  expect(result).toMatch(
    /\/\/ second\n {8}\/\* third \*\/\n {8}\{"PolicyIndex": 2, .*ACCEPT"\},\n {8}\{"PolicyIndex": 3, .*DROP"\}\n/,
  );
  const found = diagnosticsOf(load({ [URI]: result }), URI).map(({ message }) => message);
  expect(found.filter((message) => message === 'JSON has no comments.')).toHaveLength(2);
});
