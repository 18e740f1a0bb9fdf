// Guards what an editor asks around an import and a comparison: the groups of a text, all of them as new ones, who decided before.
import { afterEach, expect, test } from 'vitest';
import { writtenFormats } from '#formats/formats.ts';
import type { ExportFormat, ImportedGroup, ModelEdit, Refusal } from '#protocol/edits.ts';
import type { PacketChange } from '#protocol/packets.ts';
import { type Client, edited, startClient } from './client.ts';

const uri = 'file:///shop/web.sg';
const web = `region r
group web {
  inbound {
    allow tcp 443 from any
    allow tcp 22 from 10.0.0.0/8
  }
}
`;
const two = `region r
group one {
  inbound {
    allow tcp 22 from any
  }
}
group two {
  inbound {
    allow tcp 22 from one
    deny all from any
  }
}
`;
const policies = JSON.stringify({
  SecurityGroupPolicySet: {
    Ingress: [{ PolicyIndex: 0, Protocol: 'TCP', Port: '80', CidrBlock: '0.0.0.0/0', Action: 'ACCEPT' }],
  },
});

let client: Client;
afterEach(() => client.stop());
const start = async (files: Readonly<Record<string, string>>): Promise<void> => {
  client = await startClient({ files });
};
const change = (asked: object): Promise<ModelEdit | Refusal> =>
  client.request<ModelEdit | Refusal>('secgroup/change', { change: asked });
const groups = async (text: string): Promise<readonly ImportedGroup[] | string> => {
  const answer = await client.request<{ groups: readonly ImportedGroup[] } | { error: string }>(
    'secgroup/importedGroups',
    { text },
  );
  return 'groups' in answer ? answer.groups : answer.error;
};

test('the groups of a text are told with what it says of them', async () => {
  await start({ [uri]: web });
  expect(await groups(two)).toEqual([
    { name: 'one', region: 'r', named: true, rules: 1 },
    { name: 'two', region: 'r', named: true, rules: 2 },
  ]);
  expect(await groups(policies)).toEqual([{ name: 'imported', named: false, rules: 1 }]);
  expect(await groups('{')).toMatch(/^Not imported\. line 1: /);
});

test('all groups of a text are one edit of a file that is there, or make one', async () => {
  await start({ [uri]: web });
  const edit = (await change({ kind: 'importGroups', text: two, uri })) as ModelEdit;
  expect(edit).toMatchObject({ label: 'Import 2 groups', documents: [{ uri, version: null }], notes: [] });
  expect(edit.documents[0]?.create).toBeUndefined();
  expect(edited(web, edit.documents[0]?.edits ?? [])).toBe(`${web}\n${two}`);
  const made = (await change({ kind: 'importGroups', text: two, uri: 'file:///shop/new.sg' })) as ModelEdit;
  expect(made.documents).toMatchObject([{ uri: 'file:///shop/new.sg', create: true, edits: [{ newText: two }] }]);
});

test('a Terraform configuration is imported with its modules and values, and notes name their files', async () => {
  await start({ [uri]: web });
  const files = [
    { name: 'main.tf', text: 'module "a" {\n  source = "./a"\n  name = var.name\n}\nvariable "name" {}\n' },
    { name: 'terraform.tfvars', text: 'name = "a b"\n' },
    { name: 'a/main.tf', text: 'variable "name" {}\nresource "tencentcloud_security_group" "x" { name = var.name }\n' },
  ];
  const asked = { text: '', files };
  const found = await client.request<{ groups: readonly ImportedGroup[] }>('secgroup/importedGroups', asked);
  expect(found.groups).toEqual([{ name: 'a b', named: true, rules: 0 }]);
  const edit = (await change({ kind: 'importGroups', uri, ...asked })) as ModelEdit;
  const notes = [expect.stringMatching(/^terraform\.tfvars, line 1: The name 'a b'/)];
  expect(edit).toMatchObject({ label: 'Import group a-b', notes });
});

test('an empty folder takes a first import', async () => {
  client = await startClient({ files: {}, folders: ['file:///shop'] });
  const target = 'file:///shop/first.sg';
  const edit = (await change({
    kind: 'importGroups',
    text: policies,
    uri: target,
    region: 'ap-beijing',
    name: 'front',
  })) as ModelEdit;
  const text = edit.documents[0]?.edits[0]?.newText ?? '';
  expect(edit).toMatchObject({ label: 'Import group front', documents: [{ create: true }] });
  expect(text).toBe('region ap-beijing\n\ngroup front {\n  inbound {\n    allow tcp 80 from any\n  }\n}\n');
  const diff = { uri: target, oldText: text, withBefore: true };
  const answer = await client.request<{ changes: readonly PacketChange[] }>('secgroup/diff', { ...diff, isNew: true });
  expect(answer.changes).toMatchObject([
    { group: 'front', service: 'tcp 80', was: 'allow', now: 'deny', rule: null, ruleBefore: { uri: target, index: 0 } },
  ]);
  expect(await client.request('secgroup/diff', diff)).toHaveProperty('error');
});

test('an empty folder takes a first group', async () => {
  client = await startClient({ files: {}, folders: ['file:///shop'] });
  const asked = { kind: 'newGroup', name: 'web', region: 'ap-beijing', project: '0' };
  const edit = (await change({ ...asked, uri: 'file:///shop/first.sg' })) as ModelEdit;
  expect(edit.documents).toEqual([
    {
      uri: 'file:///shop/first.sg',
      version: null,
      create: true,
      edits: [
        {
          range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
          newText: 'region ap-beijing\nproject 0\n\ngroup web {\n  inbound {\n  }\n  outbound {\n  }\n}\n',
        },
      ],
    },
  ]);
  for (const elsewhere of ['file:///elsewhere/first.sg', 'file:///shop/first.txt'])
    expect(await change({ ...asked, uri: elsewhere })).toHaveProperty('refused');
});

test('what is there already, what is no rule file and what holds no group is refused', async () => {
  await start({ [uri]: web });
  const refused = async (asked: object) => ((await change({ kind: 'importGroups', uri, ...asked })) as Refusal).refused;
  expect(await refused({ text: web })).toContain("'web'");
  expect(await refused({ text: 'region r\naddresses a { 10.0.0.1 }\n' })).toBe('There is no group in it.');
  expect(await refused({ text: two, uri: 'file:///shop/a.txt' })).toContain('.sg');
  expect(await refused({ text: two, uri: 'file:///elsewhere/a.sg' })).toContain('.sg');
});

test('of several groups one is taken into a group that is there', async () => {
  await start({ [uri]: web });
  const into = { kind: 'importRules', group: 'group:r/web', text: two };
  const key = await client.request<{ entities: readonly { key: string; name: string }[] }>('secgroup/entities', {});
  const group = key.entities.find(({ name }) => name === 'web')?.key;
  expect(await change({ ...into, group })).toHaveProperty('refused');
  const edit = (await change({ ...into, group, from: 'one' })) as ModelEdit;
  expect(edited(web, edit.documents[0]?.edits ?? [])).toBe(
    'region r\ngroup web {\n  inbound {\n    allow tcp 22 from any\n  }\n}\n',
  );
});

test('a comparison names the rule that decided before, in the old text, only where asked', async () => {
  await start({ [uri]: web });
  const oldText = web.replace(
    '  inbound {\n',
    '  inbound {\n    deny tcp 443 from 192.0.2.0/24\n    allow udp 53 from any\n',
  );
  const ask = async (more: object) =>
    (await client.request<{ changes: readonly PacketChange[] }>('secgroup/diff', { uri, oldText, ...more })).changes;
  const told = ({ service, now, rule, ruleBefore }: PacketChange) =>
    `${service} ${now} by ${rule?.text} ${rule?.range.start.line}, before by ${ruleBefore?.text} ${ruleBefore?.range.start.line}`;
  expect((await ask({ withBefore: true })).map(told)).toEqual([
    'tcp 443 allow by allow tcp 443 from any 3, before by deny tcp 443 from 192.0.2.0/24 3',
    'udp 53 deny by undefined undefined, before by allow udp 53 from any 4',
  ]);
  expect((await ask({})).every((each) => !('ruleBefore' in each))).toBe(true);
});

test('a file is compared with another one of the model as if the other were its text of before', async () => {
  const other = 'file:///shop/other.sg';
  await start({ [uri]: web, [other]: web.replace('tcp 22', 'tcp 23') });
  const ask = async (more: object) =>
    (await client.request<{ changes: readonly PacketChange[] }>('secgroup/diff', { uri, ...more })).changes;
  const told = (await ask({ oldUri: other })).map(({ group, service, now }) => `${group} ${service} ${now}`);
  expect(told).toEqual(['web tcp 22 allow', 'web tcp 23 deny']);
  expect(await ask({ oldUri: other, oldText: web })).toEqual([]);
});

test('each format that can be written is told, and can be asked for', async () => {
  await start({ [uri]: web });
  const { formats } = await client.request<{ formats: readonly ExportFormat[] }>('secgroup/exportFormats', {});
  expect(formats.map(({ name }) => name)).toEqual(writtenFormats.map(({ name }) => name));
  const region = await Promise.all(
    formats
      .filter(({ holdsSeveral }) => holdsSeveral)
      .map(({ name }) =>
        client.request<{ text: string }>('secgroup/exportRules', { groups: [], region: 'r', format: name }),
      ),
  );
  expect(region.map(({ text }) => text.includes('443'))).toEqual([true, true, true]);
  for (const { name, wantsDirection } of formats) {
    const asked = { groups: ['group:r/web'], format: name, ...(wantsDirection ? { direction: 'inbound' } : {}) };
    const written = await client.request<{ text: string }>('secgroup/exportRules', asked);
    expect(written.text).toContain('443');
  }
  expect(await client.request('secgroup/exportTemplate', { direction: 'outbound' })).toEqual({
    text: 'Type,Destination,Protocol port,Policy,Notes\n',
    fileName: 'template-outbound.csv',
  });
});

test.each([false, true])(
  'the folder of a configuration is read with its modules and values, by the client: %s',
  async (readsFiles) => {
    const infra = 'file:///shop/infra';
    client = await startClient({
      readsFiles,
      ...(readsFiles ? { initializationOptions: { readsFiles: true } } : {}),
      files: {
        [uri]: web,
        [`${infra}/main.tf`]: `variable "office" {
  description = "where we sit"
}
variable "key" {
  sensitive = true
}
module "web" {
  source = "../modules/web"
  cidr   = var.office
  name   = var.key
}
`,
        [`${infra}/prod.tfvars`]: 'office = "203.0.113.0/24"\n',
        [`${infra}/terraform.tfvars`]: 'other = 1\n',
        'file:///shop/modules/web/main.tf': `variable "cidr" {}
variable "name" {}
resource "tencentcloud_security_group" "web" { name = var.name }
resource "tencentcloud_security_group_lite_rule" "web" {
  security_group_id = tencentcloud_security_group.web.id
  ingress           = ["ACCEPT#\${var.cidr}#443#TCP"]
}
`,
      },
    });
    const asked = { text: '', module: infra };
    expect(await client.request('secgroup/importedGroups', asked)).toEqual({
      groups: [{ name: 'web', named: false, rules: 0 }],
      lacking: [
        { name: 'key', sensitive: true },
        { name: 'office', description: 'where we sit', sensitive: false },
      ],
      valueFiles: ['prod.tfvars'],
    });
    const given = { ...asked, valueFiles: ['prod.tfvars'], variables: [{ name: 'key', value: 'front' }] };
    expect(await client.request('secgroup/importedGroups', given)).toMatchObject({
      groups: [{ name: 'front', rules: 1 }],
      lacking: [],
    });
    const edit = await change({ kind: 'importRules', group: 'group:r/web', append: true, ...given });
    expect(JSON.stringify(edit)).toContain('allow tcp 443 from 203.0.113.0/24');
    expect(await client.request('secgroup/importedGroups', { text: '', module: 'file:///shop' })).toEqual({
      error: 'The folder holds no Terraform configuration (*.tf).',
    });
    expect(await client.request('secgroup/importedGroups', { ...asked, valueFiles: ['no.tfvars'] })).toEqual({
      error: "'no.tfvars' cannot be read.",
    });
  },
);
