// Guards that bytes are read as what they are: UTF-8, UTF-16, GB18030, or no text at all.
import { expect, test } from 'vitest';
import { wholeNumbersFrom } from '../../test/support/random.ts';
import { decode } from './decode.ts';

const text = '# 办公室的地址\naddresses 办公室 { 203.0.113.0/24 "总部" }\n';
/** The same in GBK. */
const gbk = Buffer.from(
  '2320b0ecb9abcad2b5c4b5d8d6b70a61646472657373657320b0ecb9abcad2207b203230332e302e3131332e302f32342022d7dcb2bf22207d0a',
  'hex',
);
const utf16 = Buffer.from(text, 'utf16le');

test.each([
  ['UTF-8', Buffer.from(text), { text }],
  ['UTF-8 with its mark', Buffer.from(`\ufeff${text}`), { text }],
  ['UTF-16 with its mark', Buffer.from(`\ufeff${text}`, 'utf16le'), { text }],
  ['big-endian UTF-16 with its mark', Buffer.from(`\ufeff${text}`, 'utf16le').swap16(), { text }],
  ['UTF-16 without a mark', utf16, { text, readAs: 'UTF-16' }],
  ['big-endian UTF-16 without a mark', Buffer.from(utf16).swap16(), { text, readAs: 'UTF-16' }],
  ['GBK', gbk, { text, readAs: 'GB18030' }],
  [
    'GB18030 with a character of four bytes',
    Buffer.concat([Buffer.from([0x81, 0x30, 0x86, 0x30]), gbk]),
    { text: `\u00b8${text}`, readAs: 'GB18030' },
  ],
  ['one NUL in a text', Buffer.from(`${text}\0`), { text: `${text}\0` }],
  ['nothing', Buffer.alloc(0), { text: '' }],
  ['Latin-1', Buffer.from('# caf\u00e9\n', 'latin1'), { text: '', readAs: 'nothing' }],
  ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), { text: '', readAs: 'nothing' }],
  ['zeros', Buffer.alloc(1000), { text: '', readAs: 'nothing' }],
  ['half a character at the end', gbk.subarray(0, 9), { text: '', readAs: 'nothing' }],
  ['half of UTF-16', Buffer.from([0xff, 0xfe, 0x41]), { text: '', readAs: 'nothing' }],
])('%s', (_, bytes, expected) => {
  expect(decode(new Uint8Array(bytes))).toEqual(expected);
});

test('random bytes are almost never taken for GB18030', () => {
  const below = wholeNumbersFrom(7);
  const byte = () => below(256);
  const taken = Array.from({ length: 2000 }, () => decode(Uint8Array.from({ length: 200 }, byte))).filter(
    ({ readAs }) => readAs !== 'nothing',
  );
  expect(taken).toHaveLength(0);
});
