// Guards that what is not known in a file of another format costs the list that it belongs to, from its place on, and no other answer.

import { expect, test } from 'vitest';
import { loadForeign } from '../../test/support/foreign.ts';
import { packet } from './packet.ts';

const unknown = 'variable "office" {}\n';
const group = (name: string, lists: string) => `
resource "tencentcloud_security_group" "${name}" { name = "${name}" }
resource "tencentcloud_security_group_rule_set" "${name}" {
  security_group_id = tencentcloud_security_group.${name}.id
${lists}
}
resource "tencentcloud_instance" "m-${name}" {
  instance_name           = "m-${name}"
  private_ip              = "${name === 'web' ? '10.0.0.1' : '10.0.0.2'}"
  orderly_security_groups = [tencentcloud_security_group.${name}.id]
}
`;
const rule = (word: string, action: string, cidr: string, port = '"22"') =>
  `  ${word} {\n    action = "${action}"\n    cidr_block = ${cidr}\n    protocol = "TCP"\n    port = ${port}\n  }\n`;
const all = rule('ingress', 'ACCEPT', '"0.0.0.0/0"') + rule('egress', 'ACCEPT', '"0.0.0.0/0"');
const into = ['10.9.9.9', 'm-web'] as const;

test.each([
  ['a rule of another group', group('web', all) + group('db', rule('ingress', 'DROP', 'var.office')), into, true],
  ['the same, asked about that one', group('web', rule('ingress', 'DROP', 'var.office') + all), into, false],
  ['a rule of the other direction', group('web', rule('egress', 'DROP', 'var.office') + all), into, true],
  [
    'the same, asked about that one',
    group('web', rule('egress', 'DROP', 'var.office') + all),
    ['m-web', '10.9.9.9'],
    false,
  ],
  ['a rule behind the one that decides', group('web', all + rule('ingress', 'DROP', 'var.office')), into, true],
  ['a port', group('web', rule('ingress', 'DROP', '"0.0.0.0/0"', 'var.office') + all), into, false],
  ['a rule without an action', group('web', rule('ingress', 'MAYBE', '"0.0.0.0/0"') + all), into, false],
  ['the same of another group', group('web', all) + group('db', rule('ingress', 'MAYBE', '"0.0.0.0/0"')), into, true],
])('%s', async (_, text, [from, to], isSure) => {
  const folder = await loadForeign('main.tf', unknown + text);
  const found = packet(folder, { from, to, protocol: 'tcp', port: '22', sayRegion: '' });
  if ('error' in found) throw new Error(found.error);
  expect(found.answer.incomplete.length === 0).toBe(isSure);
});

const counted = (type: string, name: string, lines: string) => `
resource "tencentcloud_${type}" "${name}" {
  count = var.office
  ${lines}
}
`;

test.each([
  ['a machine, between two that are known', counted('instance', 'x', 'instance_name = "x"'), ['m-web', 'm-db'], true],
  ['a machine, whose address that may be', counted('instance', 'x', 'instance_name = "x"'), into, false],
  [
    'the groups of a machine with another address',
    'resource "tencentcloud_instance" "x" {\n  private_ip = "10.0.0.9"\n  orderly_security_groups = var.office\n}\n',
    into,
    true,
  ],
  ['a group', counted('security_group', 'x', 'name = "x"'), into, true],
  ['a list', counted('address_template', 'x', 'name = "x"'), into, true],
  [
    'a binding',
    counted('cvm_security_group_attachment', 'x', 'instance_id = tencentcloud_instance.m-web.id'),
    into,
    false,
  ],
  [
    'the rules of another group',
    counted('security_group_rule', 'x', 'security_group_id = tencentcloud_security_group.db.id'),
    into,
    true,
  ],
  [
    'the rules of this one',
    counted('security_group_rule', 'x', 'security_group_id = tencentcloud_security_group.web.id'),
    into,
    false,
  ],
])('what is not known: %s', async (_, text, [from, to], isSure) => {
  const known = group('web', all) + group('db', all);
  const folder = await loadForeign('main.tf', unknown + known + text);
  const found = packet(folder, { from, to, protocol: 'tcp', port: '22', sayRegion: '' });
  if ('error' in found) throw new Error(found.error);
  expect(found.answer.incomplete.length === 0).toBe(isSure);
});

test('what is written once counts for each list that is made from it', async () => {
  const text = `${unknown}
locals { names = toset(["web", "db"]) }
resource "tencentcloud_security_group" "g" {
  for_each = local.names
  name     = each.key
}
resource "tencentcloud_security_group_rule_set" "g" {
  for_each          = local.names
  security_group_id = tencentcloud_security_group.g[each.key].id
${rule('ingress', 'DROP', 'var.office')}
}
resource "tencentcloud_instance" "m" {
  for_each                = local.names
  instance_name           = "m-\${each.key}"
  private_ip              = each.key == "web" ? "10.0.0.1" : "10.0.0.2"
  orderly_security_groups = [tencentcloud_security_group.g[each.key].id]
}`;
  const folder = await loadForeign('main.tf', text);
  for (const to of ['m-web', 'm-db']) {
    const found = packet(folder, { from: '10.9.9.9', to, protocol: 'tcp', port: '22', sayRegion: '' });
    expect('answer' in found ? found.answer.incomplete.length : found.error).toBe(1);
  }
});

test('in answers of the cloud, a policy that cannot be read counts where it stands before the one that decides', async () => {
  const text = (ports: readonly string[]) =>
    JSON.stringify({
      SecurityGroupId: 'sg-0a1b2c3d',
      SecurityGroupPolicySet: {
        Ingress: ports.map((Port, PolicyIndex) => ({
          ...{
            PolicyIndex,
            Protocol: 'tcp',
            Port,
            CidrBlock: '0.0.0.0/0',
            Action: PolicyIndex === 0 ? 'DROP' : 'ACCEPT',
          },
        })),
        Egress: [],
      },
    });
  const machine = 'region default\ncvm m { private-ip 10.0.0.1  groups sg-0a1b2c3d }\n';
  const gapsOfPacket = async (ports: readonly string[]) => {
    const folder = await loadForeign('policies.json', text(ports), machine);
    const found = packet(folder, { from: '10.9.9.9', to: 'm', protocol: 'tcp', port: '22', sayRegion: '' });
    return 'answer' in found ? found.answer.incomplete.length : found.error;
  };
  expect(await gapsOfPacket(['22', '99999'])).toBe(0);
  expect(await gapsOfPacket(['99999', '22'])).toBe(1);
});
