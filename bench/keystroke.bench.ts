// How long it takes from a change of the text until its diagnostics are there. Beside ours the JSON server of VS Code and docker-langserver
// (where npm can fetch it) are measured, which only parse. Each server is a process.

import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { type Editor, openEditor, type ServerUnderTest } from './languageClient.ts';
import { region } from './region.ts';
import { type Typed, typing } from './typing.ts';

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

/** Named by `scripts/bench.mjs`, which fetches it. */
const dockerFile = process.env['BENCH_DOCKER'];
const docker: ServerUnderTest = {
  name: 'docker-langserver',
  command: [process.execPath, dockerFile ?? '', '--stdio'],
  languageId: 'dockerfile',
};
const servers = dockerFile === undefined ? [ours, json] : [ours, json, docker];

const OPENINGS = 7;
const WARM_UP = 40;
const STROKES = 200;
/** Key presses in some minutes of typing. */
const LONG = 1500;
/** Milliseconds after which typing ends early, so that a slow server is measured over fewer key presses. */
const PATIENCE = 60_000;

interface Row {
  readonly name: string;
  readonly lines: number;
  readonly p50: number;
  readonly p95: number;
  /** Milliseconds until also that is judged which follows from all machines. */
  readonly whole: number;
  /** Milliseconds of processor time for each change, everything counted. */
  readonly work: number;
  /** The longest time for which the server left requests unanswered. */
  readonly silence: number;
  readonly memory: number;
}

function jsonText(lines: number): string {
  const items: string[] = [];
  while (items.length < lines - 2)
    items.push(`  { "port": 1${items.length % 9}22, "peer": "10.0.${items.length % 256}.0/24", "action": "allow" },`);
  return `[\n${items.join('\n').replace(/,$/, '')}\n]\n`;
}

function dockerText(lines: number): string {
  const rest = Array.from({ length: lines - 1 }, (_, i) =>
    i % 3 === 0 ? `ENV P${i}=1${i % 9}22` : `RUN echo 22 ${i}`,
  );
  return `FROM scratch\n${rest.join('\n')}\n`;
}

/** For the other servers, the same two key presses again and again: a character that breaks a line, and one that mends it. */
function* brokenLines(text: string): Generator<Typed> {
  const line = Math.floor(text.split('\n').length / 2);
  const at = { kind: 'broken line', line, character: 0 } as const;
  for (;;) {
    yield { ...at, length: 0, text: '@' };
    yield { ...at, length: 1, text: '' };
  }
}

async function strokes(editor: Editor, changes: Generator<Typed>, count: number): Promise<readonly number[]> {
  const times: number[] = [];
  const began = performance.now();
  for (let i = 0; i < count && performance.now() - began < PATIENCE; i++) {
    const { line, character, length, text } = changes.next().value as Typed;
    times.push(await editor.type(line, character, length, text));
  }
  return times;
}

function open(server: ServerUnderTest, text: string): Promise<Editor> {
  return openEditor(
    server,
    `file:///bench/region.${server === ours ? 'sg' : server === json ? 'json' : 'dockerfile'}`,
    text,
  );
}

function textOf(server: ServerUnderTest, lines: number): string {
  if (server === ours) return region(lines).text;
  return server === json ? jsonText(lines) : dockerText(lines);
}

/** For each server, in a new process: the time from its start to the first diagnostics, and its memory by then. */
async function openings(lines: number): Promise<readonly (readonly [name: string, start: number, memory: number])[]> {
  const opened = servers.map((server) => ({
    server,
    text: textOf(server, lines),
    starts: [] as number[],
    memories: [] as number[],
  }));
  for (let i = 0; i < OPENINGS; i++) {
    for (const { server, text, starts, memories } of opened) {
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
  return opened.map(({ server, starts, memories }) => [server.name, median(starts), median(memories)]);
}

async function row(server: ServerUnderTest, lines: number): Promise<Row> {
  const text = textOf(server, lines);
  const editor = await open(server, text);
  const changes = server === ours ? typing(text, region(lines).groups) : brokenLines(text);
  try {
    await strokes(editor, changes, WARM_UP);
    const before = editor.work();
    const times = (await strokes(editor, changes, STROKES)).toSorted((a, b) => a - b);
    await editor.whole();
    const work = (editor.work() - before) / times.length;
    const wholes: number[] = [];
    for (let i = 0; i < 20; i++) {
      const began = performance.now();
      await strokes(editor, changes, 1);
      await editor.whole();
      wholes.push(performance.now() - began);
    }
    const listening = editor.listen();
    await strokes(editor, changes, 40);
    const silence = await listening.stop();
    await strokes(editor, changes, LONG);
    return {
      name: server.name,
      lines,
      p50: at(times, 0.5),
      p95: at(times, 0.95),
      whole: at(
        wholes.toSorted((a, b) => a - b),
        0.5,
      ),
      work,
      silence,
      memory: editor.memory(),
    };
  } finally {
    await editor.stop();
  }
}

/** How long other requests take, as they are asked while somebody types in a region at its quota. */
async function requests(lines: number): Promise<readonly (readonly [name: string, p50: number, p95: number])[]> {
  const { text } = region(lines);
  const editor = await open(ours, text);
  const written = text.split('\n');
  const line = written.findIndex((each, i) => i > lines / 2 && /from web-/.test(each));
  const character = (written[line] ?? '').indexOf('from web-') + 8;
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
      // Editors ask right after a key press.
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

console.log(
  '\nA change → diagnostics (ms; wall, until all is judged, processor time for each, the longest silence), memory after minutes',
);
console.log(
  `  ${'server'.padEnd(30)}${['lines', 'p50', 'p95', 'whole', 'work', 'silence', 'MB'].map((head) => head.padStart(10)).join('')}`,
);
const rows: Row[] = [];
// Each row takes minutes, so it is printed when it is there.
for (const lines of [1_000, 10_000, 50_000]) for (const server of servers) rows.push(printed(await row(server, lines)));
console.log('\nRequests at full quota, 10,000 lines, right after a key press (ms)');
const asked = await requests(10_000);
for (const [name, p50, p95] of asked)
  console.log(`  ${name.padEnd(30)}${p50.toFixed(2).padStart(10)}${p95.toFixed(2).padStart(10)}`);

const own = (lines: number): Row | undefined => rowOf(ours, lines);
const [at10, at50] = [own(10_000), own(50_000)];
const [startOfOurs, startOfJson, startOfDocker] = servers.map(({ name }) => opened.find(([each]) => each === name));
const goals: readonly (readonly [what: string, value: number | undefined, unit: string, least: number, aim: number])[] =
  [
    ['key press → diagnostics, p95, 10,000 lines', at10?.p95, 'ms', 50, 16],
    ['key press → diagnostics, p95, 50,000 lines', at50?.p95, 'ms', 50, 16],
    ['key press → everything, 10,000 lines', at10?.whole, 'ms', 150, 50],
    ['key press → everything, 50,000 lines', at50?.whole, 'ms', 400, 100],
    ['longest silence', Math.max(...rows.filter(isOurs).map(({ silence }) => silence)), 'ms', 20, 8],
    ['work a key press, 1,000 → 50,000 lines', ratio(at50?.work, own(1_000)?.work), '×', 10, 4],
    ['work, 10,000 lines, to docker-langserver', ratio(at10?.work, rowOf(docker, 10_000)?.work), '×', 0.2, Number.NaN],
    ['work, 10,000 lines, to the JSON server', ratio(at10?.work, rowOf(json, 10_000)?.work), '×', Number.NaN, 1],
    ['start, to docker-langserver', ratio(startOfOurs?.[1], startOfDocker?.[1]), '×', 1, 0.8],
    ['memory at first, to the JSON server', ratio(startOfOurs?.[2], startOfJson?.[2]), '×', 1.5, 1.1],
    ['memory after typing, to the JSON server', ratio(at10?.memory, rowOf(json, 10_000)?.memory), '×', 2, 1.2],
    ['requests at full quota, p95', Math.max(...asked.map(([, , p95]) => p95)), 'ms', 50, 10],
  ];
console.log(
  `\nGoals${['ours', 'at least', 'aim']
    .map((head) => head.padStart(12))
    .join('')
    .padStart(75)}`,
);
for (const [what, value, unit, least, aim] of goals) {
  if (value === undefined) continue;
  const cells = [value, least, aim].map((each) => (Number.isNaN(each) ? '–' : `${Number(each.toFixed(2))} ${unit}`));
  console.log(`  ${what.padEnd(42)}${cells.map((cell) => cell.padStart(12)).join('')}`);
}

function printed(measured: Row): Row {
  const { name, lines, p50, p95, whole, work, silence, memory } = measured;
  const cells = [String(lines), ...[p50, p95, whole, work, silence].map((ms) => ms.toFixed(2)), memory.toFixed(0)];
  console.log(`  ${name.padEnd(30)}${cells.map((cell) => cell.padStart(10)).join('')}`);
  return measured;
}

function isOurs({ name }: Row): boolean {
  return name === ours.name;
}

function rowOf(server: ServerUnderTest, lines: number): Row | undefined {
  return rows.find((each) => each.name === server.name && each.lines === lines);
}

function ratio(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? undefined : one / other;
}

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
