// Guards that changes of a snapshot's groups and machines are written as its own JSON: minimal, in its layout, and meaning what was asked for.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { applyEdits } from '#text/textEdit.ts';
import { diagnosticsOf } from '#workspace/folderDiagnostics.ts';
import { loadTexts } from '../../test/support/changed.ts';
import { a, b, c, changedSnapshot, outcomeOf, rows, SNAPSHOT, web } from '../../test/support/changedSnapshot.ts';

describe('groups', () => {
  test('a new group stands behind the others of its region, its name in the place of its id', () => {
    const made =
      '{"SecurityGroupId": "$name:ops", "SecurityGroupName": "ops", "SecurityGroupDesc": "Ops", "ProjectId": "7", "SecurityGroupPolicySet": {"Ingress": [], "Egress": []}}';
    const db = '{"SecurityGroupId": "sg-2", "SecurityGroupName": "db"}';
    expect(
      changedSnapshot(web, () => ({ kind: 'newGroup', name: 'ops', description: 'Ops', region: 'r1', project: '7' })),
    ).toBe(web.replace(db, `${db},\n      ${made}`));
    const region = JSON.parse(
      changedSnapshot(web, () => ({ kind: 'newGroup', name: 'ops', region: 'r2', project: '0' })),
    ).regions[1];
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
    expect(uris('r9', SNAPSHOT)).toEqual([SNAPSHOT]);
  });

  test('an empty file becomes a snapshot, an answer of the API takes a group of its one region', () => {
    expect(
      JSON.parse(changedSnapshot('', () => ({ kind: 'newGroup', name: 'ops', region: 'r1', project: '0' }))),
    ).toMatchObject({
      version: 1,
      regions: [{ Region: 'r1', SecurityGroupSet: [{ SecurityGroupName: 'ops' }] }],
    });
    const answer = '{"Response": {"TotalCount": 0, "SecurityGroupSet": []}}';
    const add = (region: string) =>
      changedSnapshot(answer, () => ({ kind: 'newGroup', name: 'ops', region, project: '0' }));
    expect(JSON.parse(add('default')).Response.SecurityGroupSet).toHaveLength(1);
    expect(add('r1')).toBe("refused: The file is an answer of the API without regions: it has no place for 'r1'.");
  });

  test('a clone has the rules as objects, and what another region does not know is left out with a note', () => {
    const text = rows([a, b.replace('"CidrBlock": "10.0.0.0/8"', '"SecurityGroupId": "sg-2"'), c]);
    const here = JSON.parse(
      changedSnapshot(text, (of) => ({
        kind: 'cloneGroup',
        group: of('web'),
        name: 'web2',
        region: 'r1',
        project: '0',
      })),
    );
    const groups = here.regions[0].SecurityGroupSet;
    const bare = (set: object) => JSON.parse(JSON.stringify(set).replace(/"(tcp|TCP)"/g, '"tcp"'));
    expect(bare(groups[2].SecurityGroupPolicySet.Ingress)).toEqual(bare(groups[0].SecurityGroupPolicySet.Ingress));
    const there = changedSnapshot(text, (of) => ({
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
      (of) => ({ kind: 'newGroup', copyOf: of('from-rules'), name: 'copy', region: 'r1', project: '0', uri: SNAPSHOT }),
      { 'file:///project/a.sg': sg },
    );
    if ('refused' in into) throw new Error(into.refused);
    expect(into.notes).toEqual(["The cloud knows no dates: 'until 2027-01-01' is left out."]);
    const made = JSON.parse(applyEdits(web, into.edits.get(SNAPSHOT) ?? [])).regions[0].SecurityGroupSet[2];
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
      changedSnapshot(text, (of) => ({ kind: 'describeGroup', group: of('db'), description }));
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
    expect(changedSnapshot(text, (of) => ({ kind: 'deleteGroup', group: of('web') }))).toMatch(
      /^refused: 'web' is in use/,
    );
    const left = JSON.parse(changedSnapshot(text, (of) => ({ kind: 'deleteGroup', group: of('web'), detach: true })))
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
      changedSnapshot(web, (of) => ({ kind: 'setCvmGroups', cvm: of(cvm), groups: groups.map(of) }));
    const ids = (list: string) => web.replace('["sg-1", "$name:gone", "sg-2"]', list);
    expect(set('m-1', 'db', 'web')).toBe(ids('["sg-2", "sg-1"]'));
    expect(set('m-1')).toBe(ids('[]'));
    expect(set('m-2', 'db')).toBe(web.replace('"m-2"}', '"m-2", "SecurityGroupIds": ["sg-2"]}'));
  });

  test('cvms come into a group and leave it; unknown groups of theirs stay', () => {
    expect(changedSnapshot(web, (of) => ({ kind: 'setGroupCvms', group: of('web'), cvms: [of('m-2')] }))).toBe(
      web.replace('["sg-1", "$name:gone"', '["$name:gone"').replace('"m-2"}', '"m-2", "SecurityGroupIds": ["sg-1"]}'),
    );
    const other = web.replace('"sg-2"]', '"sg-9"]');
    expect(changedSnapshot(other, (of) => ({ kind: 'attach', group: of('db'), cvms: [of('m-1')] }))).toBe(
      other.replace('"sg-9"]', '"sg-9", "sg-2"]'),
    );
  });

  test('a group that goes out of a machine, or is deleted, leaves its interfaces too', () => {
    const text = `{"regions": [{"Region": "r1", "SecurityGroupSet": [{"SecurityGroupId": "sg-1", "SecurityGroupName": "web"},
      {"SecurityGroupId": "sg-2", "SecurityGroupName": "db"}], "InstanceSet": [{"InstanceId": "ins-1", "InstanceName": "m", "SecurityGroupIds": ["sg-2"]}],
      "NetworkInterfaceSet": [{"NetworkInterfaceId": "eni-1", "Attachment": {"InstanceId": "ins-1"}, "GroupSet": ["sg-1", "sg-2"]}]}]}`;
    const out = text.replace('["sg-1", "sg-2"]', '["sg-2"]');
    expect(changedSnapshot(text, (of) => ({ kind: 'setGroupCvms', group: of('web'), cvms: [] }))).toBe(out);
    expect(changedSnapshot(text, (of) => ({ kind: 'deleteGroup', group: of('web'), detach: true }))).toContain(
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
    const model = loadTexts({ [SNAPSHOT]: text }).model;
    const second = model.groups.find(({ description }) => description === 'second')?.key ?? '';
    const cvm = model.cvms[0]?.key ?? '';
    expect(changedSnapshot(text, () => ({ kind: 'attach', group: second, cvms: [cvm] }))).toBe(
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
    const add = changedSnapshot(text, (of) => ({
      kind: 'addRule',
      owner: of('app'),
      direction: 'inbound',
      rule,
      before: 1,
    }));
    const second = '              { "Protocol": "tcp", "Port": "443", "CidrBlock"';
    expect(add).toBe(text.replace(second, `              ${written},${eol}${second}`));
    const store = changedSnapshot(text, (of) => ({ kind: 'addRule', owner: of('store'), direction: 'outbound', rule }));
    expect(store).toContain(`"Egress": [${eol}              ${written}${eol}            ]`);
    const made = changedSnapshot(text, () => ({ kind: 'newGroup', name: 'ops', region: 'ap-singapore', project: '0' }));
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
  const result = 'refused' in outcome ? outcome.refused : applyEdits(text, outcome.edits.get(SNAPSHOT) ?? []);
  expect(result).toMatch(
    /\/\/ second\n {8}\/\* third \*\/\n {8}\{"PolicyIndex": 2, .*ACCEPT"\},\n {8}\{"PolicyIndex": 3, .*DROP"\}\n/,
  );
  const found = diagnosticsOf(loadTexts({ [SNAPSHOT]: result }), SNAPSHOT).map(({ message }) => message);
  expect(found.filter((message) => message === 'JSON has no comments.')).toHaveLength(2);
});
