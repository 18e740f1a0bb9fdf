// Guards that no regular expression of the product takes long: texts, names and descriptions come from anywhere.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';
import { checkSync } from 'recheck';
import { expect, test } from 'vitest';

const root = path.join(import.meta.dirname, '..', '..');

/** Those that take the square or the cube of the length of a text, and why that text is short. */
const SHORT_TEXTS: ReadonlyMap<string, string> = new Map([
  ['/^[\\da-f:.]*[.:][\\da-f:./]*$/i', 'what a person types into a question'],
  ['/^(.*?) from (.*) to (.*)$/', 'the line of a packet that a person types'],
  ['/ from (.*) to (.*)$/', 'the line of a packet that a person types'],
  ['/(?<=\\([^)]*) /g', 'a label of the map, which is cut'],
  ['/^(.*?)( (?:from|to) .*)$/', 'the label of a row'],
  ['/[/\\\\]+$/', 'the path of a folder on the command line'],
  ['/^[-.]+|[-.]+$/g', 'a name that was cut to the most letters of one'],
  ['/0*$/', 'a number of 512 bits'],
  ['/0+$/', 'the digits of a number of 512 bits'],
  ['/(?<=.)0+$/', 'the digits of a number of 512 bits'],
  ['/([\\d.]+)(ns|us|µs|μs|ms|s|m|h)/g', 'a duration, which has a unit behind each number'],
  ['/(?<![\\w.]|[A-Za-z_][\\w-]{0,100}-)\\d+[eE][+-]?\\d+/g', 'each number is begun once, at its first digit'],
  ['/\\u0001([^\\u0001]*)\\u0001([^\\u0002]*)\\u0002(\\d+)\\u0003/g', 'only links of ours have these characters'],
]);

test('none takes exponential time, and none more than linear time for a long text', { timeout: 300_000 }, () => {
  const found = new Map<string, string>();
  for (const folder of ['server/src', 'client/src', 'protocol']) {
    for (const name of readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue;
      const file = path.join(folder, name);
      new Visitor({
        Literal: (node) => {
          if ('regex' in node && node.regex) found.set(`/${node.regex.pattern}/${node.regex.flags}`, file);
        },
      }).visit(parseSync(name, readFileSync(path.join(root, file), 'utf8')).program);
    }
  }
  expect(found.size).toBeGreaterThan(200);
  const slow = new Map<string, string>();
  for (const [written, file] of found) {
    const end = written.lastIndexOf('/');
    // What is found is not tried on the clock: a busy machine would make other findings.
    const result = checkSync(written.slice(1, end), written.slice(end + 1), { recallTimeout: -1 });
    if (result.status === 'vulnerable') slow.set(written, `${result.complexity.summary} in ${file}`);
  }
  const isShort = (written: string) => SHORT_TEXTS.has(written) && !slow.get(written)?.startsWith('exponential');
  expect([...slow].filter(([written]) => !isShort(written))).toEqual([]);
  expect([...SHORT_TEXTS.keys()].filter((written) => !found.has(written))).toEqual([]);
});
