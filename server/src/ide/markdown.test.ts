// Guards that text out of files stays text in Markdown, and that nothing is escaped that would mean nothing.
import { expect, test } from 'vitest';
import { plain, withoutMarkup } from './markdown.ts';

test.each([
  ['web-1 (10.0.0.0/8), tcp/443: 50% of a_b! {x} a.b; 3 < 5 & 6 > 2'],
  ['2024-06-01 - until then'],
  ['C:\\dir'],
  ['AT&T'.replace('&T', '& T')],
])('%s stands as it is', (text) => {
  expect(plain(text)).toBe(text);
});

test.each([
  ['*a* **b**', '\\*a\\* \\*\\*b\\*\\*'],
  ['_a_ a_b', '\\_a\\_ a_b'],
  ['`a`', '\\`a\\`'],
  ['~~a~~', '\\~\\~a\\~\\~'],
  ['a | b', 'a \\| b'],
  ['[a](b) ![c](d) [e]: f', '\\[a\\](b) !\\[c\\](d) \\[e\\]: f'],
  ['# a # b', '\\# a # b'],
  ['> a > b', '\\> a > b'],
  ['- a', '\\- a'],
  ['  + a', '  \\+ a'],
  ['---', '\\---'],
  ['===', '\\==='],
  ['1. a', '1\\. a'],
  ['12) a', '12\\) a'],
  ['\\*', '\\\\\\*'],
  ['a\\', 'a\\\\'],
  ['<b>a</b> <!-- -->', '&lt;b>a&lt;/b> &lt;!-- -->'],
  ['&lt; &#60;', '&amp;lt; &amp;#60;'],
  ['$(zap)', '\\$(zap)'],
  ['https://a.example www.a.example a@b.example', 'https\\://a.example www\\.a.example a\\@b.example'],
  ['a\n# b', 'a # b'],
])('%s is escaped', (text, escaped) => {
  expect(plain(text)).toBe(escaped);
  // A client that shows text as it is has it back.
  expect(withoutMarkup(escaped)).toBe(text.replaceAll('\n', ' '));
});
