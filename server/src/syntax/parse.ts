import type * as ast from './ast.ts';
import { readBlocks } from './blocks.ts';

/** The tree of a rule file. Whatever the text: what cannot be read is a problem in the tree, and the rest is there. */
export function parse(text: string): ast.File {
  return { language: 'sg', blocks: readBlocks(text), length: text.length };
}
