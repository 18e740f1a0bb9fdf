// A plan from or to a half-read file would take out what was not read.

import type { ModelFile } from '#model/model.ts';

export interface ReadFault {
  /** An offset of the file. */
  readonly start: number;
  readonly message: string;
}

/**
 * Why a plan cannot be made with the file. What is wrong inside an element of a snapshot is none: the plan leaves that element
 * as it is, and says so.
 */
export function readFault({ tree }: ModelFile, text: string): ReadFault | undefined {
  const isWhole = tree.language === 'json' && isJson(text);
  for (const { start, block } of tree.blocks) {
    const [problem] = isWhole && block.declaration !== undefined ? [] : block.problems;
    if (problem !== undefined) return { start: start + problem.start, message: problem.message };
  }
  return undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
