// Guards that very long, very deep and very repetitive files are parsed in a moment.

import { expect, test } from 'vitest';
import { limit, rounds } from '../../test/support/rounds.ts';
import { parse } from './parse.ts';

// Guards that size and depth cost time in proportion, and nothing else: no overflow, no time that grows with the square.

const size = rounds(500_000, 10_000_000);
const times = (unit: string, length = size) => unit.repeat(Math.ceil(length / unit.length));

test.each([
  ['commas on one line', times(',')],
  ['opening braces on one line', times('{')],
  ['closing braces on one line', times('}')],
  ['quotes on one line', times('"')],
  ['a string of escapes', `"${times('\\\\')}`],
  ['one word', times('a')],
  ['dashes between digits', times('1-')],
  ['NUL', times('\0')],
  ['lone surrogates', times('\ud800')],
  ['comments', times('#\n')],
  ['a rule of many peers', `group a { inbound { allow tcp 80 from ${times('web,')}db } }`],
  ['a rule of many ports', `group a { inbound { allow tcp ${times('80,')}443 from any } }`],
  ['a list of many items', `addresses a { ${times('10.0.0.1 ')}}`],
  ['a damaged rule that goes on over many lines', `group a { inbound { allow x y\n${times(', b\n')}} }`],
  ['groups in groups that never close', times('group a {\n')],
  ['braces in braces', `group a { ${times('{ ')}${times('} ')}}`],
  ['lists that never close', times('addresses a {\n')],
  ['directions that never close', `group a {\n${times('inbound {\n')}`],
  ['rules behind a brace too many', `group a { ${times('allow ssh from any }\n')}`],
  ['declarations behind a list that never closes', `addresses a {\n${times('region x\n')}`],
  ['lines that are none', times('foo bar\n')],
  ['damaged rules', `group a { inbound {\n${times('allow tcp 80 form any\n')}} }`],
  ['rules', `group a { inbound {\n${times('allow tcp 80 from 10.0.0.0/24\n')}} }`],
])('%s', { timeout: limit(120_000) }, (_, text) => {
  const start = process.cpuUsage();
  const file = parse(text);
  const { user } = process.cpuUsage(start);
  expect(file.blocks.reduce((sum, { block }) => sum + block.length, 0)).toBe(text.length);
  // Microseconds of the processor a character: all take less than one on an idle machine, the square of this length would take hundreds.
  expect(user / text.length).toBeLessThan(25);
});
