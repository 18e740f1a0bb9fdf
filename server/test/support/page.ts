// The pages of docs/ in parts: blocks of code, commands with their output, headings.

import { readFileSync } from 'node:fs';

/** A code block of a page of docs/: what it is written in, the file that it shows if it names one, and its lines. */
export interface Block {
  readonly language: string;
  readonly file: string | undefined;
  readonly text: string;
}

export function readPage(name: string): string {
  return readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');
}

export function blocksOf(page: string): readonly Block[] {
  return [...page.matchAll(/^```(\w+)(?: (\S+))?\n(.*?)^```$/gms)].map(([, language = '', file, text = '']) => ({
    language,
    file,
    text,
  }));
}

/** The commands of a `console` block, each with what the page shows of its output. */
export function commandsOf(text: string): readonly { readonly command: string; readonly shown: string }[] {
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const [, command = '', shown = ''] = /^((?:[^\n]*\\\n)*[^\n]*\n)(.*)$/s.exec(part) ?? [];
      return { command: command.trim(), shown: shown.trimEnd() };
    });
}

/** The anchors of a page's headings, as GitHub makes them. */
export function anchorsOf(page: string): readonly string[] {
  return headingsOf(page).map((heading) =>
    heading
      .replace(/^#+ /, '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

export function headingsOf(page: string): readonly string[] {
  return page
    .replace(/^```.*?^```$/gms, '')
    .split('\n')
    .filter((line) => /^#{1,4} /.test(line));
}
