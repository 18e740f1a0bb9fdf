// How long it takes to read a rule file, to read it again after a keystroke, and to lay it out, at several sizes.

import { format } from '#syntax/format.ts';
import { lex } from '#syntax/lexer.ts';
import { parse } from '#syntax/parse.ts';
import { reparse } from '#syntax/reparse.ts';
import { measure } from './measure.ts';

const sizes = [1_000, 10_000, 50_000];

/** Groups of 100 + 100 rules, some 45 characters a line. */
function madeFile(lines: number): string {
  const rule = (word: string, i: number) => {
    const peers = i % 5 === 0 ? `web-${i % 40}, office` : `10.${i % 250}.${(i * 7) % 250}.0/24`;
    return `    ${i % 9 === 0 ? 'deny ' : 'allow'} tcp ${1000 + (i % 500)},443 ${word} ${peers}${i % 4 === 0 ? ` "rule ${i}"` : ''}`;
  };
  const group = (name: number) => {
    const rules = (word: string) => Array.from({ length: 100 }, (_, i) => rule(word, name * 31 + i)).join('\n');
    return `group web-${name} "Front end ${name}" {\n  inbound {\n${rules('from')}\n  }\n  outbound {\n${rules('to')}\n  }\n}\n`;
  };
  return `region ap-guangzhou\n\n${Array.from({ length: Math.ceil(lines / 207) }, (_, name) => group(name)).join('\n')}`;
}

await measure(
  'rule files',
  sizes.flatMap((size) => {
    const text = madeFile(size);
    const file = parse(text);
    const at = text.indexOf('443', text.length / 2);
    const edit = { start: at, end: at + 3, newText: '4430' };
    const after = text.slice(0, at) + edit.newText + text.slice(at + 3);
    return [
      { name: `lex ${size} lines`, family: 'lex', size, run: () => lex(text) },
      {
        name: `parse ${size} lines`,
        family: 'parse',
        size,
        ...(size === 10_000 ? { aim: 40 } : {}),
        run: () => parse(text),
      },
      {
        name: `parse ${size} lines after a keystroke`,
        family: 'reparse',
        size,
        aim: 2,
        run: () => reparse(file, edit, after),
      },
      { name: `format ${size} lines`, family: 'format', size, run: () => format(text, file) },
    ];
  }),
);
