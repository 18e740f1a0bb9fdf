// Guards what the box of Test Packet offers while a line is typed, and that Enter takes a whole line as it stands.
import { expect, test } from 'vitest';
import { type LineWords, suggestLines } from './packetLine.ts';

const words: LineWords = {
  ends: [
    { text: 'web-1', about: 'cvm' },
    { text: 'web-10' },
    { text: 'store-1' },
    { text: 'office', isMany: true },
    { text: 'internet' },
  ],
  services: [{ text: 'tcp' }, { text: 'udp' }, { text: 'icmp' }, { text: 'web-ports' }],
  ports: [{ text: '22', about: 'ssh' }, { text: '443' }],
  tried: [{ text: 'tcp 22 from web-1 to store-1', about: 'allowed' }],
};

const lines = (text: string) => suggestLines(text, words).map(({ line }) => line);
const first = (text: string) => suggestLines(text, words)[0];

test('an empty box offers what was tried before', () => {
  expect(suggestLines('', words)).toEqual([{ line: 'tcp 22 from web-1 to store-1', about: 'allowed', isWhole: true }]);
});

test.each([
  ['t', 'tcp '],
  ['ic', 'icmp from '],
  ['web', 'web-ports from '],
  ['tcp 2', 'tcp 22 from '],
  ['tcp 22 ', 'tcp 22 from '],
  ['tcp 22 fr', 'tcp 22 from '],
  ['tcp 22 from off', 'tcp 22 from office to '],
  ['tcp 22 from 203.0.113.7 ', 'tcp 22 from 203.0.113.7 to '],
  ['icmp from sto', 'icmp from store-1 to '],
])("'%s' goes on as '%s'", (text, line) => {
  expect(first(text)).toMatchObject({ line, isWhole: false });
});

test.each([
  ['tcp 22 from web-1 to store-1', 'tcp 22 from web-1 to store-1'],
  ['  tcp  22 from web-1 to web-1 ', 'tcp 22 from web-1 to web-1'],
  ['tcp 22 from nowhere to web-1', 'tcp 22 from nowhere to web-1'],
  ['tcp 22 from web-1 to nowhere', 'tcp 22 from web-1 to nowhere'],
  ['tcp 22 from web-1 to 203.0.113.7', 'tcp 22 from web-1 to 203.0.113.7'],
  ['tcp 22 from web-1 to sto', 'tcp 22 from web-1 to store-1'],
  ['no packet at all', 'no packet at all'],
])("Enter after '%s' asks '%s'", (text, line) => {
  expect(first(text)).toEqual(expect.objectContaining({ line, isWhole: true }));
});

test('a name that others begin with is taken as it stands', () => {
  expect(first('tcp 22 from store-1 to web-1')?.line).toBe('tcp 22 from store-1 to web-1');
});

test('names that begin so come before names that hold it, and each line is offered once', () => {
  expect(lines('tcp 22 from 1')).toEqual([
    'tcp 22 from web-1 to ',
    'tcp 22 from web-10 to ',
    'tcp 22 from store-1 to ',
    'tcp 22 from 1',
  ]);
  const all = lines('tcp 22 from web-1 to store-1');
  expect(new Set(all).size).toBe(all.length);
});

test('what was typed can always be asked', () => {
  for (const text of ['t', 'tcp 2', 'tcp 22 from off', 'icmp from web-1 to web']) expect(lines(text)).toContain(text);
});

test('of an end that stands for many all can be asked, or one that is chosen; Enter takes the line as it is', () => {
  const found = suggestLines('tcp 22 from office to web-1', words);
  expect(found.slice(0, 3)).toEqual([
    { line: 'tcp 22 from office to web-1', isWhole: true },
    ...(['all', 'one'] as const).map((how) => ({
      line: 'tcp 22 from office to web-1',
      isWhole: true,
      many: { end: 'from', name: 'office', how },
    })),
  ]);
  expect(suggestLines('tcp 22 from web-1 to store-1', words).some(({ many }) => many)).toBe(false);
});
