// Guards that configurations come to what Terraform would plan of them: a corpus of small ones, one idea each, worked out by hand.
//
// A case is `== name`, files (`#- main.tf`; the text before the first of them is `main.tf`), and behind `--` what it comes to: lines with `!` are what refuses
// it, lines with `~` notes (`main.tf:3: words that are in it`), `> var name=value` and `> var-file name` are given to it, and the rest
// is the rule file, blanks and lines being of no account. With refusals it is what `--skip-invalid` takes.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { hcl } from '../../../test/support/hcl.ts';
import type { ImportFile } from '../importFile.ts';
import { importFiles } from '../importFiles.ts';
import type { Note } from '../notes.ts';
import type { TerraformOptions } from './load.ts';
import { filesAmong } from './load.ts';
import { folderOf, normalized } from './paths.ts';

const folder = new URL('corpus/', import.meta.url);

interface Case {
  readonly name: string;
  readonly files: readonly ImportFile[];
  readonly given: readonly string[];
  readonly expected: { readonly text: string; readonly refusals: readonly string[]; readonly notes: readonly string[] };
}

const topics = readdirSync(folder).map((name) => ({
  topic: name.replace('.txt', ''),
  cases: casesIn(readFileSync(new URL(name, folder), 'utf8')),
}));

test('there are 150 cases', () => {
  expect(topics.flatMap(({ cases }) => cases).length).toBeGreaterThanOrEqual(150);
});

describe.each(topics)('$topic', ({ cases }) => {
  test.each(cases)('$name', async ({ files, given, expected }) => {
    // As the command line has it: the files of the folder are named, the others are found.
    const terraform: TerraformOptions = { files: filesAmong(files), variables: variablesOf(given, files) };
    const named = files.filter(({ name }) => normalized(folderOf(name)) === '.' && /\.tf(\.json)?$/.test(name));
    const strict = await importFiles(named, { hcl, terraform });
    const refusals = strict.ok ? [] : strict.reasons;
    expectLines(refusals, expected.refusals);
    const read = strict.ok ? strict : await importFiles(named, { hcl, terraform, skipInvalid: true });
    if (!read.ok) {
      expect(expected.text.trim()).toBe('');
      return;
    }
    const skipped = read.notes.filter(({ message }) => message.startsWith('Skipped: '));
    expect(plain(read.text)).toBe(plain(expected.text));
    expectLines(
      read.notes.filter((note) => !skipped.includes(note)),
      expected.notes,
    );
  });
});

/** Each note is expected by its line and some of its words, and none is more than that. */
function expectLines(notes: readonly Note[], expected: readonly string[]): void {
  const shown = notes.map(({ file, line, message }) => `${file}:${line + 1}: ${message}`);
  const missing = expected.filter((one) => {
    const [at = '', ...words] = one.split(': ');
    return !shown.some((note) => note.startsWith(`${at}: `) && note.includes(words.join(': ')));
  });
  expect({ missing, shown: missing.length > 0 || shown.length !== expected.length ? shown : [] }).toEqual({
    missing: [],
    shown: [],
  });
}

function plain(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replaceAll('{ }', '{}')
    .replaceAll(' outbound {}', '')
    .replaceAll(' inbound {}', '')
    .replaceAll('{ }', '{}')
    .trim();
}

function variablesOf(
  given: readonly string[],
  files: readonly ImportFile[],
): NonNullable<TerraformOptions['variables']> {
  return given.flatMap((line): NonNullable<TerraformOptions['variables']>[number][] => {
    const [kind, ...rest] = line.split(' ');
    const words = rest.join(' ');
    if (kind === 'var-file') return files.filter(({ name }) => name === words).map((file) => ({ file }));
    const equals = words.indexOf('=');
    return [{ name: words.slice(0, equals), value: words.slice(equals + 1) }];
  });
}

function casesIn(text: string): Case[] {
  return text
    .split(/^== /m)
    .slice(1)
    .map((whole) => {
      const [head = '', expected = ''] = whole.split(/^--$/m);
      const end = head.indexOf('\n');
      const lines = expected.split('\n').map((line) => line.trim());
      const marked = (mark: string) => lines.filter((line) => line.startsWith(mark)).map((line) => line.slice(2));
      return {
        name: head.slice(0, end),
        files: filesIn(head.slice(end + 1)),
        given: marked('> '),
        expected: {
          text: lines.filter((line) => !/^[!~>] /.test(line)).join('\n'),
          refusals: marked('! '),
          notes: marked('~ '),
        },
      };
    });
}

function filesIn(text: string): ImportFile[] {
  const parts = text.split(/^#- (\S+)\n/m);
  const files = parts[0]?.trim() === '' ? [] : [{ name: 'main.tf', text: parts[0] ?? '' }];
  for (let i = 1; i < parts.length; i += 2) files.push({ name: parts[i] ?? '', text: parts[i + 1] ?? '' });
  return files;
}
