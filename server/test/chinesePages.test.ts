// Guards that the pages in Chinese are whole: they have the headings of the English ones at the same depths, the same code, and no
// paragraph, item or row of a table less.
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { blocksOf, headingsOf, readPage } from './support/page.ts';

const pages = [
  'README.md',
  'baseline.md',
  'ci.md',
  'commandLine.md',
  'commands.md',
  'diagnostics.md',
  'editors.md',
  'formats.md',
  'fromTerraform.md',
  'fromYourCloud.md',
  'judged.md',
  'language.md',
  'library.md',
  'manyRegions.md',
  'plan.md',
  'protocol.md',
  'settings.md',
  'tutorial.md',
];

test('these are the pages', () => {
  expect(readdirSync(new URL('../../docs/zh-cn', import.meta.url)).sort()).toEqual(pages);
});

describe.each(pages)('%s', (name) => {
  const [english, chinese] = [readPage(name), readPage(`zh-cn/${name}`)];

  test('has every heading, block of code, paragraph and item', () => {
    const depths = (page: string) => headingsOf(page).map((heading) => heading.indexOf(' '));
    expect(depths(chinese)).toEqual(depths(english));
    expect(blocksOf(chinese)).toEqual(blocksOf(english));
    expect(piecesOf(chinese)).toEqual(piecesOf(english));
    expect(rowsOf(chinese)).toBe(rowsOf(english));
  });

  test('has no paragraph that is English', () => {
    const untold = chinese.split(/\n{2,}/).filter((part) => /^[A-Z][a-z]+ [a-z]+ /.test(part));
    expect(untold).toEqual([]);
  });
});

test('the diagnostics have the severities and notes of the English ones', () => {
  const words = new Map([
    ['error', '错误'],
    ['warning', '警告'],
    ['information', '信息'],
    ['hint', '提示'],
    ['off by default', '默认关闭'],
    ['cannot be switched off', '不能关闭'],
    ['fades the text', '文字变淡'],
  ]);
  const notes = (name: string, comma: string) =>
    [...readPage(name).matchAll(/^.+_(.+)_$/gm)].map(([, all = '']) => all.split(comma));
  const english = notes('diagnostics.md', ', ').map((all) => all.map((each) => words.get(each)));
  expect(notes('zh-cn/diagnostics.md', '，')).toEqual(english);
});

/** What a page is made of, in order: its paragraphs, and its lists by the number of their items. */
function piecesOf(page: string): readonly (string | number)[] {
  return page
    .replace(/^```.*?^```$/gms, '```')
    .split(/\n{2,}/)
    .map((part) => {
      if (part.startsWith('#')) return 'heading';
      return /^(- |\d\. )/.test(part) ? part.split(/^(?:- |\d\. )/m).length - 1 : 'text';
    });
}

function rowsOf(page: string): number {
  return page.split('\n').filter((line) => line.startsWith('|')).length;
}
