// Guards what is taken from Terraform's HCL, and that what is computed is told.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { hcl } from '../../../test/support/hcl.ts';
import { imported, oneBlank, refused } from '../../../test/support/imported.ts';
import { importFiles } from '../importFiles.ts';
import { showNote } from '../notes.ts';

const root = new URL('../../../../', import.meta.url);

test('literal rule sets and lite rules, references by name', async () => {
  const { text, notes } = await imported(readFileSync(new URL('samples/import/web.tf', root), 'utf8'));
  expect(text).toBe(`group web "Front end" {
  inbound {
    allow tcp 80,443 from any "web"
    deny all from any
  }
  outbound {
    allow all to any
  }
}

group db {
  inbound {
    allow tcp 3306 from 10.0.1.0/24
    deny all from any
  }
  outbound {
    allow all to any
  }
}
`);
  expect(notes).toEqual([]);
});

test('what is not known is refused, and with leave skipped; what decides nothing is only left out', async () => {
  const text = `
variable "name" {}
variable "office" {}
variable "all" {}
variable "ip" {}
variable "more" {}

resource "tencentcloud_security_group" "web" {
  name        = var.name
  description = "a\\tb $\${x} \\u4e2d"
  lifecycle { prevent_destroy = true }
}
resource "tencentcloud_security_group_rule_set" "web" {
  security_group_id = "\${tencentcloud_security_group.web.id}"
  ingress {
    action = "ACCEPT"
    source_security_id = tencentcloud_security_group.web.id
    port = 80
    protocol = ("tcp")
  }
  ingress {
    action = "ACCEPT"
    cidr_block = var.office
  }
  dynamic "ingress" {
    for_each = var.all
    content { action = "DROP" }
  }
  egress {
    action = "DROP"
    source_security_id = tencentcloud_security_group.other.id
  }
}
resource "tencentcloud_security_group_lite_rule" "x" {
  security_group_id = "sg-12345678"
  ingress = ["ACCEPT#\${var.ip}#ALL#ALL", "DROP#0.0.0.0/0#ALL#ALL"]
  egress  = concat(["ACCEPT#0.0.0.0/0#ALL#ALL"], var.more)
}
resource "tencentcloud_vpc" "v" {}
module "m" { source = "a/m" }
`;
  expect(await refused(text)).toHaveLength(5);
  const { text: read, notes } = await imported(text, { skipInvalid: true });
  expect(read).toBe(`group web "a\\tb \${x} 中" {
  inbound {
    allow tcp 80 from self
  }
  outbound {
  }
}

group group-12345678 {
  id sg-12345678
  inbound {
    deny all from any
  }
  outbound {
    allow all to any
  }
}
`);
  expect(notes.map((note) => note.replace(/^f:(\d+):\d+: .*?('[^']*').*$/, '$1 $2'))).toEqual([
    "9 'name'",
    "23 'cidr_block'",
    "26 '--var'",
    "31 'source_security_id'",
    "36 '--var'",
    "37 '--var'",
    "39 'tencentcloud_vpc.v'",
    "40 'module.m'",
  ]);
});

test('literal rules of a group that is computed become a group of the name of their resource', async () => {
  const { text, notes } = await imported(`resource "tencentcloud_security_group_lite_rule" "web" {
  security_group_id = module.sg.id
  ingress = ["ACCEPT#10.0.0.0/8#80#TCP"]
}
`);
  expect(text).toBe('group web {\n  inbound {\n    allow tcp 80 from 10.0.0.0/8\n  }\n  outbound {\n  }\n}\n');
  expect(notes).toEqual([
    expect.stringMatching(/security_group_id of .* is not known, .*: module\.sg is not declared in the module/),
  ]);
});

test('ids of resources of the file within a lite rule, and of the one that is made along with a resource', async () => {
  const { text, notes } = await imported(
    `resource "tencentcloud_security_group" "web" {
  for_each = toset(["a", "b"])
  name     = each.key
}
resource "tencentcloud_address_template_group" "many" {
  name = "many"
}
resource "tencentcloud_protocol_template" "ports" {
  name      = "ports"
  protocols = ["tcp:80"]
}
resource "tencentcloud_security_group_lite_rule" "web" {
  security_group_id = tencentcloud_security_group.web["a"].id
  ingress = [
    "ACCEPT#\${tencentcloud_address_template_group.many.id}#22#TCP",
    "DROP#\${ tencentcloud_security_group.web["a"].id }#80-90#UDP",
    "ACCEPT#10.0.0.0/8##\${tencentcloud_protocol_template.ports.id}",
    "ACCEPT#\${tencentcloud_security_group.other.id}#1#TCP",
    "\${tencentcloud_security_group.web["a"].id}#10.0.0.0/8#2#TCP",
    "ACCEPT#x\${tencentcloud_security_group.web["a"].id}#3#TCP",
    "ACCEPT#\${tencentcloud_security_group.web["a"].arn}#4#TCP",
    "ACCEPT#10.0.0.0/8#$\${5}#TCP\${tencentcloud_security_group.web["a"].id}",
  ]
}
resource "tencentcloud_security_group_lite_rule" "second" {
  security_group_id = tencentcloud_security_group.web["b"].id
  ingress = ["ACCEPT#10.0.0.0/8#7#TCP"]
}
`,
    { skipInvalid: true },
  );
  expect(text).toContain(`  inbound {
    allow tcp 22 from many
    deny udp 80-90 from self
    allow ports from 10.0.0.0/8
  }
`);
  expect(text).toContain('group b {\n  inbound {\n    allow tcp 7 from 10.0.0.0/8\n');
  expect(notes.filter((note) => note.includes('Skipped: '))).toHaveLength(5);
});

test('files that are imported together are one module, and each has its own places', async () => {
  const names = 'resource "tencentcloud_security_group" "web" { name = "a web" }\nresource "x" "y" {}';
  const variables = '\nvariable "office" {}\n';
  const rules = `resource "tencentcloud_security_group_lite_rule" "web" {
  security_group_id = tencentcloud_security_group.web.id
  ingress = ["ACCEPT#10.0.0.0/8#80#TCP", "ACCEPT#\${var.office}#22#TCP"]
}`;
  const files = [
    { name: 'rules.tf', text: rules },
    { name: 'variables.tf', text: variables },
    { name: 'names.tf', text: names },
  ];
  const result = await importFiles(files, { hcl, skipInvalid: true });
  if (!result.ok) throw new Error(result.reasons.map(showNote).join('\n'));
  expect(oneBlank(result.text)).toBe(
    'group a-web {\n  inbound {\n    allow tcp 80 from 10.0.0.0/8\n  }\n  outbound {\n  }\n}\n',
  );
  expect(result.notes.map(showNote)).toEqual([
    expect.stringMatching(/^rules\.tf:3:42: Skipped: The rule is not known: var\.office has no value/),
    expect.stringMatching(/^names\.tf:1:56: The name 'a web'/),
    expect.stringMatching(/^names\.tf:2:1: The resource 'x\.y'/),
  ]);
  expect(result.notes.map(({ start, end }) => [start, end])).toContainEqual([55, 60]);
  const broken = await importFiles([...files, { name: 'broken.tf', text: 'resource "a" "b" {' }], { hcl });
  expect(broken.ok ? [] : broken.reasons.map(showNote)).toContainEqual(expect.stringMatching(/^broken\.tf:1:/));
});

test('what is switched off by its count is left out, and one of a kind is no loss', async () => {
  const group = (label: string, count: string) =>
    `resource "tencentcloud_security_group" "${label}" {\n  name = "${label}"\n  count = ${count}\n}\n`;
  const { text, notes } = await imported(`${group('off', '0')}${group('on', '1')}${group('many', '2')}`);
  expect(text).toBe('group on {\n}\n\ngroup many {\n}\n\ngroup many-2 {\n}\n');
  expect(notes.map((note) => note.replace(/^f:(\d+):\d+: /, '$1 '))).toEqual([
    "3 'tencentcloud_security_group.off' is created zero times: it is left out.",
    "10 The name 'many' is taken: it becomes 'many-2'.",
  ]);
});

test('what is made several times, meant for one region, owned twice or without an order is told', async () => {
  const { notes } = await imported(`provider "tencentcloud" { region = "ap-seoul" }
resource "tencentcloud_security_group" "web" { name = "web" }
resource "tencentcloud_security_group_rule" "a" {
  security_group_id = tencentcloud_security_group.web.id
  count             = 2
  type              = "ingress"
  policy            = "accept"
  cidr_ip           = "10.0.0.0/8"
}
resource "tencentcloud_security_group_rule" "b" {
  security_group_id = tencentcloud_security_group.web.id
  type              = "ingress"
  policy            = "drop"
  cidr_ip           = "0.0.0.0/0"
}
resource "tencentcloud_security_group" "db" { name = "db" }
resource "tencentcloud_security_group_lite_rule" "x" {
  security_group_id = tencentcloud_security_group.db.id
  ingress           = ["ACCEPT#10.0.0.0/8#80#TCP"]
}
resource "tencentcloud_security_group_lite_rule" "y" {
  security_group_id = tencentcloud_security_group.db.id
  ingress           = ["DROP#0.0.0.0/0#ALL#ALL"]
}
resource "tencentcloud_address_template" "many" {
  name      = "many"
  addresses = ["10.0.0.1"]
  for_each  = toset(["a", "b"])
}
resource "tencentcloud_subnet" "s" {
  name              = "subnet-front"
  availability_zone = "ap-seoul-1"
  tags              = { a = "b" }
}
`);
  expect(notes.map((note) => note.replace(/^f:(\d+):\d+: /, '$1 '))).toEqual([
    expect.stringMatching(/^10 Resources of one rule have no order .* the inbound rules are taken/),
    expect.stringMatching(
      /^21 The group of 'tencentcloud_security_group_lite_rule.y' has another set of rules already/,
    ),
    "26 The name 'many' is taken: it becomes 'many-2'.",
    "31 The name 'subnet-front' is not a name of the rule language: it becomes 'subnet_front'.",
    "33 The rule language cannot express 'tags' of a subnet.",
  ]);
});

test('a broken file is refused with its place, one without anything literal as well', async () => {
  expect(await refused('resource "tencentcloud_security_group" "w" {\n  name = \n')).toEqual([
    "f:3:1: 'identifier' is missing here.",
  ]);
  expect(await refused('module "x" {\n  source = "y"\n}\n')).toEqual([
    expect.stringContaining(
      "'module.x' is not followed: it comes from 'y', which is not in this folder: run 'terraform init'",
    ),
  ]);
  expect(await refused(`resource "a" "b" {\n}\n${'# x\n'.repeat(600_000)}`)).toEqual([
    expect.stringContaining('over 2 MB'),
  ]);
});

test('100,000 levels and garbage end in an answer', async () => {
  await importFiles([{ name: 'f', text: `resource "a" "b" {\n x = ${'['.repeat(100_000)}` }], { hcl });
  await importFiles(
    [{ name: 'f', text: `resource "a" "b" {\n x = ${'['.repeat(100_000)}${']'.repeat(100_000)}\n}\n` }],
    { hcl },
  );
  await importFiles([{ name: 'f', text: `resource "a" "b" {\n${'a {\n'.repeat(100_000)}` }], { hcl });
}, 60_000);
