// How long a Terraform configuration takes to be evaluated and imported.
import { readFileSync } from 'node:fs';
import { importFiles } from '#formats/importFiles.ts';
import { measure } from './measure.ts';

/** Benchmarks run from the project's folder. */
const wasm = async (name: string) => new Uint8Array(readFileSync(`node_modules/${name}.wasm`));
const hcl = {
  runtime: () => wasm('web-tree-sitter/web-tree-sitter'),
  grammar: () => wasm('@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-hcl'),
};

const throughForEach = (count: number) => `locals {
  rules = { for pair in setproduct(range(${count / 50}), range(50)) : format("r%04d", pair[0] * 50 + pair[1]) => { cidr = "10.\${pair[0]}.\${pair[1]}.0/24", port = 8000 + pair[1] } }
}
resource "tencentcloud_security_group" "web" { name = "web" }
resource "tencentcloud_security_group_rule" "web" {
  for_each          = local.rules
  security_group_id = tencentcloud_security_group.web.id
  type              = "ingress"
  policy            = "accept"
  cidr_ip           = each.value.cidr
  ip_protocol       = "tcp"
  port_range        = each.value.port
}
`;

const written = (count: number) => `variable "rules" {
  type = list(object({ cidr = string, port = number }))
  default = [
${Array.from({ length: count }, (_, i) => `    { cidr = "10.${i >> 8}.${i & 255}.0/24", port = ${8000 + (i % 50)} },`).join('\n')}
  ]
}
resource "tencentcloud_security_group_rule_set" "web" {
  security_group_id = "sg-00000001"
  dynamic "ingress" {
    for_each = var.rules
    content {
      action     = "ACCEPT"
      cidr_block = ingress.value.cidr
      protocol   = "TCP"
      port       = ingress.value.port
    }
  }
}
`;

const read = (text: string) => importFiles([{ name: 'main.tf', text }], { hcl });

await measure(
  'Terraform',
  [500, 5000].flatMap((size) => {
    const [computed, listed] = [throughForEach(size), written(size)];
    return [
      { name: `${size} rules through for_each`, family: 'for_each', size, aim: size / 5, run: () => read(computed) },
      {
        name: `${size} rules of a list, in dynamic blocks`,
        family: 'dynamic',
        size,
        aim: size / 5,
        run: () => read(listed),
      },
    ];
  }),
);
