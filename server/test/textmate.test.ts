// Guards the colours of the TextMate grammar, and that none of its expressions takes long.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { checkSync } from 'recheck';
import { expect, test } from 'vitest';

// Guards the colours of the rule language before the server has said a word: which words get which scope, and that no line can
// hold up the editor.

const root = path.join(import.meta.dirname, '..', '..');
const grammar = path.join(root, 'syntaxes', 'secgroup.tmLanguage.json');

test('each word has its scope', () => {
  const program = path.join(root, 'node_modules', 'vscode-tmgrammar-test', 'dist', 'unit.js');
  const args = [program, '--grammar', grammar, path.join(root, 'syntaxes', 'test', '*.test.sg')];
  expect(execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' })).toContain('run success');
});

test('no expression takes more than linear time at a place', { timeout: 120_000 }, () => {
  const patterns: string[] = [];
  JSON.parse(readFileSync(grammar, 'utf8'), (key, value) => {
    if (['match', 'begin', 'end'].includes(key)) patterns.push(value);
    return value;
  });
  expect(patterns.length).toBeGreaterThan(15);
  for (const pattern of patterns) {
    // An attack that it found is tried on the clock: a busy machine may not make a slow one of it.
    const { status, ...rest } = checkSync(pattern, 'u', { recallTimeout: 30_000 });
    expect({ pattern, status, rest: status === 'safe' ? {} : rest }).toEqual({ pattern, status: 'safe', rest: {} });
  }
});

test('a line of 20,000 characters is coloured in under 50 ms of the processor', async () => {
  // The test program brings VS Code's own tokenizer along.
  const own = createRequire(path.join(root, 'node_modules', 'vscode-tmgrammar-test', 'package.json'));
  const oniguruma = own('vscode-oniguruma');
  const { Registry, parseRawGrammar, INITIAL } = own('vscode-textmate');
  await oniguruma.loadWASM(readFileSync(own.resolve('vscode-oniguruma/release/onig.wasm')));
  const onigLib = Promise.resolve({
    createOnigScanner: (patterns: string[]) => new oniguruma.OnigScanner(patterns),
    createOnigString: (text: string) => new oniguruma.OnigString(text),
  });
  const registry = new Registry({
    onigLib,
    loadGrammar: async () => parseRawGrammar(readFileSync(grammar, 'utf8'), grammar),
  });
  const loaded = await registry.loadGrammar('source.secgroup');
  const units = [
    'a',
    'a ',
    '1',
    '1-',
    '10.0.0.1-',
    'group ',
    'group a "',
    'a:',
    ':',
    '-',
    '#',
    '# ignore a,',
    '"',
    '\\',
    '"\\q',
    '{',
    'allow tcp 80 from web, ',
    'a,',
    '\t',
    '数',
    '😀',
    'sg-',
  ];
  for (const unit of units) {
    const line = unit.repeat(Math.ceil(20_000 / unit.length));
    const times = [1, 2, 3].map(() => {
      const start = process.cpuUsage();
      loaded.tokenizeLine(line, INITIAL);
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1000;
    });
    expect({ unit, time: Math.min(...times) < 50 }).toEqual({ unit, time: true });
  }
});
