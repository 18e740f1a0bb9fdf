// Guards that every string is there in English and in Simplified Chinese, and that no translation loses a placeholder.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';
import { expect, test } from 'vitest';

const root = path.join(import.meta.dirname, '../..');
const json = (file: string): Record<string, string> => JSON.parse(readFileSync(path.join(root, file), 'utf8'));
const placeholders = (text: string): readonly string[] => (text.match(/\{\d\}/g) ?? []).sort();

/** Words that are the same in both languages: names of products and formats, an example in the rule language. */
const same = ['tcp 22 from office to web-1'];

test('the bundle holds exactly the strings of the sources', { timeout: 120_000 }, async () => {
  const files = readdirSync(path.join(root, 'client/src'), { recursive: true, encoding: 'utf8' });
  const sources = files
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => ({
      extension: '.ts' as const,
      contents: readFileSync(path.join(root, 'client/src', file), 'utf8'),
    }));
  const found = Object.keys(await getL10nJson(sources));
  expect(found.length).toBeGreaterThan(200);
  expect(Object.keys(json('l10n/bundle.l10n.json')).sort()).toEqual(found.sort());
});

test('every string is translated, with the same placeholders', () => {
  const english = json('l10n/bundle.l10n.json');
  const chinese = json('l10n/bundle.l10n.zh-cn.json');
  expect(Object.keys(chinese).sort()).toEqual(Object.keys(english).sort());
  for (const [text, translation] of Object.entries(chinese)) {
    expect(placeholders(translation), text).toEqual(placeholders(text));
    if (!same.includes(text)) expect(translation, text).toMatch(/\p{Script=Han}|SVG/u);
  }
});

test('the manifest names exactly the strings that both languages have', () => {
  const manifest = readFileSync(path.join(root, 'package.json'), 'utf8');
  const named = [...manifest.matchAll(/"%([\w.]+)%"/g)].map(([, key = '']) => key);
  const english = json('package.nls.json');
  const chinese = json('package.nls.zh-cn.json');
  expect(Object.keys(english).sort()).toEqual([...new Set(named)].sort());
  expect(Object.keys(chinese).sort()).toEqual(Object.keys(english).sort());
  const links = (text = ''): readonly string[] => text.match(/\(command:[\w.]+\)/g) ?? [];
  for (const [key, text] of Object.entries(english)) expect(links(chinese[key]), key).toEqual(links(text));
});
