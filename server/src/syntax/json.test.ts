// Guards the tolerant JSON parser: the places of values, what it says of damage, and the agreement with JSON.parse.

import { describe, expect, test } from 'vitest';
import { inside, type JsonValue, member, parseJson } from './json.ts';
import { pathAt, showPath } from './jsonPath.ts';

function plain(value: JsonValue | undefined): unknown {
  if (value === undefined) return undefined;
  if (value.kind === 'array') return value.items.map(plain);
  if (value.kind === 'object') return value.members.map((m) => [m.key, plain(m.value)]);
  return value.value;
}

describe('parseJson', () => {
  test('places: each value and key has the range of its text', () => {
    const text = '\uFEFF{ "a": [1, "x"],\r\n "b": {"c": null} }';
    const { root, problems } = parseJson(text);
    expect(problems).toEqual([]);
    const at = (v: { start: number; end: number } | undefined) => v && text.slice(v.start, v.end);
    expect(at(root)).toBe(text.slice(1));
    if (root?.kind !== 'object') throw new Error('no object');
    expect(root.members.map(at)).toEqual(['"a"', '"b"']);
    const list = member(root, 'a')?.value;
    expect(at(list)).toBe('[1, "x"]');
    if (list?.kind !== 'array' || list.items[1]?.kind !== 'string') throw new Error('no string');
    expect(at(inside(text, list.items[1]))).toBe('x');
  });

  test('names: duplicate keys and __proto__ are kept as written, the last one counts', () => {
    const { root } = parseJson('{"__proto__": {"x": 1}, "a": 1, "a": 2, "constructor": 3}');
    expect(plain(root)).toEqual([
      ['__proto__', [['x', 1]]],
      ['a', 1],
      ['a', 2],
      ['constructor', 3],
    ]);
    expect(root?.kind === 'object' && plain(member(root, 'a')?.value)).toBe(2);
    expect(root?.kind === 'object' && member(root, 'toString')).toBeUndefined();
  });

  test.each([
    ['', 'The file contains no JSON value.', 0, undefined],
    ['\0\0\0', "'\\u0000\\u0000\\u0000' is not JSON.", 0, undefined],
    ['{"a": 1', 'The file ends before a bracket that it opened is closed.', 7, [['a', 1]]],
    ['{"a": [1, {"b": "c', 'The string is not closed with a quote on its line.', 16, [['a', [1, [['b', 'c']]]]]],
    ['[1 2]', "',' is missing.", 3, [1, 2]],
    ['[1,]', "Remove the ',' before this.", 3, [1]],
    ['{"a" 1}', "':' is missing.", 5, [['a', 1]]],
    ['{"a": }', 'A value is missing.', 6, [['a', undefined]]],
    ['{"a": [1}', "']' is missing.", 8, [['a', [1]]]],
    ['[1]]', "']' closes nothing.", 3, [1]],
    ['[1] 2', 'The file should end here: it holds one value.', 4, [1]],
    ['{1: 2}', 'A name in quotes should stand here.', 1, []],
    ['[1, /* no */ 2]', 'JSON has no comments.', 4, [1, 2]],
    ["['a']", "''a'' is not JSON.", 1, []],
  ])('broken text: %j has its first problem at its place and keeps the rest', (text, message, start, value) => {
    const { root, problems } = parseJson(text);
    expect(problems[0]).toMatchObject({ message, start });
    expect(plain(root)).toEqual(value);
  });

  test('depth: 100,000 levels, closed and cut off', () => {
    const deep = '[{"a":'.repeat(50_000);
    expect(parseJson(`${deep}1${'}]'.repeat(50_000)}`).problems).toEqual([]);
    expect(parseJson(deep).problems).toHaveLength(1);
    const path = pathAt(parseJson(deep), deep.length);
    expect(path.length).toBe(99_999);
    expect(showPath(path)).toMatch(/^\$\[0\]\.a.*…/);
  });

  test('garbage: a million stray brackets are one problem, not a million', () => {
    expect(parseJson(']'.repeat(1_000_000)).problems).toHaveLength(1);
    expect(parseJson('{,'.repeat(100_000)).problems.length).toBeLessThanOrEqual(1001);
  });

  test('agrees with JSON.parse on whole texts', () => {
    const text = '{"a":[1,-2.5e3,true,false,null,"\\u00e9\\n\\"",{}],"b":[]}';
    const entries = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(entries)
        : typeof value === 'object' && value !== null
          ? Object.entries(value).map(([key, inner]) => [key, entries(inner)])
          : value;
    expect(plain(parseJson(text).root)).toEqual(entries(JSON.parse(text)));
  });
});

describe('pathAt', () => {
  test('leads to the value or key at the offset', () => {
    const text = '{"regions": [{"Region": "x"}, {"a b": [10, 20]}]}';
    const tree = parseJson(text);
    expect(showPath(pathAt(tree, text.indexOf('20')))).toBe('$.regions[1]["a b"][1]');
    expect(showPath(pathAt(tree, text.indexOf('"x"')))).toBe('$.regions[0].Region');
    expect(showPath(pathAt(tree, text.indexOf('Region"')))).toBe('$.regions[0].Region');
    expect(showPath(pathAt(tree, 0))).toBe('$');
  });
});
