// What people type into a region: a character that breaks a line, a new line, a digit of a port, the name of a group, the groups of a machine.
// The next change always undoes the one before.

import { pick, randomFrom } from '../server/test/support/random.ts';

export interface Typed {
  readonly kind: (typeof KINDS)[number];
  readonly line: number;
  readonly character: number;
  readonly length: number;
  readonly text: string;
}

const KINDS = ['broken line', 'new line', 'digit', 'name', 'groups'] as const;

export function* typing(text: string, groups: readonly string[]): Generator<Typed> {
  const lines = text.split('\n');
  const random = randomFrom(lines.length);
  const linesWith = (part: RegExp): readonly number[] => lines.flatMap((line, i) => (part.test(line) ? [i] : []));
  const rules = linesWith(/^ {4}(allow|deny)/);
  const ports = linesWith(/(tcp|udp) \d+ (from|to)/);
  const heads = linesWith(/^group /);
  const machines = linesWith(/^cvm /);
  for (let i = 0; ; i++) {
    const kind = KINDS[i % KINDS.length] ?? 'digit';
    switch (kind) {
      case 'broken line': {
        const at = { kind, line: pick(random, rules), character: 4 };
        yield { ...at, length: 0, text: '@' };
        yield { ...at, length: 1, text: '' };
        break;
      }
      case 'new line': {
        const at = { kind, line: pick(random, rules), character: 0 };
        const rule = '    allow tcp 4711 from 10.9.8.7\n';
        yield { ...at, length: 0, text: rule };
        yield { ...at, length: -1, text: '' };
        break;
      }
      case 'digit': {
        const line = pick(random, ports);
        const written = lines[line] ?? '';
        const character = written.search(/\d (from|to)/);
        yield { kind, line, character, length: 1, text: String(i % 10) };
        yield { kind, line, character, length: 1, text: written[character] ?? '0' };
        break;
      }
      case 'name': {
        const at = { kind, line: pick(random, heads), character: 6 };
        yield { ...at, length: 0, text: 'x' };
        yield { ...at, length: 1, text: '' };
        break;
      }
      case 'groups': {
        const line = pick(random, machines);
        const character = (lines[line] ?? '').lastIndexOf(' }');
        const added = `, ${pick(random, groups)}`;
        yield { kind, line, character, length: 0, text: added };
        yield { kind, line, character, length: added.length, text: '' };
        break;
      }
    }
  }
}
