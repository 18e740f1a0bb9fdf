// Guards that no configuration makes the evaluator throw, hang or take all memory: the corpus, cut, spliced and multiplied by chance;
// and configurations that are made to grow.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { hcl } from '../../../test/support/hcl.ts';
import { wholeNumbersFrom } from '../../../test/support/random.ts';
import { limit, rounds } from '../../../test/support/rounds.ts';
import { importFiles } from '../importFiles.ts';

const folder = new URL('corpus/', import.meta.url);
const texts = readdirSync(folder).flatMap((name) =>
  readFileSync(new URL(name, folder), 'utf8')
    .split(/^== .*\n/m)
    .map((whole) => whole.split(/^--$/m)[0] ?? ''),
);

const TOKENS = [
  '${',
  '}',
  '%{ for x in var.a }',
  '%{ endfor }',
  '[',
  ']',
  '{',
  '(',
  ')',
  '"',
  '...',
  '[*]',
  '.*',
  ' ? ',
  ' : ',
  ' => ',
  'null',
  'local.a',
  'var.office',
  'each.value',
  'for_each = ',
  'count = ',
  'concat(',
  'flatten(',
  'try(',
  'range(1000)',
  'setproduct(range(1000), range(1000), range(1000))',
  'format("%1000000d", 1)',
  '-1',
  '1e9',
  '\n',
  '<<-EOT\n',
  'module.a.b',
  '\u{10ffff}',
  '__proto__',
];

function mutated(text: string, random: (below: number) => number): string {
  let result = text;
  for (let i = random(4); i >= 0; i--) {
    const at = random(result.length + 1);
    const end = Math.min(result.length, at + random(40));
    const other = texts[random(texts.length)] ?? '';
    const from = random(other.length + 1);
    const added = [
      TOKENS[random(TOKENS.length)] ?? '',
      other.slice(from, from + random(200)),
      '',
      result.slice(at, end),
    ];
    result = result.slice(0, at) + (added[random(4)] ?? '') + result.slice(random(2) === 0 ? at : end);
  }
  return result;
}

async function survives(text: string): Promise<void> {
  const began = performance.now();
  const parts = text.split(/^#- (\S+)\n/m);
  const byName = new Map(parts[0]?.trim() === '' ? [] : [['main.tf', parts[0] ?? '']]);
  for (let i = 1; i < parts.length; i += 2) byName.set(parts[i] ?? 'x.tf', parts[i + 1] ?? '');
  const files = [...byName].map(([name, own]) => ({ name, text: own }));
  const result = await importFiles(files, { hcl, skipInvalid: true });
  const notes = result.ok ? result.notes : result.reasons;
  for (const { file, start, end, line } of notes) {
    const own = files.find(({ name }) => name === file);
    expect(own, text).toBeDefined();
    expect(
      start >= 0 && end >= start && end <= (own?.text.length ?? 0) + 1 && line >= 0,
      `${file} ${start} ${end}\n${text}`,
    ).toBe(true);
  }
  expect(performance.now() - began, text).toBeLessThan(20_000);
}

test(
  'mutated configurations end in an answer, with places that are in their files',
  async () => {
    const random = wholeNumbersFrom(7);
    for (let i = 0; i < rounds(1_000, 20_000); i++) await survives(mutated(texts[random(texts.length)] ?? '', random));
    expect(process.memoryUsage().rss).toBeLessThan(1_500_000_000);
  },
  rounds(60_000, 7_200_000),
);

describe('what is made to grow ends, and says so', () => {
  const group = (locals: string, rules: string) =>
    `locals {\n${locals}\n}\nresource "tencentcloud_security_group_lite_rule" "a" {\n  security_group_id = "sg-00000001"\n  ingress = ${rules}\n}\n`;
  const chain = (step: (name: string) => string, first: string) =>
    group(
      Array.from({ length: 60 }, (_, i) => `  l${i} = ${i === 0 ? first : step(`local.l${i - 1}`)}`).join('\n'),
      'local.l59',
    );

  test.each<[string, string]>([
    ['lists that double', chain((name) => `concat(${name}, ${name})`, '["a", "b"]')],
    ['texts that double', chain((name) => `"\${${name}}\${${name}}"`, '"aaaaaaaa"')],
    ['texts that are joined', chain((name) => `join("x", [${name}, ${name}])`, '"aaaaaaaa"')],
    ['texts that are replaced', chain((name) => `replace(${name}, "a", "aa")`, '"aaaaaaaa"')],
    ['formats that double', chain((name) => `format("%s%s", ${name}, ${name})`, '"aaaaaaaa"')],
    ['products', group('', 'setproduct(range(1000), range(1000), range(1000))')],
    ['loops in loops', group('', `[${'for a in range(1000) : ['.repeat(4)}1${']'.repeat(4)}]`)],
    [
      'maps that double',
      chain((name) => `merge(${name}, { for k, v in ${name} : "\${k}x" => v })`, '{ a = 1, b = 2 }'),
    ],
    ['JSON in JSON', chain((name) => `jsonencode([${name}, ${name}])`, '"aaaaaaaa"')],
    ['values that nest', chain((name) => `[[[[${name}]]]]`, '"a"')],
    ['a count of millions', `resource "tencentcloud_security_group" "a" {\n  count = 5000000\n  name = "a"\n}\n`],
    [
      'a chain of 20,000 locals',
      group(Array.from({ length: 20_000 }, (_, i) => `  l${i} = local.l${i + 1}`).join('\n'), `["\${local.l0}"]`),
    ],
    [
      'patterns that repeat',
      group('', '[for i in range(1000) : regexall("(a*)*b", join("", [for j in range(1000) : "a"]))]'),
    ],
  ])(
    '%s',
    async (_, text) => {
      const began = performance.now();
      const result = await importFiles([{ name: 'main.tf', text }], { hcl });
      expect(result.ok).toBe(false);
      expect(performance.now() - began).toBeLessThan(20_000);
      expect(process.memoryUsage().heapUsed).toBeLessThan(1_500_000_000);
    },
    60_000,
  );

  test('modules that call each other in numbers', { timeout: limit(60_000) }, async () => {
    const call = (name: string, to: string) => `module "${name}" {\n  source = "../${to}"\n}\n`;
    const files = [
      { name: 'main.tf', text: 'module "a" {\n  source = "./m0"\n}\n' },
      ...Array.from({ length: 40 }, (_, i) => ({
        name: `m${i}/main.tf`,
        text: `${call('a', `m${i + 1}`)}${call('b', `m${i + 1}`)}`,
      })),
      { name: 'm40/main.tf', text: 'resource "tencentcloud_security_group" "a" { name = "a" }' },
    ];
    const result = await importFiles(files, { hcl });
    expect(result.ok).toBe(false);
  });
});

test('5,000 rules through for_each are read in a second or so', { timeout: limit(60_000) }, async () => {
  const text = `locals {
  rules = { for pair in setproduct(range(100), range(50)) : format("r%04d", pair[0] * 50 + pair[1]) => { cidr = "10.\${pair[0]}.\${pair[1]}.0/24", port = 8000 + pair[1] } }
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
  await importFiles([{ name: 'main.tf', text: 'resource "tencentcloud_security_group" "web" { name = "web" }' }], {
    hcl,
  });
  const began = performance.now();
  const result = await importFiles([{ name: 'main.tf', text }], { hcl });
  const took = performance.now() - began;
  expect(result.ok && result.text.split('\n').filter((line) => line.includes('allow tcp')).length).toBe(5000);
  // Far more than it takes, for a machine that does other things as well.
  expect(took).toBeLessThan(10_000);
});
