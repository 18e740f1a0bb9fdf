// From a key press to the diagnostics, beside the JSON server of VS Code, which only parses. Both are processes, both are asked (pulled).

import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { pick, type Random, randomFrom } from '../server/test/support/random.ts';
import { type Editor, openEditor, type ServerUnderTest } from './languageClient.ts';

const root = process.env['BENCH_ROOT'] ?? '.';
const ours: ServerUnderTest = {
  name: 'secgroup',
  command: [process.execPath, path.join(root, 'dist/server.mjs'), '--stdio'],
  languageId: 'secgroup',
};
const json: ServerUnderTest = {
  name: 'vscode-json-language-server',
  command: [
    process.execPath,
    path.join(root, 'node_modules/vscode-langservers-extracted/bin/vscode-json-language-server'),
    '--stdio',
  ],
  languageId: 'json',
};

const OPENINGS = 7;
const WARM_UP = 40;
const STROKES = 200;

interface Row {
  readonly name: string;
  readonly lines: number;
  readonly p50: number;
  readonly p95: number;
  /** Milliseconds of processor time for each key press. */
  readonly work: number;
  readonly memory: number;
}

/** A region at its quota has 50 groups of 100 + 100 rules; from there on there are more regions. */
function rules(lines: number): string {
  const random = randomFrom(7);
  const text: string[] = [];
  for (let group = 0; text.length < lines; group++) {
    if (group % 50 === 0) text.push(`region ap-${group / 50}`);
    text.push(`group g${group} {`);
    for (const [direction, word] of [
      ['inbound', 'from'],
      ['outbound', 'to'],
    ] as const) {
      text.push(`  ${direction} {`);
      for (let i = 0; i < 100; i++) text.push(`    ${rule(random, word, group)}`);
      text.push('  }');
    }
    text.push('}', `cvm c${group} { private-ip 10.1.${group % 250}.1 groups g${group} }`);
  }
  return `${text.slice(0, lines).join('\n')}\n`;
}

function rule(random: Random, word: string, group: number): string {
  const action = random() < 0.85 ? 'allow' : 'deny ';
  const ports = pick(random, ['22', '80,443', '3306', '6379', '8080-8090', '1024-65535', '5432', '53']);
  const first = group - (group % 50);
  const peer =
    random() < 0.2
      ? `g${first + Math.floor(random() * Math.min(50, group - first + 1))}`
      : `10.${Math.floor(random() * 256)}.${Math.floor(random() * 256)}.0/24`;
  return `${action} tcp ${ports} ${word} ${peer} "rule"`;
}

function jsonText(lines: number): string {
  const items: string[] = [];
  while (items.length < lines - 2)
    items.push(`  { "port": 1${items.length % 9}22, "peer": "10.0.${items.length % 256}.0/24", "action": "allow" },`);
  return `[\n${items.join('\n').replace(/,$/, '')}\n]\n`;
}

/** Types digits into a port in the middle of the text, each a key press. */
async function strokes(editor: Editor, text: string): Promise<readonly number[]> {
  const lines = text.split('\n');
  let line = Math.floor(lines.length / 2);
  while (!/22/.test(lines[line] ?? '')) line++;
  const character = (lines[line] ?? '').indexOf('22');
  const times: number[] = [];
  for (let i = 0; i < WARM_UP + STROKES; i++) {
    const time = await editor.type(line, character, 2, `2${i % 10}`);
    if (i >= WARM_UP) times.push(time);
  }
  return times;
}

function open(server: ServerUnderTest, text: string): Promise<Editor> {
  return openEditor(server, `file:///bench/region.${server === ours ? 'sg' : 'json'}`, text);
}

const textOf = (server: ServerUnderTest, lines: number): string => (server === ours ? rules(lines) : jsonText(lines));

/** Both servers in turn, each time in a new process: from its start to the first diagnostics, and the memory that it has then. */
async function openings(lines: number): Promise<readonly (readonly [name: string, start: number, memory: number])[]> {
  const servers = [ours, json].map((server) => ({
    server,
    text: textOf(server, lines),
    starts: [] as number[],
    memories: [] as number[],
  }));
  for (let i = 0; i < OPENINGS; i++) {
    for (const { server, text, starts, memories } of servers) {
      const editor = await open(server, text);
      starts.push(editor.start);
      memories.push(editor.memory());
      await editor.stop();
    }
  }
  const median = (values: readonly number[]): number =>
    at(
      values.toSorted((a, b) => a - b),
      0.5,
    );
  return servers.map(({ server, starts, memories }) => [server.name, median(starts), median(memories)]);
}

async function row(server: ServerUnderTest, lines: number): Promise<Row> {
  const text = textOf(server, lines);
  const editor = await open(server, text);
  try {
    const before = editor.work();
    const times = (await strokes(editor, text)).toSorted((a, b) => a - b);
    const work = (editor.work() - before) / (WARM_UP + STROKES);
    return {
      name: server.name,
      lines,
      p50: at(times, 0.5),
      p95: at(times, 0.95),
      work,
      memory: editor.memory(),
    };
  } finally {
    await editor.stop();
  }
}

/** What else is asked while somebody types, in a region at its quota. */
async function requests(lines: number): Promise<readonly (readonly [name: string, p50: number, p95: number])[]> {
  const text = rules(lines);
  const editor = await open(ours, text);
  const written = text.split('\n');
  const line = written.findIndex((each, i) => i > lines / 2 && /from g/.test(each));
  const character = (written[line] ?? '').indexOf('from g') + 6;
  const position = { line, character };
  const asked = [
    ['hover on a peer', 'textDocument/hover', { position }],
    ['completion of a peer', 'textDocument/completion', { position }],
    ['rename of a group', 'textDocument/rename', { position, newName: 'another' }],
    ['references', 'textDocument/references', { position, context: { includeDeclaration: true } }],
    ['semantic tokens', 'textDocument/semanticTokens/full', {}],
    ['document symbols', 'textDocument/documentSymbol', {}],
    [
      'code actions',
      'textDocument/codeAction',
      { range: { start: position, end: position }, context: { diagnostics: [] } },
    ],
  ] as const;
  const results: (readonly [string, number, number])[] = [];
  for (const [name, method, params] of asked) {
    const times: number[] = [];
    for (let i = 0; i < 60; i++) {
      // Something has just been typed, as it is when an editor asks.
      await editor.type(1, 2, 0, ' ');
      const before = performance.now();
      await editor.ask(method, params);
      if (i >= 10) times.push(performance.now() - before);
    }
    times.sort((a, b) => a - b);
    results.push([name, at(times, 0.5), at(times, 0.95)]);
  }
  await editor.stop();
  return results;
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

const opened = await openings(10_000);
console.log(`\nStart of the server → first diagnostics, 10,000 lines (median of ${OPENINGS})`);
console.log(`  ${'server'.padEnd(30)}${['ms', 'MB'].map((head) => head.padStart(10)).join('')}`);
for (const [name, start, memory] of opened)
  console.log(`  ${name.padEnd(30)}${start.toFixed(0).padStart(10)}${memory.toFixed(0).padStart(10)}`);

const rows: Row[] = [];
for (const lines of [1_000, 10_000, 50_000]) for (const server of [ours, json]) rows.push(await row(server, lines));
console.log('\nKey press → diagnostics (ms; wall, processor time for each press)');
console.log(
  `  ${'server'.padEnd(30)}${['lines', 'p50', 'p95', 'work', 'MB'].map((head) => head.padStart(10)).join('')}`,
);
for (const { name, lines, p50, p95, work, memory } of rows) {
  const cells = [String(lines), p50.toFixed(2), p95.toFixed(2), work.toFixed(2), memory.toFixed(0)];
  console.log(`  ${name.padEnd(30)}${cells.map((cell) => cell.padStart(10)).join('')}`);
}
for (const server of [ours, json]) {
  const own = rows.filter(({ name }) => name === server.name);
  console.log(
    `  ${server.name}: work grows ${((own.at(-1)?.work ?? 0) / (own[0]?.work ?? 1)).toFixed(1)} × from 1,000 to 50,000 lines`,
  );
}
console.log('\nRequests at full quota, 10,000 lines, right after a key press (ms)');
const asked = await requests(10_000);
for (const [name, p50, p95] of asked)
  console.log(`  ${name.padEnd(30)}${p50.toFixed(2).padStart(10)}${p95.toFixed(2).padStart(10)}`);

const file = process.env['BENCH_RESULTS'];
if (file) {
  const table = 'Key press to diagnostics';
  for (const [name, start, memory] of opened)
    appendFileSync(
      file,
      `${JSON.stringify({ table: 'Start to first diagnostics', name, median: start, memory, runs: OPENINGS })}\n`,
    );
  for (const { name, lines, p50, ...more } of rows) {
    appendFileSync(
      file,
      `${JSON.stringify({ table, name, size: lines, family: name, median: p50, runs: STROKES, ...more })}\n`,
    );
  }
  for (const [name, p50, p95] of asked)
    appendFileSync(file, `${JSON.stringify({ table: 'Requests at full quota', name, median: p50, p95, runs: 50 })}\n`);
}
