import type * as ast from '#syntax/ast.ts';
import type { Finding } from './finding.ts';

/** Findings of many blocks, collected by the block at which they stand. */
export interface Findings {
  add(block: ast.Block, finding: Finding): void;
  readonly byBlock: ReadonlyMap<ast.Block, readonly Finding[]>;
}

export function collectFindings(): Findings {
  const byBlock = new Map<ast.Block, Finding[]>();
  return {
    byBlock,
    add(block, finding) {
      const known = byBlock.get(block);
      if (known === undefined) byBlock.set(block, [finding]);
      else known.push(finding);
    },
  };
}
