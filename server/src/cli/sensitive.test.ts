// Guards that what a Terraform configuration, state or plan marks as sensitive is in no message and no source line: random ways to mark a
// value, to compute with it and to use it, each asked by every command in every format. Only rules and packets that follow from it show it.

import { expect, test } from 'vitest';
import { groupsIn, importRules } from '#formats/importFiles.ts';
import { runInMemory } from '../../test/cli/memorySystem.ts';
import { hcl } from '../../test/support/hcl.ts';
import { pick, type Random, randomFrom } from '../../test/support/random.ts';
import { rounds } from '../../test/support/rounds.ts';
import { main } from './main.ts';

/** Values that are looked for. What is computed from one is another value. */
const TOKENS: readonly string[] = ['tok-s3cr3t-9981', '198.51.100.77/32', '54321', 'sg-5ec2e799'];

interface Files {
  readonly files: ReadonlyMap<string, string>;
  readonly options: readonly string[];
}

/** Ways in which a configuration comes to a sensitive value: its files, and the expression that names it in the root module. */
const MARKED: readonly ((value: string) => {
  readonly named: string;
  readonly text: string;
  readonly more?: Readonly<Record<string, string>>;
  readonly options?: readonly string[];
})[] = [
  (value) => ({ named: 'var.s', text: `variable "s" {\n  default = "${value}"\n  sensitive = true\n}\n` }),
  (value) => ({
    named: 'var.s',
    text: `variable "s" { default = "${value}", sensitive = true }\n`.replace(', ', '\n'),
  }),
  (value) => ({
    named: 'var.s',
    text: 'variable "s" {\n  sensitive = true\n  type = string\n}\n',
    more: { 'terraform.tfvars': `s = "${value}"\n` },
  }),
  (value) => ({ named: 'var.s', text: 'variable "s" {\n  sensitive = true\n}\n', options: ['--var', `s=${value}`] }),
  (value) => ({
    named: 'var.s',
    text: 'variable "s" {\n  sensitive = true\n}\n',
    more: { 'x.tfvars': `s = "${value}"` },
    options: ['--var-file', 'infra/x.tfvars'],
  }),
  (value) => ({
    named: 'var.s',
    text: 'variable "s" {\n  ephemeral = true\n}\n',
    more: { 'a.auto.tfvars.json': JSON.stringify({ s: value }) },
  }),
  (value) => ({ named: 'local.s', text: `locals { s = sensitive("${value}") }\n` }),
  (value) => ({ named: 'local.s', text: `locals {\n  plain = "${value}"\n  s = sensitive(local.plain)\n}\n` }),
  (value) => ({
    named: 'var.s.inner[0]',
    text: `variable "s" {\n  type = object({ inner = list(string) })\n  default = { inner = ["${value}"] }\n  sensitive = true\n}\n`,
  }),
  (value) => ({
    named: 'module.s.out',
    text: 'module "s" { source = "./s" }\n',
    more: { 's/main.tf': `output "out" {\n  value = "${value}"\n  sensitive = true\n}\n` },
  }),
  (value) => ({
    named: 'module.s.out',
    text: `module "s" {\n  source = "./s"\n  given = "${value}"\n}\n`,
    more: { 's/main.tf': 'variable "given" {\n  sensitive = true\n}\noutput "out" { value = var.given }\n' },
  }),
  (value) => ({
    named: 'var.s',
    text: '',
    more: { 's.tf.json': JSON.stringify({ variable: { s: { default: value, sensitive: true } } }) },
  }),
  (value) => ({
    named: 'local.s',
    text: 'locals {\n  s = sensitive(jsondecode(file("secret.json"))).a\n}\n',
    more: { 'secret.json': JSON.stringify({ a: value }) },
  }),
  (value) => ({
    named: 'var.s',
    text: `provider "tencentcloud" { secret_key = "${value}" }\nvariable "s" {\n  default = <<-EOT\n    ${value}\n  EOT\n  sensitive = true\n}\n`,
  }),
];

/** What is computed with it. */
const COMPUTED: readonly ((named: string) => string)[] = [
  (s) => s,
  (s) => `"\${${s}}"`,
  (s) => `"x\${${s}}"`,
  (s) => `upper(${s})`,
  (s) => `base64encode(${s})`,
  (s) => `strrev(${s})`,
  (s) => `trimspace(${s})`,
  (s) => `[for x in [${s}] : x][0]`,
  (s) => `{ for k in [${s}] : k => k }[${s}]`,
  (s) => `true ? ${s} : "a"`,
  (s) => `${s} == "a" ? "10.0.0.0/8" : ${s}`,
  (s) => `try(${s}, "a")`,
  (s) => `coalesce("", ${s})`,
  (s) => `jsondecode(jsonencode({ a = ${s} })).a`,
  (s) => `split(",", join(",", ["a", ${s}]))[1]`,
  (s) => `format("%s", ${s})`,
  (s) => `tonumber(${s}) + 1`,
  (s) => `cidrhost(${s}, 0)`,
  (s) => `regex("[0-9]+", ${s})`,
  (s) => `regex(${s}, "a")`,
  (s) => `replace(${s}, "/", "/")`,
  (s) => `lookup({}, ${s})`,
  (s) => `lookup({ a = ${s} }, "a")`,
  (s) => `merge({ a = "b" }, { a = ${s} }).a`,
  (s) => `element([${s}], 0)`,
  (s) => `keys({ (${s}) = 1 })[0]`,
  (s) => `flatten([[${s}]])[0]`,
  (s) => `templatestring("$\{a}", { a = ${s} })`,
  (s) => `yamldecode(${s})`,
  (s) => `jsondecode(${s})`,
];

/** Where it is used; each is a resource, or more. */
const USED: readonly ((value: string) => string)[] = [
  (v) => `resource "tencentcloud_security_group" "u" { name = ${v} }\n`,
  (v) => `resource "tencentcloud_security_group" "u" {\n  name = "u"\n  description = ${v}\n}\n`,
  (v) => `resource "tencentcloud_security_group" "u" {\n  for_each = toset([${v}])\n  name = each.key\n}\n`,
  (v) => `resource "tencentcloud_security_group" "u" {\n  count = ${v}\n  name = "u"\n}\n`,
  (v) => `resource "tencentcloud_security_group" "u" { tags = { a = ${v} } }\n`,
  (v) => rule(`cidr_ip = ${v}`),
  (v) => rule(`cidr_ip = "10.0.0.0/8"\n  port_range = ${v}`),
  (v) => rule(`cidr_ip = "10.0.0.0/8"\n  description = ${v}`),
  (v) => rule(`cidr_ip = "10.0.0.0/8"\n  nothing_of_the_kind = ${v}`),
  (v) => rule(`source_sgid = ${v}`),
  (v) => rule(`cidr_ip = "10.0.0.0/8"\n  ip_protocol = ${v}`),
  (v) => lite(`["ACCEPT#\${${v}}#22#TCP", "ACCEPT#10.0.0.0/8#\${${v}}#TCP", "DROP#0.0.0.0/0#ALL#ALL"]`),
  (v) => lite(v),
  (v) => lite(`[${v}]`),
  (v) =>
    `resource "tencentcloud_security_group_rule_set" "u" {\n  security_group_id = ${v}\n  ingress {\n    action = "ACCEPT"\n    cidr_block = "10.0.0.0/8"\n  }\n}\n`,
  (v) =>
    `resource "tencentcloud_security_group_rule_set" "u" {\n  security_group_id = "sg-00000001"\n  dynamic "ingress" {\n    for_each = [${v}]\n    content {\n      action = "ACCEPT"\n      cidr_block = ingress.value\n    }\n  }\n}\n`,
  (v) => `resource "tencentcloud_address_template" "u" {\n  name = "u"\n  addresses = [${v}]\n}\n`,
  (v) =>
    `resource "tencentcloud_instance" "u" {\n  instance_name = "u"\n  private_ip = ${v}\n  password = ${v}\n  orderly_security_groups = [${v}]\n}\n`,
  (v) => `resource "tencentcloud_vpc_acl" "u" {\n  name = "u"\n  ingress = ["ACCEPT#\${${v}}#22#TCP"]\n}\n`,
  (v) => `provider "tencentcloud" { region = ${v} }\n`,
  (v) => `module "u" {\n  source = "./u"\n  given = ${v}\n}\n`,
  (v) => `import {\n  to = tencentcloud_security_group.web\n  id = ${v}\n}\n`,
  (v) =>
    `locals {\n  loop = "\${local.loop}\${${v}}"\n}\nresource "tencentcloud_security_group" "u" { name = local.loop }\n`,
];

const rule = (rest: string) =>
  `resource "tencentcloud_security_group_rule" "u" {\n  security_group_id = tencentcloud_security_group.web.id\n  type = "ingress"\n  policy = "ACCEPT"\n  ${rest}\n}\n`;
const lite = (list: string) =>
  `resource "tencentcloud_security_group_lite_rule" "u" {\n  security_group_id = tencentcloud_security_group.web.id\n  ingress = ${list}\n}\n`;

const WEB = 'resource "tencentcloud_security_group" "web" { name = "web" }\n';
const MACHINE =
  'resource "tencentcloud_instance" "web" {\n  instance_name = "web-1"\n  private_ip = "10.0.0.5"\n  orderly_security_groups = [tencentcloud_security_group.web.id]\n}\n';
const CALLED = 'variable "given" { type = number }\nresource "tencentcloud_security_group" "m" { name = var.given }\n';

function configuration(random: Random, value: string): Files {
  const { named, text, more = {}, options = [] } = pick(random, MARKED)(value);
  const uses = Array.from({ length: 1 + Math.floor(random() * 3) }, () =>
    pick(random, USED)(pick(random, COMPUTED)(named)),
  );
  const distinct = uses.map((use, i) =>
    use
      .replaceAll('"u"', `"u${i}"`)
      .replaceAll('./u', './u')
      .replaceAll('.loop', `.loop${i}`)
      .replaceAll(' loop ', ` loop${i} `),
  );
  const files = new Map([
    ['infra/main.tf', text + WEB + MACHINE + distinct.join('')],
    ['infra/u/main.tf', CALLED],
  ]);
  for (const [name, own] of Object.entries(more)) files.set(`infra/${name}`, own);
  return { files, options };
}

/** A state or a plan that marks the value in one of its ways, on one line or on many. */
function shown(random: Random, value: string): Files {
  const inner = pick<readonly [Record<string, unknown>, Record<string, unknown>]>(random, [
    [{ name: value }, { name: true }],
    [{ name: 'web', description: value }, { description: true }],
    [{ name: 'web', tags: { a: value } }, { tags: { a: true } }],
    [{ name: 'web', password: value }, {}],
    [{ name: 'web', description: value }, true as unknown as Record<string, unknown>],
  ]);
  const rules = pick<readonly [Record<string, unknown>, Record<string, unknown>]>(random, [
    [{ cidr_ip: value }, { cidr_ip: true }],
    [{ cidr_ip: '10.0.0.0/8', port_range: value }, { port_range: true }],
  ]);
  const common = { security_group_id: 'sg-00000001', type: 'ingress', policy: 'ACCEPT', ip_protocol: 'TCP' };
  const resource = (type: string, values: Record<string, unknown>, sensitive: unknown) => ({
    address: `${type}.web`,
    mode: 'managed',
    type,
    name: 'web',
    values,
    sensitive_values: sensitive,
  });
  const module = {
    resources: [
      resource('tencentcloud_security_group', { id: 'sg-00000001', ...inner[0] }, inner[1]),
      resource('tencentcloud_security_group_rule', { ...common, ...rules[0] }, rules[1]),
    ],
  };
  const state = {
    version: 4,
    terraform_version: '1.9.0',
    outputs: { s: { value, type: 'string', sensitive: true } },
    resources: [
      {
        mode: 'managed',
        type: 'tencentcloud_security_group',
        name: 'web',
        instances: [
          {
            attributes: { id: 'sg-00000001', ...inner[0], description: value, name: 'web' },
            sensitive_attributes: [[{ type: 'get_attr', value: 'description' }], [{ type: 'get_attr', value: 'tags' }]],
          },
        ],
      },
      {
        mode: 'managed',
        type: 'tencentcloud_security_group_rule',
        name: 'web',
        instances: [
          {
            attributes: { ...common, cidr_ip: value },
            sensitive_attributes: [[{ type: 'get_attr', value: 'cidr_ip' }]],
          },
        ],
      },
    ],
  };
  const change = ({ values, sensitive_values, ...rest }: ReturnType<typeof resource>) => ({
    ...rest,
    change: {
      actions: ['update'],
      before: values,
      after: values,
      before_sensitive: sensitive_values,
      after_sensitive: sensitive_values,
    },
  });
  const plan = {
    format_version: '1.2',
    variables: { s: { value } },
    planned_values: { outputs: { s: { sensitive: true, value } }, root_module: module },
    resource_changes: module.resources.map(change),
    prior_state: { format_version: '1.0', values: { root_module: module } },
    configuration: { root_module: { variables: { s: { default: value, sensitive: true } } } },
  };
  const only = { format_version: '1.2', resource_changes: module.resources.map(change) };
  const json = pick<unknown>(random, [state, plan, only, { format_version: '1.0', values: { root_module: module } }]);
  return { files: new Map([['infra.json', JSON.stringify(json, null, random() < 0.5 ? 2 : 0)]]), options: [] };
}

const commands = (at: string): readonly (readonly string[])[] => [
  ...['text', 'json', 'sarif', 'github', 'markdown'].map((format) => ['check', at, '--format', format]),
  ...['text', 'json', 'junit', 'sarif', 'github'].flatMap((format) => [
    ['test', 'e.sg', at, '--format', format],
    ['test', 'e.sg', at, '--partial', '--format', format],
  ]),
  ...['text', 'json'].flatMap((format) => [
    [
      'packet',
      at,
      '--from',
      '10.0.0.5',
      '--to',
      'web-1',
      '--protocol',
      'tcp',
      '--port',
      '22',
      '--partial',
      '--format',
      format,
    ],
    ['packet', at, '--from', '10.0.0.5', '--to', 'web-1', '--protocol', 'tcp', '--port', '22', '--format', format],
    ['reach', at, '--to', 'web-1', '--partial', '--format', format],
  ]),
  ...['text', 'json', 'markdown', 'sarif'].flatMap((format) => [
    ['diff', 'e.sg', at, '--partial', '--format', format],
    ['diff', at, 'empty.sg', '--partial', '--format', format],
  ]),
  ...['text', 'json', 'markdown'].flatMap((format) => [
    ['plan', '--from', at, 'e.sg', '--partial', '--format', format],
    ['plan', '--from', 'live.sg.json', at, '--partial', '--format', format],
  ]),
  ['drift', at, '--partial'],
  ['import', at, '--region', 'ap-guangzhou'],
  ['import', at, '--region', 'ap-guangzhou', '--skip-invalid'],
  ['import', at, '--skip-invalid', '-o', 'out.sg'],
  ['import', at, '--skip-invalid', '--group', 'web', '--in-place', 'e.sg'],
];

const BESIDE: readonly (readonly [string, string])[] = [
  [
    'e.sg',
    'region ap-guangzhou\ngroup web {\n  inbound {\n    allow tcp 22 from any\n  }\n}\nexpect deny tcp 1-65535 from any to web "nobody"\n',
  ],
  ['empty.sg', 'region ap-guangzhou\n'],
  ['live.sg.json', '{"version":1,"regions":[{"Region":"ap-guangzhou","SecurityGroupSet":[]}]}'],
];

test.each(Array.from({ length: rounds(60, 3_000) }, (_, seed) => seed))(
  'no message shows it, seed %i',
  async (seed) => {
    const random = randomFrom(seed);
    const secret = pick(random, TOKENS);
    const isConfiguration = random() < 0.75;
    const { files, options } = isConfiguration ? configuration(random, secret) : shown(random, secret);
    const at = isConfiguration ? 'infra' : 'infra.json';
    const all = new Map([...BESIDE, ...files]);
    const told = (words: string, of: string) => {
      expect(words.includes(secret) ? `${secret}\n${of}\n${words}\n${[...files].flat().join('\n')}` : '').toBe('');
    };
    for (const command of commands(at)) {
      const isUsed = options.length > 0;
      const { stdout, stderr } = await runInMemory(all, '', (system) =>
        main([...command, ...(isUsed ? options : [])], system),
      );
      if (isUsed && stderr.startsWith('error: unknown option')) continue;
      expect(stderr).not.toContain('unexpected');
      // A plan calls groups by their names, which may be the value.
      if (!['plan', 'drift'].includes(command[0] ?? '')) told(stderr, command.join(' '));
      if (command[0] === 'check') told(stdout, command.join(' '));
    }
    // What an editor is told.
    const sent = [...files].map(([name, text]) => ({ name: name.replace(/^infra\//, ''), text }));
    const options2 = { hcl, skipInvalid: random() < 0.5 };
    const listed = await groupsIn(sent, options2);
    if (!listed.ok) told(JSON.stringify(listed.reasons), 'groupsIn');
    const imported = await importRules(sent, options2);
    told(JSON.stringify(imported.ok ? imported.notes : imported.reasons), 'importRules');
  },
);
