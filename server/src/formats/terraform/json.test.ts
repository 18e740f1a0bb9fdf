// Guards what is taken from Terraform's JSON: states and plans.
import { describe, expect, test } from 'vitest';
import { imported, refused } from '../../../test/support/imported.ts';

test('a state file, and lists, machines and acls', async () => {
  const resource = (type: string, name: string, attributes: object) => ({
    mode: 'managed',
    type,
    name,
    instances: [{ schema_version: 0, attributes }],
  });
  const { text, notes } = await imported(
    JSON.stringify({
      version: 4,
      terraform_version: '1.5.0',
      resources: [
        resource('tencentcloud_security_group_lite_rule', 'a', {
          id: 'sg-11111111',
          security_group_id: 'sg-11111111',
          ingress: ['ACCEPT#sg-11111111#80-90#TCP', 'DROP#0.0.0.0/0##ppm-1'],
          egress: [],
        }),
        resource('tencentcloud_security_group', 'a', {
          id: 'sg-11111111',
          name: 'web',
          description: '',
          project_id: 0,
          tags: {},
        }),
        resource('tencentcloud_instance', 'm', {
          id: 'ins-1',
          instance_name: 'web-1',
          private_ip: '10.0.0.1',
          public_ip: '',
          orderly_security_groups: ['sg-11111111'],
          security_groups: [],
          cpu: 2,
        }),
        resource('tencentcloud_vpc_acl', 'c', {
          id: 'acl-1',
          name: 'c',
          ingress: ['ACCEPT#10.0.0.0/8#80#TCP#WEB # ONE'],
          egress: [],
        }),
        resource('tencentcloud_protocol_template', 'p', {
          id: 'ppm-1',
          name: 'p',
          protocols: ['tcp:80,443', 'icmp'],
        }),
      ],
    }),
  );
  expect(text).toBe(`group web {
  id sg-11111111
  inbound {
    allow tcp 80-90 from self
    deny p from any
  }
  outbound {
  }
}

cvm web-1 {
  id ins-1
  private-ip 10.0.0.1
  groups web
}

acl c {
  id acl-1
  inbound {
    allow tcp 80 from 10.0.0.0/8 "WEB # ONE"
  }
  outbound {
  }
}

services p {
  id ppm-1
  tcp 80,443
  icmp
}
`);
  expect(notes).toEqual([]);
});

test('a shown plan, whose references stand in its configuration', async () => {
  const { text } = await imported(
    JSON.stringify({
      format_version: '1.2',
      planned_values: {
        root_module: {
          resources: [
            {
              address: 'tencentcloud_security_group.w',
              mode: 'managed',
              type: 'tencentcloud_security_group',
              name: 'w',
              values: { name: 'web' },
            },
            {
              address: 'tencentcloud_security_group_rule_set.w',
              mode: 'managed',
              type: 'tencentcloud_security_group_rule_set',
              name: 'w',
              values: {
                ingress: [{ action: 'ACCEPT', ipv6_cidr_block: '::/0', cidr_block: '', protocol: 'TCP', port: '22' }],
              },
            },
          ],
        },
      },
      configuration: {
        root_module: {
          resources: [
            {
              address: 'tencentcloud_security_group_rule_set.w',
              expressions: {
                security_group_id: {
                  references: ['tencentcloud_security_group.w.id', 'tencentcloud_security_group.w'],
                },
              },
            },
          ],
        },
      },
    }),
  );
  expect(text).toBe('group web {\n  inbound {\n    allow tcp 22 from any6\n  }\n  outbound {\n  }\n}\n');
});

describe('a plan of what does not exist yet', () => {
  const group = 'tencentcloud_security_group';
  const id = (label: string) => [`${group}.${label}.id`, `${group}.${label}`];
  const peers = { cidr_block: null, ipv6_cidr_block: null, address_template_id: null, address_template_group: null };
  const resource = (type: string, name: string, values: object) => ({
    address: `${type}.${name}`,
    mode: 'managed',
    type,
    name,
    values,
  });
  /** `ingress` and `groups` are what the configuration says of the first rule and of the machine. */
  const plan = (ingress: readonly object[], groups: readonly string[]) =>
    JSON.stringify({
      format_version: '1.2',
      planned_values: {
        root_module: {
          resources: [
            resource(group, 'web', { name: 'web' }),
            resource(group, 'db', { name: 'db' }),
            resource(`${group}_rule_set`, 'db', {
              ingress: [
                { action: 'ACCEPT', protocol: 'TCP', port: '3306', ...peers },
                { action: 'DROP', source_security_id: null, ...peers, cidr_block: '0.0.0.0/0' },
              ],
              egress: [],
            }),
            resource(`${group}_lite_rule`, 'web', { ingress: [null, 'DROP#0.0.0.0/0#ALL#ALL'], egress: [] }),
            resource('tencentcloud_instance', 'm', { instance_name: 'm', orderly_security_groups: ['sg-9', null] }),
          ],
        },
      },
      configuration: {
        root_module: {
          resources: [
            {
              address: `${group}_rule_set.db`,
              expressions: { security_group_id: { references: id('db') }, ingress },
            },
            {
              address: `${group}_lite_rule.web`,
              expressions: { security_group_id: { references: id('web') }, ingress: { references: id('db') } },
            },
            { address: 'tencentcloud_instance.m', expressions: { orderly_security_groups: { references: groups } } },
          ],
        },
      },
    });

  test('what a rule or a machine refers to stands in its configuration', async () => {
    const { text, notes } = await imported(plan([{ source_security_id: { references: id('web') } }, {}], id('web')), {
      skipInvalid: true,
    });
    expect(text).toContain('  inbound {\n    allow tcp 3306 from web\n    deny all from any\n  }');
    expect(text).toContain('groups sg-9, web');
    expect(text).toContain('group web {\n  inbound {\n    deny all from any\n  }');
    expect(notes).toEqual([
      expect.stringContaining('Skipped: A part of the rules is not known: the plan does not know'),
    ]);
  });

  test.each([
    ['a block that is made dynamically', []],
    ['a member that is no id', [{ source_security_id: { references: [`${group}.web.name`, `${group}.web`] } }, {}]],
    ['one of two resources', [{ source_security_id: { references: [...id('web'), ...id('db')] } }, {}]],
    ['a resource or a variable', [{ source_security_id: { references: ['var.which', ...id('web')] } }, {}]],
  ])('%s is not guessed', async (_, ingress) => {
    const { text, notes } = await imported(plan(ingress, [...id('web'), ...id('db')]), { skipInvalid: true });
    expect(text).toContain('group db {\n  inbound {\n    deny all from any\n  }');
    expect(text).toContain('groups sg-9\n');
    expect(notes.filter((note) => note.includes('Skipped: '))).toHaveLength(3);
  });
});

test('a plan of modules and of resources that are made several times', async () => {
  const planned = (address: string, type: string, values: object) => ({
    address,
    mode: 'managed',
    type,
    name: 'x',
    values,
  });
  const configured = (address: string, key: string, references: string[]) => ({
    address,
    mode: 'managed',
    expressions: { [key]: { references } },
  });
  const group = 'tencentcloud_security_group';
  const rules = 'tencentcloud_security_group_lite_rule';
  const lite = (port: number) => ({ ingress: [`ACCEPT#10.0.0.0/8#${port}#TCP`], egress: [] });
  const { text } = await imported(
    JSON.stringify({
      format_version: '1.2',
      planned_values: {
        root_module: {
          resources: [
            planned(`${group}.x["a"]`, group, { name: 'one' }),
            planned(`${group}.x["b"]`, group, { name: 'two' }),
            planned(`${rules}.x["a"]`, rules, lite(1)),
            planned(`${rules}.x["b"]`, rules, lite(2)),
          ],
          child_modules: [
            {
              address: 'module.m[0]',
              resources: [
                planned(`module.m[0].${group}.x[0]`, group, { name: 'three' }),
                planned(`module.m[0].${rules}.x`, rules, lite(3)),
              ],
            },
          ],
        },
      },
      configuration: {
        root_module: {
          resources: [configured(`${rules}.x`, 'security_group_id', [`${group}.x`, 'each.key'])],
          module_calls: {
            m: {
              module: {
                resources: [
                  configured(`${rules}.x`, 'security_group_id', [`${group}.x[0].id`, `${group}.x[0]`, `${group}.x`]),
                ],
              },
            },
          },
        },
      },
    }),
  );
  const side = (port: number) => `  inbound {\n    allow tcp ${port} from 10.0.0.0/8\n  }\n  outbound {\n  }\n}\n`;
  expect(text).toBe(`group one {\n${side(1)}\ngroup two {\n${side(2)}\ngroup three {\n${side(3)}`);
});

test('single rules in the order of their index; two peers and bad lite rules are refused', async () => {
  const rule = (index: number, more: object) => ({
    security_group_id: 'sg-1',
    type: 'ingress',
    policy: 'accept',
    policy_index: index,
    ...more,
  });
  const { text } = await imported(
    JSON.stringify({
      resource: {
        tencentcloud_security_group_rule: {
          b: rule(1, { source_sgid: 'sg-2', protocol_template: [{ template_id: 'ppm-1' }] }),
          a: rule(0, { cidr_ip: '10.0.0.0/8', ip_protocol: 'tcp', port_range: '80', description: 'one' }),
        },
      },
    }),
  );
  expect(text).toContain('inbound {\n    allow tcp 80 from 10.0.0.0/8 "one"\n    allow ppm-1 from sg-2\n  }');
  const reasons = await refused(
    JSON.stringify({
      resource: {
        tencentcloud_security_group_lite_rule: {
          a: { security_group_id: 'sg-1', ingress: ['ACCEPT#1.2.3.4#80', 'ALLOW#1.2.3.4#80#TCP'] },
        },
        tencentcloud_security_group_rule_set: {
          a: {
            security_group_id: 'sg-1',
            egress: [{ action: 'DROP', cidr_block: '1.2.3.4', ipv6_cidr_block: '::1' }],
          },
        },
      },
    }),
  );
  expect(reasons).toHaveLength(3);
});

test('blocks of a state count in their order, and a policy_index that says another one is noted', async () => {
  const block = (cidr_block: string, policy_index: number) => ({ action: 'ACCEPT', cidr_block, policy_index });
  const state = (...ingress: readonly object[]) =>
    JSON.stringify({
      version: 4,
      terraform_version: '1.9.0',
      resources: [
        {
          mode: 'managed',
          type: 'tencentcloud_security_group_rule_set',
          name: 'web',
          instances: [{ attributes: { security_group_id: 'sg-1', ingress, egress: [] } }],
        },
      ],
    });
  const inOrder = await imported(state(block('10.0.0.0/8', 0), block('11.0.0.0/8', 0), block('12.0.0.0/8', 1)));
  expect(inOrder.notes).toEqual([]);
  const { text, notes } = await imported(
    state(block('10.0.0.0/8', 1), block('11.0.0.0/8', 0), block('12.0.0.0/8', 10)),
  );
  expect(text.match(/1\d\.0\.0\.0/g)).toEqual(['10.0.0.0', '11.0.0.0', '12.0.0.0']);
  expect(notes).toEqual([
    expect.stringContaining("The 'policy_index' of the inbound rules says another order than that of the blocks"),
  ]);
});

test('the regions of a plan are those of the providers that its configuration names', async () => {
  const planned = (address: string, name: string) => ({
    address,
    mode: 'managed',
    type: 'tencentcloud_security_group',
    name: address,
    values: { name },
  });
  const configured = (address: string, provider_config_key: string) => ({
    address,
    provider_config_key,
    expressions: {},
  });
  const { text } = await imported(
    JSON.stringify({
      format_version: '1.2',
      variables: { far: { value: 'ap-shanghai' } },
      planned_values: {
        root_module: {
          resources: [
            planned('tencentcloud_security_group.a', 'a'),
            planned('tencentcloud_security_group.b[0]', 'b'),
            planned('tencentcloud_security_group.c', 'c'),
          ],
          child_modules: [{ resources: [planned('module.m["x"].tencentcloud_security_group.d', 'd')] }],
        },
      },
      configuration: {
        provider_config: {
          tencentcloud: { name: 'tencentcloud', expressions: { region: { constant_value: 'ap-guangzhou' } } },
          'tencentcloud.sh': {
            name: 'tencentcloud',
            alias: 'sh',
            expressions: { region: { references: ['var.far'] } },
          },
          'tencentcloud.x': { expressions: { region: { references: ['local.x', 'var.far'] } } },
        },
        root_module: {
          resources: [
            configured('tencentcloud_security_group.a', 'tencentcloud'),
            configured('tencentcloud_security_group.b', 'tencentcloud.sh'),
            configured('tencentcloud_security_group.c', 'tencentcloud.x'),
          ],
          module_calls: {
            m: { module: { resources: [configured('tencentcloud_security_group.d', 'module.m:tencentcloud')] } },
          },
        },
      },
    }),
  );
  expect(text.replace(/\s+/g, ' ')).toBe(
    'group c { } region ap-guangzhou group a { } group d { } region ap-shanghai group b { } ',
  );
});

test('a state of before 0.12 is told as such', async () => {
  const old = { version: 3, terraform_version: '0.11.14', serial: 1, modules: [{ path: ['root'], resources: {} }] };
  expect(await refused(JSON.stringify(old))).toEqual([
    expect.stringContaining('The state is of Terraform 0.11 or older: save it anew with a later one'),
  ]);
});
