// Guards the SARIF log of `secgroup check`: the shape that code scanning reads, a rule for each code, and some results word by word.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { main } from '#cli/main.ts';
import { codes } from '#diagnostics/codes.ts';
import { runInMemory } from './memorySystem.ts';

const mistakes = readFileSync(path.join(import.meta.dirname, 'shared/mistakes.sg'), 'utf8');

/** The parts of the schema of SARIF 2.1.0 that a log of ours uses; nothing else may be in it. */
const text = {
  type: 'object',
  required: ['text'],
  additionalProperties: false,
  properties: { text: { type: 'string', minLength: 1 } },
};
const level = { enum: ['none', 'note', 'warning', 'error'] };
const number = { type: 'integer', minimum: 1 };
const region = object({ startLine: number, startColumn: number, endLine: number, endColumn: number });
const physicalLocation = object({
  artifactLocation: object({ uri: { type: 'string', format: 'uri-reference' } }),
  region,
});
const rule = object({
  id: { type: 'string' },
  shortDescription: text,
  defaultConfiguration: object({ level }, { enabled: { type: 'boolean' } }),
});
const result = object(
  {
    ruleId: { type: 'string' },
    ruleIndex: { type: 'integer', minimum: 0 },
    level,
    message: text,
    locations: { type: 'array', items: object({ physicalLocation }), maxItems: 1 },
  },
  { relatedLocations: { type: 'array', minItems: 1, items: object({ physicalLocation, message: text }) } },
);
const driver = object({
  name: { const: 'secgroup' },
  version: { type: 'string' },
  semanticVersion: { type: 'string' },
  rules: { type: 'array', uniqueItems: true, items: rule },
});
const run = object({
  tool: object({ driver }),
  columnKind: { const: 'utf16CodeUnits' },
  results: { type: 'array', items: result },
});
const validate = new Ajv({
  allErrors: true,
  formats: { 'uri-reference': (each: string) => URL.canParse(each, 'file:///') },
}).compile(
  object({
    $schema: { type: 'string' },
    version: { const: '2.1.0' },
    runs: { type: 'array', minItems: 1, maxItems: 1, items: run },
  }),
);

function object(required: Record<string, unknown>, optional: Record<string, unknown> = {}) {
  return {
    type: 'object',
    required: Object.keys(required),
    additionalProperties: false,
    properties: { ...required, ...optional },
  };
}

async function check(files: Record<string, string>) {
  const { stdout } = await runInMemory(new Map(Object.entries(files)), '', (system) =>
    main(['check', '--format', 'sarif'], system),
  );
  const log = JSON.parse(stdout);
  validate(log);
  expect(validate.errors).toBeNull();
  expect(stdout).toBe(`${JSON.stringify(log)}\n`);
  return log.runs[0];
}

test('each code is a rule, and each result names its rule and its place', async () => {
  const { tool, results } = await check({ 'rules of all/mistakes.sg': mistakes });
  expect(tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(codes.map(({ code }) => code));
  expect(results.length).toBeGreaterThan(10);
  for (const { ruleId, ruleIndex, locations } of results) {
    expect(codes[ruleIndex]?.code).toBe(ruleId);
    expect(locations[0].physicalLocation.artifactLocation.uri).toBe('rules%20of%20all/mistakes.sg');
  }
});

test('a result has its message, its place and the places it speaks of', async () => {
  const { results } = await check({ 'mistakes.sg': mistakes });
  const failed = results.filter(({ ruleId }: { ruleId: string }) => ruleId === 'expectation-failed');
  const at = (startLine: number, startColumn: number, endColumn: number) => ({
    artifactLocation: { uri: 'mistakes.sg' },
    region: { startLine, startColumn, endLine: startLine, endColumn },
  });
  expect(failed).toEqual([
    {
      ruleId: 'expectation-failed',
      ruleIndex: codes.findIndex(({ code }) => code === 'expectation-failed'),
      level: 'error',
      message: { text: expect.stringMatching(/^Expected to be denied, but tcp 22 .* 'front', decides\.$/) },
      locations: [{ physicalLocation: at(83, 1, 79) }],
      relatedLocations: [{ physicalLocation: at(26, 5, 28), message: { text: "This rule of 'front' decides." } }],
    },
  ]);
});

test('columns count UTF-16 units', async () => {
  const { results } = await check({
    'a.sg': 'region ap-guangzhou\ngroup "a 😀" { inbound { allow tcp 70000 from any } }\n',
  });
  const [port] = results.filter(({ ruleId }: { ruleId: string }) => ruleId === 'invalid-port');
  expect(port.locations[0].physicalLocation.region).toMatchObject({ startLine: 2, startColumn: 36, endColumn: 41 });
});

test('a log without results is whole', async () => {
  expect((await check({ 'a.sg': '' })).results).toEqual([]);
});

test('rules that no expectation speaks of are notes of a rule of their own', async () => {
  const rules = 'group web {\n  inbound {\n    allow tcp 443 from any\n    allow tcp 22 from 10.0.0.0/8\n  }\n}\n';
  const files = new Map([
    ['a.sg', `${rules}cvm m { private-ip 10.0.0.1 groups web }\nexpect allow tcp 443 from 8.8.8.8 to m\n`],
  ]);
  const { stdout } = await runInMemory(files, '', (system) =>
    main(['test', '--coverage', '--format', 'sarif'], system),
  );
  const log = JSON.parse(stdout);
  validate(log);
  expect(validate.errors).toBeNull();
  const [{ tool, results }] = log.runs;
  expect(tool.driver.rules[results[0].ruleIndex].id).toBe('rule-without-expectation');
  expect(results).toMatchObject([
    {
      level: 'note',
      locations: [{ physicalLocation: { artifactLocation: { uri: 'a.sg' }, region: { startLine: 4 } } }],
    },
  ]);
});
