import type * as ast from '#syntax/ast.ts';
import { type Finding, finding } from './finding.ts';

export function syntaxErrors(block: ast.Block): Finding[] {
  return block.problems.map((problem) => finding('syntax-error', problem, problem.message));
}
