// Imports files: the rule file that they become, and the notes.

import { expect } from 'vitest';
import { importFiles } from '#formats/importFiles.ts';
import { showNote } from '#formats/notes.ts';
import type { ImportOptions } from '#formats/readFiles.ts';
import { format } from '#syntax/format.ts';
import { parse } from '#syntax/parse.ts';
import { applyEdits } from '#text/textEdit.ts';
import { hcl } from './hcl.ts';

export async function imported(text: string, options: ImportOptions = {}): Promise<{ text: string; notes: string[] }> {
  const result = await importFiles([{ name: 'f', text }], { hcl, ...options });
  if (!result.ok) throw new Error(result.reasons.map(showNote).join('\n'));
  expect(applyEdits(result.text, format(result.text, parse(result.text)))).toBe(result.text);
  return { text: oneBlank(result.text), notes: result.notes.map(showNote) };
}

export async function refused(text: string): Promise<string[]> {
  const result = await importFiles([{ name: 'f', text }], { hcl });
  return result.ok ? [] : result.reasons.map(showNote);
}

/** The text with single blanks, for tests that do not ask how columns are aligned. */
export function oneBlank(text: string): string {
  return text.replace(/(?<=\S) +/g, ' ').replace(/ \{\}/g, ' {\n}');
}
