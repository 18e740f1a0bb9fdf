// The messages in the sources that have to be translated: the texts that are written in calls of `t`, `plural` and `message`.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const sources = path.resolve(import.meta.dirname, '../../src');
const literal = String.raw`'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"`;
const one = new RegExp(String.raw`(?<![\w.#])(?:l10n\.)?(?:t|message)\(\s*(${literal})`, 'g');
const two = new RegExp(String.raw`(?<![\w.#])(?:l10n\.)?plural\(\s*[^,'"]+,\s*(${literal}),\s*(${literal})`, 'g');
const call = /(?<![\w.#]|function )(?:l10n\.)?(?:t|plural|message)\(/g;

export interface Extracted {
  readonly messages: ReadonlySet<string>;
  /** Calls whose message is written elsewhere, where `message` has to mark it: `file: t(help)`. */
  readonly indirect: readonly string[];
}

export function extractMessages(): Extracted {
  const messages = new Set<string>();
  const indirect: string[] = [];
  for (const file of readdirSync(sources, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || file.endsWith('.test.ts') || file === path.join('util', 'l10n.ts')) continue;
    const text = readFileSync(path.join(sources, file), 'utf8');
    if (!text.includes("from '#util/l10n.ts'")) continue;
    const direct = [...text.matchAll(one), ...text.matchAll(two)];
    for (const [, ...found] of direct) for (const each of found) messages.add(textOf(each));
    const known = new Set(direct.map(({ index }) => index));
    for (const { index } of text.matchAll(call)) {
      if (!known.has(index)) indirect.push(`${file}: ${text.slice(index, text.indexOf('\n', index))}`);
    }
  }
  // What the helpers beside `t` say.
  for (const [, found = ''] of readFileSync(path.join(sources, 'util/l10n.ts'), 'utf8').matchAll(one))
    messages.add(textOf(found));
  return { messages, indirect };
}

/**
 * Texts of several words that are in none of these calls, in the folders whose texts an editor shows: `file: text`. Texts of `Error` are left
 * out, because what is thrown is a bug and not a message for users.
 */
export function unmarkedTexts(): readonly string[] {
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !/^(?:cli|pull)[\\/]/.test(file),
  );
  return files.flatMap((file) =>
    unmarkedIn(readFileSync(path.join(sources, file), 'utf8')).map((text) => `${file}: ${text}`),
  );
}

export function unmarkedIn(source: string): readonly string[] {
  const code = source.replace(comment, (found) => ' '.repeat(found.length));
  return Array.from(code.matchAll(anyText), ({ 0: text, index }) => ({
    text,
    before: code.slice(Math.max(0, index - 300), index),
  }))
    .filter(
      ({ text, before }) =>
        severalWords.test(text.replace(/\$\{(?:[^{}]|\{[^{}]*\})*(?:\}|$)/g, '')) && !saidIn.test(before),
    )
    .map(({ text }) => text);
}

const comment = /\/\*[\s\S]*?\*\/|(?<![:'"`\\/])\/\/.*$/gm;
const anyText = new RegExp(`${literal}|\`(?:[^\`\\\\\n]|\\\\.)*\``, 'g');
const severalWords = /(?:\b[A-Za-z][a-z]+[,:]?|' [a-z]+) [a-z]+\b(?![^ ]*[=<])/;
/** The code before a text that is marked or only thrown: a call of `t`, `message` or `Error`, or `plural` with its number. */
const saidIn = /(?:\b(?:t|message|Error)\(\s*|\bplural\([^'"`]*,\s*(?:(?:'[^'\n]*'|"[^"\n]*"),\s*)?)$/;

function textOf(written: string): string {
  const inner = written.slice(1, -1);
  return JSON.parse(`"${inner.replace(/\\'/g, "'").replace(/(?<!\\)"/g, '\\"')}"`) as string;
}
