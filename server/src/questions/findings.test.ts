// Guards that no finding says of half a model that something is not there, and that nothing else is held back with it.

import { expect, test } from 'vitest';
import { commandLimits } from '#workspace/limits.ts';
import { loadFiles } from '#workspace/loadFiles.ts';
import { loadFixture } from '../../test/support/checkDiagnostics.ts';
import { loadForeign } from '../../test/support/foreign.ts';
import { blockDiagnosticsOf, diagnosticsOf } from './findings.ts';

const URI = 'file:///a.sg';

function codesOf(text: string): readonly string[] {
  const folder = loadFixture(new Map([[URI, text]]));
  return diagnosticsOf(folder, URI).map(({ code }) => code);
}

const machine = (name: string, lines: string) => `cvm ${name} {\n  private-ip 10.0.0.1\n  ${lines}\n}\n`;
const rule = (line: string) => `group g {\n  inbound {\n    ${line}\n  }\n}\nexpect allow gre from 1.1.1.1 to g\n`;

test.each([
  ['unused-group', 'group web {}\n', machine('m', 'groups = web'), machine('m', 'groups = wab')],
  ['unused-group', 'group web { id sg-12345678 }\n', rule('allow all form sg-12345678'), rule('allow all form sg-1')],
  [
    'unknown-name',
    rule('allow all from web'),
    '??? web {\n  inbound { allow all from any }\n}\n',
    '??? web-2 {\n  inbound { allow all from any }\n}\n',
  ],
  ['unused-addresses', 'addresses web { 1.1.1.1 }\n', rule('deny all form web'), rule('deny all form web-2')],
  [
    'unused-services',
    'services web { tcp 80 }\n',
    'expect deny web form any to any\n',
    'expect deny ssh form any to any\n',
  ],
  [
    'empty-group-peer',
    `group web {}\n${rule('allow all from web')}`,
    machine('m', 'groups = web'),
    'group h {\n  inbound {\n    allow all form web\n  }\n}\n',
  ],
  [
    'cvm-without-group',
    'cvm m {\n  private-ip 10.0.0.1\n',
    '}\n  groups web\n}\ngroup web {}\n',
    '}\ngroup web {\n  grups web\n}\n',
  ],
  [
    'dead-on-cvm',
    'group a { inbound { deny all from any } }\ngroup b { inbound { allow tcp 80 from any } }\n',
    machine('m', 'groups a, b\n  groups = b'),
    machine('m', 'groups a, wbe, b'),
  ],
  [
    'shadowed-by-members',
    `group web {}\ngroup g { inbound { deny all from 10.0.0.1  allow tcp 80 from web } }\n${machine('m', 'groups web')}`,
    'cvm n {\n  private-ip 10.0.0.2\n  groups = web\n}\n',
    'cvm n {\n  private-ip 10.0.0.2\n  groups = wab\n}\n',
  ],
  [
    'duplicate-address',
    machine('m', 'groups default-open'),
    machine('n', 'groups default-open\n  subnet = s'),
    machine('n', 'groups = default-open'),
  ],
  [
    'exposed-cvm',
    'cvm m { public-ip 203.0.114.9  groups a }\n',
    'group a {\n  inbound {\n    deny tcp 22 form any\n    allow all from any\n  }\n}\n',
    'group a {\n  inbound {\n    allow all from any\n  }\n  outbound {\n    deny tcp 22 form any\n  }\n}\n',
  ],
  [
    'open-to-world',
    'group a {\n  inbound {\n',
    '    deny tcp 22 form any\n    allow all from any\n  }\n}\n',
    '    allow tcp 22 form any\n    allow all from any\n    deny tcp 22 form any\n  }\n}\n',
  ],
  [
    'expectation-failed',
    `${machine('m', 'groups a')}expect deny tcp 22 from 10.9.9.9 to m\n`,
    'group a {\n  inbound {\n    deny tcp 22 form any\n    allow all from any\n  }\n}\n',
    'group a {\n  inbound {\n    allow all from any\n  }\n  outbound {\n    deny tcp 22 form any\n  }\n}\n',
  ],
  [
    'expectation-empty',
    'group web {}\nexpect deny tcp 22 from 10.9.9.9 to web\n',
    machine('m', 'groups = web'),
    rule('deny tcp 22 form any'),
  ],
])('%s of %s', (code, text, doubtful, certain) => {
  expect(codesOf(text + doubtful)).not.toContain(code);
  expect(codesOf(text + certain)).toContain(code);
});

test('an expectation whose ends are addresses describes no packet, whatever was not read', () => {
  const unread = 'subnet s { cidr 10.0.0.1 }\n??? x\n';
  expect(codesOf(`${unread}expect allow tcp from 10.0.0.1 to 10.0.0.1\n`)).toContain('expectation-empty');
  expect(codesOf(`${unread}expect allow tcp from any6 to any\n`)).toContain('expectation-empty');
});

test('a comment that ignores what is held back is no unused one', () => {
  expect(codesOf(`group web {} # ignore unused-group: soon\n${machine('m', 'groups = web')}`)).toEqual([
    'syntax-error',
  ]);
});

test('what a file that is too large mentions may be used and declared there', () => {
  const large = `group db { inbound { allow all from web } }\n`;
  const limits = { ...commandLimits, fileSize: large.length - 1 };
  const codes = (text: string, fileSize = limits.fileSize) =>
    diagnosticsOf(
      loadFiles({
        ...{ root: 'file://', today: '2026-06-01', limits: { ...limits, fileSize } },
        texts: new Map([
          [URI, text],
          ['file:///large.sg', large],
        ]),
      }),
      URI,
    ).map(({ code }) => code);
  expect(codes('group web {}\n')).toEqual([]);
  expect(codes('group wab {}\n')).toEqual(['unused-group']);
  expect(codes('expect deny tcp from db to db\n')).toEqual([]);
  expect(codes('expect deny tcp from x to x\n')).toEqual(['unknown-name', 'unknown-name']);
});

test('a question that the cloud refused leaves open what uses a group', () => {
  const snapshot = (more: object) =>
    JSON.stringify({
      version: 1,
      regions: [{ Region: 'r', ...more, SecurityGroupSet: [{ SecurityGroupId: 'sg-1', SecurityGroupName: 'web' }] }],
    });
  const codes = (text: string) => {
    const uri = 'file:///a.sg.json';
    return diagnosticsOf(loadFixture(new Map([[uri, text]])), uri).map(({ code }) => code);
  };
  expect(codes(snapshot({}))).toEqual(['unused-group']);
  expect(codes(snapshot({ Missing: [{ Action: 'DescribeInstances', Code: 'UnauthorizedOperation' }] }))).toEqual([]);
});

const groups = ['web', 'db', 'x']
  .map((name) => `resource "tencentcloud_security_group" "${name}" {\n  name = "the-${name}"\n}\n`)
  .join('');
const tfMachine = (lines: string) => `resource "tencentcloud_instance" "m" {\n  instance_name = "m"\n${lines}\n}\n`;

test.each([
  [
    'count',
    tfMachine('  count = var.n\n  security_groups = [tencentcloud_security_group.web.id]'),
    ['the-db', 'the-x'],
  ],
  [
    'for_each',
    tfMachine('  for_each = var.n\n  security_groups = [tencentcloud_security_group.web.id]'),
    ['the-db', 'the-x'],
  ],
  [
    'a local',
    `locals {\n  all = [tencentcloud_security_group.web.id]\n}\n${tfMachine('  count = var.n\n  security_groups = local.all')}`,
    ['the-db', 'the-x'],
  ],
  ['a variable', tfMachine('  security_groups = var.n'), []],
  [
    'a rule',
    'resource "tencentcloud_security_group_rule_set" "r" {\n  security_group_id = tencentcloud_security_group.db.id\n  ingress {\n    action = "ACCEPT"\n    source_security_id = tencentcloud_security_group.web.id\n    port = var.n\n  }\n}\n',
    ['the-db', 'the-x'],
  ],
  [
    'what another module hands out',
    `module "m" {\n  source = "./m"\n}\n${tfMachine('  count = var.n\n  security_groups = [module.m.id]')}`,
    [],
  ],
  ['nothing', tfMachine('  security_groups = [tencentcloud_security_group.web.id]'), ['the-db', 'the-x']],
])('in Terraform, what %s uses is known as far as it can be', async (_, text, unused) => {
  const folder = await loadForeign('main.tf', `variable "n" {}\n${groups}${text}`);
  const found = [...folder.files.keys()].flatMap((uri) => diagnosticsOf(folder, uri));
  const names = found.filter(({ code }) => code === 'unused-group').map(({ message }) => /'(.*?)'/.exec(message)?.[1]);
  expect(names).toEqual(unused);
});

test.each([
  [
    'a database',
    'resource "tencentcloud_postgresql_instance" "p" {\n  security_groups = [tencentcloud_security_group.web.id]\n}\n',
  ],
  [
    'a block in a cluster',
    'resource "tencentcloud_kubernetes_cluster" "k" {\n  worker_config {\n    security_group_ids = [tencentcloud_security_group.web.id]\n  }\n}\n',
  ],
  [
    'a module that is not there',
    'module "x" {\n  source = "somewhere/else/tencentcloud"\n  security_group_ids = [tencentcloud_security_group.web.id]\n}\n',
  ],
  ['an output', 'output "id" {\n  value = { web = tencentcloud_security_group.web.id }\n}\n'],
])('in Terraform, %s uses the group that it names', async (_, text) => {
  const folder = await loadForeign('main.tf', `${groups}${text}`);
  const found = [...folder.files.keys()].flatMap((uri) => diagnosticsOf(folder, uri));
  const names = found.filter(({ code }) => code === 'unused-group').map(({ message }) => /'(.*?)'/.exec(message)?.[1]);
  expect(names).toEqual(['the-db', 'the-x']);
});

test('in Terraform, a machine may be in the groups of bindings of which it is not known how many there are', async () => {
  const binding = (line: string) =>
    `resource "tencentcloud_cvm_security_group_attachment" "b" {\n  ${line}\n  instance_id = tencentcloud_instance.m.id\n  security_group_id = tencentcloud_security_group.web.id\n}\n`;
  const codes = async (more: string) => {
    const folder = await loadForeign('main.tf', `variable "n" {}\n${groups}${tfMachine('')}${more}`);
    const found = [...folder.files.keys()].flatMap((uri) => diagnosticsOf(folder, uri));
    return found.map(({ code }) => code).filter((code) => code === 'cvm-without-group');
  };
  expect(await codes('')).toEqual(['cvm-without-group']);
  expect(await codes(binding('count = var.n'))).toEqual([]);
});

test('in a state, too', async () => {
  const resource = (type: string, name: string, attributes: object) => ({
    ...{ mode: 'managed', type, name },
    instances: [{ attributes }],
  });
  const text = JSON.stringify({
    version: 4,
    terraform_version: '1.7.0',
    resources: [
      resource('tencentcloud_security_group', 'web', { id: 'sg-0a1b2c3d', name: 'web' }),
      resource('tencentcloud_security_group', 'db', { id: 'sg-0a1b2c3e', name: 'db' }),
      resource('tencentcloud_mysql_instance', 'x', { security_groups: ['sg-0a1b2c3d'] }),
    ],
  });
  const folder = await loadForeign('terraform.tfstate', text);
  const found = [...folder.files.keys()].flatMap((uri) => diagnosticsOf(folder, uri));
  expect(found.map(({ message }) => /'(.*?)'/.exec(message)?.[1])).toEqual(['db']);
});

test('what is left is the same array as long as the same is held back', () => {
  const text = `group web {}\ngroup b {}\n${machine('m', 'groups = web')}`;
  const [before, after] = [text, `${text}\n`].map((each) => {
    const folder = loadFixture(new Map([[URI, each]]));
    return blockDiagnosticsOf(folder, URI).concat(blockDiagnosticsOf(folder, URI));
  });
  expect(before?.[0]?.diagnostics).toBe(before?.[(before.length ?? 0) / 2]?.diagnostics);
  expect(after?.length).toBe(before?.length);
});
