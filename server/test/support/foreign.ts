// A file of another format that is asked directly, without an import, as the commands that only ask do it.

import { readTree } from '#formats/readTree.ts';
import type { Folder } from '#workspace/folder.ts';
import { commandLimits } from '#workspace/limits.ts';
import { loadFiles } from '#workspace/loadFiles.ts';
import { foreignFile } from '#workspace/sourceFile.ts';
import { hcl } from './hcl.ts';

/** `rules`: a rule file beside it. */
export async function loadForeign(name: string, text: string, rules = ''): Promise<Folder> {
  const read = await readTree([{ name, text }], { hcl });
  if (!read.ok) throw new Error(`not read: ${read.reasons.map(({ message }) => message).join(' ')}`);
  const parts = read.parts.map((part) => ({ uri: `file:///${part.name}`, text: part.text, start: part.start }));
  const file = foreignFile(parts, read.text, read.tree, read.said);
  return loadFiles({
    root: 'file://',
    texts: new Map([['file:///beside.sg', rules]]),
    today: '2026-06-01',
    limits: commandLimits,
    foreign: file && { file, region: undefined },
  });
}
