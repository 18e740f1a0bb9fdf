import { ruleListsIn } from '#model/parts.ts';
import { directionWord } from '#model/words.ts';
import type * as ast from '#syntax/ast.ts';
import { t } from '#util/l10n.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type Finding, finding } from './finding.ts';
import { type Fix, type FixContext, rewrite } from './fix.ts';

export function wrongDirectionWords(node: ast.Declaration): Finding[] {
  const findings: Finding[] = [];
  for (const list of ruleListsIn(node)) {
    const right = rightWord(list.direction);
    for (const { word } of list.rules) {
      if (word === undefined || word.text === right) continue;
      const message = t(
        "An {0} rule writes its peers after '{1}', not '{2}'. It is read as '{1}'.",
        directionWord(list.direction),
        right,
        word.text,
      );
      findings.push(finding('wrong-direction-word', word, message));
    }
  }
  return findings;
}

/** Writes the right word. */
export function fixWrongDirectionWord(context: FixContext, { start }: Diagnostic): readonly Fix[] {
  const node = context.placed.block.declaration;
  for (const list of node === undefined ? [] : ruleListsIn(node)) {
    const wrong = list.rules.find(({ word }) => word?.start === start)?.word;
    if (wrong !== undefined) return [rewrite(context, { start, end: wrong.end, newText: rightWord(list.direction) })];
  }
  return [];
}

function rightWord(direction: ast.Direction): 'from' | 'to' {
  return direction === 'inbound' ? 'from' : 'to';
}
