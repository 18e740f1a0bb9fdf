// Guards how texts are quoted and read back, and which of them are names or ids without quotes.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cloudIdKind, isName } from './names.ts';
import { parse } from './parse.ts';
import { quote, readString } from './strings.ts';

// Guards that what is quoted reads back as itself, and that names are what the parser takes as names.

const text = fc.string({ unit: 'binary', maxLength: 30 });

test('a quoted text reads back as the same text, on one line', () => {
  fc.assert(
    fc.property(text, (value) => {
      expect(readString(quote(value))).toEqual({ value });
      expect(quote(value)).not.toMatch(/[\r\n]/);
    }),
  );
});

test('any literal is read or told where it is broken', () => {
  expect(readString('"a\\"')).toEqual({ broken: 'unclosed', range: { start: 0, end: 4 } });
  expect(readString('"a\\x"')).toEqual({ broken: 'escape', range: { start: 2, end: 4 } });
  expect(readString('"\\u{110000}"')).toEqual({ broken: 'escape', range: { start: 1, end: 11 } });
  expect(readString('"\\u{1f600}\\\\"')).toEqual({ value: '😀\\' });
});

test('a text is a name where the parser reads it as one', () => {
  const words = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 6 }),
    fc.constantFrom(
      'a\ufeffb',
      'a\u200db',
      'sg-1',
      'sg-',
      'a:b',
      '1a',
      '_',
      '数据库',
      'x.y-z',
      'any',
      '-',
      'é́',
      '__proto__',
    ),
  );
  fc.assert(
    fc.property(words, (word) => {
      const { blocks } = parse(`group ${word} { }`);
      const [placed, ...more] = blocks;
      const declaration = placed?.block.declaration;
      const isRead =
        more.length === 0 &&
        placed?.block.problems.length === 0 &&
        declaration?.kind === 'group' &&
        declaration.name?.text === word;
      expect({ word, isName: isName(word) }).toEqual({ word, isName: isRead });
    }),
  );
});

test('ids have a known prefix and nothing but letters and digits behind it', () => {
  expect(['sg-0a', 'acl-1', 'ins-1', 'subnet-1', 'ipm-1', 'ipmg-1', 'ppm-1', 'ppmg-1'].map(cloudIdKind)).toEqual([
    'group',
    'acl',
    'cvm',
    'subnet',
    'addresses',
    'addresses',
    'services',
    'services',
  ]);
  expect(
    ['sg-', 'sg', 'sg-a_b', 'sg-a-b', 'vpc-1', 'SG-1', 'sg-é', '__proto__-1', '']
      .map(cloudIdKind)
      .every((kind) => kind === undefined),
  ).toBe(true);
});
