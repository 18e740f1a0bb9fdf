// Guards that no file of any format, however damaged or extreme, makes its reader throw or take long.

import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bind } from '#model/bind.ts';
import { parse } from '#syntax/parse.ts';
import { decodeText } from '#text/decode.ts';
import { hcl } from '../../test/support/hcl.ts';
import { wholeNumbersFrom } from '../../test/support/random.ts';
import { rounds } from '../../test/support/rounds.ts';
import { snapshot } from './cloud/format.ts';
import { readSnapshot } from './cloud/snapshot.ts';
import { exportRegion } from './exportGroups.ts';
import { importFiles } from './importFiles.ts';

const root = new URL('../../../', import.meta.url);
const SOAK = rounds(1, 100);
const folder = new URL('samples/import/', root);
const samples = [
  ...readdirSync(folder)
    .filter((name) => name.includes('.'))
    .map((name) => decodeText(new Uint8Array(readFileSync(new URL(name, folder))))),
  ...readdirSync(new URL('samples/snapshot/', root)).map((name) =>
    decodeText(new Uint8Array(readFileSync(new URL(`samples/snapshot/${name}`, root)))),
  ),
];
const isJson = (text: string) => /^\uFEFF?\s*[[{]/.test(text);
const isHcl = (text: string) => text.includes('resource "');
const TOKENS = [
  '{',
  '}',
  '[',
  ']',
  '"',
  ',',
  ':',
  '\\',
  '\n',
  '\0',
  '\uFEFF',
  '\uD800',
  'null',
  '-1',
  '1e9',
  '""',
  '{}',
  '[]',
  '#',
  '${',
  '"__proto__"',
  '"Action"',
  '=',
  '\u202E',
];

function mutated(text: string, random: (below: number) => number, pool: readonly string[]): string {
  let result = text;
  for (let i = random(4); i >= 0; i--) {
    const at = random(result.length + 1);
    const end = Math.min(result.length, at + random(40));
    switch (random(5)) {
      case 0:
        result = result.slice(0, at) + result.slice(end);
        break;
      case 1:
        result = result.slice(0, at) + (TOKENS[random(TOKENS.length)] ?? '') + result.slice(at);
        break;
      case 2: {
        const other = pool[random(pool.length)] ?? '';
        const from = random(other.length);
        result = result.slice(0, at) + other.slice(from, from + random(200)) + result.slice(at);
        break;
      }
      case 3:
        result = result.slice(0, at);
        break;
      default:
        result = result.slice(0, at) + String.fromCharCode(random(65536)) + result.slice(at + 1);
    }
  }
  return result;
}

async function survives(text: string): Promise<void> {
  const began = performance.now();
  const result = await importFiles([{ name: 'f', text }], { hcl, skipInvalid: true });
  if (result.ok) {
    const problems = parse(result.text).blocks.flatMap(({ block }) => block.problems);
    if (problems.length > 0 && !result.text.startsWith(text.slice(0, 50)))
      throw new Error(`${problems[0]?.message}\n${result.text}`);
  } else if (result.reasons.length === 0) throw new Error('refused without a reason');
  if (isJson(text)) {
    const tree = readSnapshot(text);
    if (tree.blocks.reduce((sum, { block }) => sum + block.length, 0) !== text.length)
      throw new Error('blocks leave a gap');
    exportRegion(bind([{ uri: 'x.sg.json', tree }]), undefined, snapshot);
  }
  const took = performance.now() - began;
  if (took > 2000) throw new Error(`took ${took} ms`);
}

beforeAll(() => {
  Object.freeze(Object.prototype);
});

afterAll(() => {
  expect(Object.keys(Object.prototype)).toEqual([]);
});

describe('mutated samples', () => {
  test.each([
    ['JSON', samples.filter(isJson), 4000],
    ['CSV', samples.filter((text) => !isJson(text) && !isHcl(text)), 3000],
    ['HCL', samples.filter((text) => !isJson(text) && isHcl(text)), 600],
  ])(
    '%s: nothing throws, what is imported is sound',
    async (_, pool, count) => {
      expect(pool.length).toBeGreaterThan(0);
      for (let seed = 0; seed < count * SOAK; seed++) {
        const random = wholeNumbersFrom(seed * 2654435761 + pool.length);
        const text = mutated(pool[random(pool.length)] ?? '', random, samples);
        try {
          await survives(text);
        } catch (error) {
          throw new Error(
            `seed ${seed}: ${error instanceof Error ? error.stack : error}\n${JSON.stringify(text.slice(0, 3000))}`,
          );
        }
      }
    },
    600_000 * SOAK,
  );
});

describe('extremes', () => {
  test.each([
    ['100,000 levels of lists', '['.repeat(100_000)],
    [
      '100,000 levels in a policy',
      `{"Ingress": [{"Action": "ACCEPT", "CidrBlock": "10.0.0.1", "x": ${'[{"a":'.repeat(50_000)}1${'}]'.repeat(50_000)}}]}`,
    ],
    ['100,000 levels of data', `${'{"data":'.repeat(100_000)}{}${',"policies":[]}'.repeat(100_000)}`],
    [
      '100,000 levels in Terraform',
      `{"resource": {"tencentcloud_security_group": {"w": {"name": "w", "tags": ${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}}}}`,
    ],
    [
      '100,000 modules in modules',
      `{"format_version": "1", "values": {"root_module": ${'{"child_modules": ['.repeat(50_000)}${']}'.repeat(50_000)}}}`,
    ],
    [
      'a line of 10 MB',
      `{"Ingress": [{"Action": "ACCEPT", "CidrBlock": "10.0.0.1", "PolicyDescription": "${'x'.repeat(10_000_000)}"}]}`,
    ],
    ['10 MB of zeros', '\0'.repeat(10_000_000)],
    ['10 MB of blanks', `${' '.repeat(10_000_000)}{}`],
    [
      'a table with one cell of 10 MB',
      `Source,Protocol port,Policy,Notes\n10.0.0.1,ALL,Allow,"${'x'.repeat(10_000_000)}"\n`,
    ],
    [
      'a name of a million dashes',
      `{"SecurityGroupSet": [{"SecurityGroupName": "a${'-'.repeat(1_000_000)} b", "SecurityGroupId": "sg-1"}]}`,
    ],
    [
      '100,000 groups of one name',
      `{"SecurityGroupSet": [${'{"SecurityGroupName": "a", "SecurityGroupId": "sg-1"},'.repeat(100_000)}{"SecurityGroupName": "a"}]}`,
    ],
    ['a million keys', `{${'"x": 1,'.repeat(1_000_000)}"Ingress": []}`],
  ])(
    '%s end in an answer',
    async (_, text) => {
      const began = performance.now();
      const result = await importFiles([{ name: 'f', text }], { hcl });
      expect(result.ok || result.reasons.length > 0).toBe(true);
      readSnapshot(text);
      expect(performance.now() - began).toBeLessThan(30_000);
    },
    60_000,
  );
});
