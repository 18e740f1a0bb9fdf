// Guards that text of extreme size, depth and characters gets an answer or a clear message from the built program: no stack overflow,
// no fault, in a bounded heap. The long form is the full size; the figures are printed.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { limit, rounds } from '../support/rounds.ts';
import { type Ran, run } from './program.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'secgroup-extremes-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Ten times what is promised: a slow machine must not fail. */
const GENEROUS_SECONDS = 100;

async function ask(name: string, text: string | Uint8Array, ...args: readonly string[]): Promise<Ran> {
  writeFileSync(path.join(folder, name), text);
  const ran = await run(folder, [...args, name]);
  console.log(
    `${args.join(' ')} ${name}: ${ran.seconds.toFixed(1)} s, ${ran.megabytes.toFixed(0)} MB, exit ${ran.exit}`,
  );
  expect(ran.stderr).not.toMatch(/unexpected fault|RangeError|call stack|\n {4}at |FATAL|heap/);
  expect(ran.seconds).toBeLessThan(GENEROUS_SECONDS);
  rmSync(path.join(folder, name));
  return ran;
}

const DEEP = 100_000;
const nest = (open: string, close: string, inner = ''): string => open.repeat(DEEP) + inner + close.repeat(DEEP);

describe('100,000 levels', () => {
  test.each<[string, string, number]>([
    ['lists.sg.json', nest('[', ']'), 1],
    ['objects.sg.json', nest('{"a":', '}', '1'), 1],
    ['inner.sg.json', `{"version":1,"regions":[{"Region":"r","Unknown":${nest('[', ']')}}]}`, 0],
    ['braces.sg', nest('{', '}'), 1],
    ['groups.sg', nest('group a {', '}'), 1],
    // Every name in a line that was not read is looked for as a use of every group of that name.
    ['lines.sg', 'group a {\n'.repeat(20_000), 1],
    ['secgroup.json', nest('[', ']'), 1],
  ])(
    'check %s',
    async (name, text, exit) => {
      expect((await ask(name, text, 'check')).exit).toBe(exit);
    },
    200_000,
  );

  test.each<[string, string]>([
    ['lists.tf', `resource "tencentcloud_security_group_lite_rule" "a" {\n ingress = ${nest('[', ']')}\n}\n`],
    ['blocks.tf', nest('a {', '}')],
    ['brackets.tf', `a = ${nest('(', ')', '1')}\n`],
    ['templates.tf', `a = "${nest(`\${"`, '"}')}"\n`],
    ['lists.json', nest('[', ']')],
    ['objects.tf.json', nest('{"resource":', '}', '1')],
    ['quotes.csv', `"${nest('"', '"')}`],
  ])(
    'import %s: refused with a place',
    async (name, text) => {
      const ran = await ask(name, text, 'import');
      expect(ran.exit).toBe(2);
      expect(ran.stderr).toMatch(new RegExp(`^secgroup: ${name.replaceAll('.', '\\.')}:\\d+:\\d+`));
    },
    200_000,
  );

  test.each(['addresses', 'services'] as const)(
    '%s in %s, in a line and in a circle',
    async (kind) => {
      const levels = rounds(20_000, DEEP);
      const end = kind === 'addresses' ? '10.0.0.1' : 'tcp 1';
      const rule = kind === 'addresses' ? 'allow tcp 22 from n0' : 'allow n0 from any';
      const chain = (last: string) =>
        `${Array.from({ length: levels }, (_, i) => `${kind} n${i} { ${i + 1 < levels ? `n${i + 1}` : last} }\n`).join('')}group g { inbound { ${rule} } }\n`;
      const line = await ask(`${kind}.sg`, chain(end), 'check');
      expect(line.exit).toBe(1);
      expect(line.stdout).toContain('nested too deeply to follow');
      const circle = await ask(`${kind}-circle.sg`, chain('n0'), 'check');
      expect(circle.exit).toBe(1);
      expect(circle.stdout).toContain('circular-addresses');
    },
    400_000,
  );
});

const LONG = 10_000_000;

describe('one line of 10 MB', () => {
  test.each<[string, string, number]>([
    ['comment', `# ${'x'.repeat(LONG)}`, 0],
    ['open string', `"${'x'.repeat(LONG)}`, 1],
    ['name', 'a'.repeat(LONG), 1],
    ['junk', '@'.repeat(LONG), 1],
    ['description', `group g "${'é😀'.repeat(LONG / 4)}" {}`, 0],
    ['keywords', 'group '.repeat(LONG / 20), 1],
    ['strings', '"" '.repeat(LONG / 10), 1],
    ['ports', `group g { inbound { allow tcp ${'1,'.repeat(LONG / 10)}1 from any } }`, 0],
    ['rules', `group g { inbound { ${'deny all from 10.0.0.0/8 '.repeat(rounds(4_000, LONG / 25))} } }`, 1],
    ['peers', `group g { inbound { allow tcp from ${'any, '.repeat(rounds(4_000, LONG / 5))}any } }`, 1],
  ])(
    '%s',
    async (name, text, exit) => {
      const ran = await ask(`${name.replace(' ', '-')}.sg`, text, 'check');
      expect(ran.exit).toBe(exit);
    },
    400_000,
  );
});

describe('rules beyond all quotas', () => {
  const many = rounds(110_000, 1_000_000);

  test.each<[string, (i: number) => string]>([
    ['all different', (i) => `allow tcp ${(i % 65535) + 1} from 10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`],
    ['all the same', () => 'allow tcp 22 from 10.0.0.0/8'],
  ])(
    'in one list, %s: said, once, that shadowed ones are not looked for',
    async (name, rule) => {
      const lines = Array.from({ length: many }, (_, i) => rule(i));
      const ran = await ask(
        `${name.replaceAll(' ', '-')}.sg`,
        `group g { inbound {\n${lines.join('\n')}\n} }\n`,
        'check',
      );
      expect(ran.exit).toBe(1);
      expect(ran.stderr.match(/looked for/g)).toHaveLength(1);
      expect(ran.stderr).toContain("'g'");
      expect(ran.stdout).toContain('quota-inbound');
    },
    400_000,
  );

  test('over many groups', { timeout: limit(400_000) }, async () => {
    const groups = Array.from({ length: many / 100 }, (_, g) => {
      const rules = Array.from(
        { length: 100 },
        (_, i) => `allow tcp ${((i * 7 + g) % 65535) + 1} from 10.${(g >> 8) & 255}.${g & 255}.${i}`,
      );
      return `group g${g} { inbound {\n${rules.join('\n')}\n} }\n`;
    });
    const ran = await ask('groups.sg', groups.join(''), 'check');
    expect(ran.exit).toBe(1);
    expect(ran.stdout).toContain('quota-groups');
  });
});

test('a snapshot of many megabytes', { timeout: limit(400_000) }, async () => {
  const policies = (g: number) =>
    Array.from({ length: 100 }, (_, i) => ({
      PolicyIndex: i,
      Protocol: 'TCP',
      Port: `${i + 1}`,
      CidrBlock: `10.${g % 256}.${i}.0/24`,
      Action: 'ACCEPT',
      PolicyDescription: `number ${i}`,
    }));
  const SecurityGroupSet = Array.from({ length: rounds(400, 7_800) }, (_, g) => ({
    SecurityGroupId: `sg-${g}`,
    SecurityGroupName: `group ${g}`,
    SecurityGroupPolicySet: { Version: '1', Ingress: policies(g), Egress: [] },
  }));
  const ran = await ask(
    'live.sg.json',
    JSON.stringify({ version: 1, regions: [{ Region: 'ap-guangzhou', SecurityGroupSet }] }),
    'check',
  );
  expect(ran.exit).toBe(1);
  expect(ran.stdout).toContain('quota-groups');
});

describe('characters', () => {
  const rule = 'group web { inbound { allow tcp 22 from 10.0.0.0/8 } }\n';
  const utf16 = (text: string, bigEndian: boolean): Uint8Array => {
    const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
    return bigEndian ? bytes.swap16() : bytes;
  };

  test.each<[string, string | Uint8Array]>([
    ['with a byte order mark', `\ufeff${rule}`],
    ['in UTF-16, little end first', utf16(rule, false)],
    ['in UTF-16, big end first', utf16(rule, true)],
    ['with the line ends of Windows', rule.replaceAll('\n', '\r\n')],
  ])('a file %s is read as any other', async (_, text) => {
    const ran = await ask('read.sg', text, 'check');
    expect(ran.exit).toBe(0);
    expect(ran.stdout).toContain("Nothing uses the group 'web'");
  });

  test('NUL, stray bytes and halves of characters are errors at their place', async () => {
    for (const text of [
      `${rule}\0\0\0`,
      Buffer.from([0xff, 0xfe]),
      Buffer.from([0x67, 0xc3, 0x28, 0xed, 0xa0, 0x80, 0x0a]),
      utf16('\ud800', false),
    ]) {
      const ran = await ask('stray.sg', text, 'check');
      expect(ran.exit).toBe(text.length > 2 ? 1 : 0);
    }
  });

  test('bidirectional and zero-width characters are reported, and shown as what they are', async () => {
    for (const code of [0x202e, 0x2066, 0x200b, 0x061c, 0xe0061, 0xad]) {
      const ran = await ask('trick.sg', rule.replace(' }', ` }  # ${String.fromCodePoint(code)} hidden`), 'check');
      expect(ran.stdout).toContain('suspicious-character');
      expect(ran.stdout).not.toContain(String.fromCodePoint(code));
    }
  });
});
