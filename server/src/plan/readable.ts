// Files of which so much cannot be read that nothing can be planned with them.

import type { ModelFile } from '#model/model.ts';

export interface ReadFault {
  /** An offset of the file. */
  readonly start: number;
  readonly message: string;
}

/**
 * Why a plan cannot be made with the file at all: JSON that ends in the middle, or a line after which it is not known which region or
 * project is meant. What is wrong within a declaration is none: the plan leaves that as it is live, and says so.
 */
export function readFault({ tree }: ModelFile, text: string): ReadFault | undefined {
  const isCut = tree.language === 'json' && !isJson(text);
  for (const { start, block } of tree.blocks) {
    const kind = block.declaration?.kind;
    const [problem] = isCut || kind === 'region' || kind === 'project' ? block.problems : [];
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
