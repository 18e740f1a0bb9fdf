import { directionWord } from '#model/words.ts';
import type * as ast from '#syntax/ast.ts';
import type { TextEdit } from '#text/textEdit.ts';
import { t } from '#util/l10n.ts';
import { type Finding, finding } from './finding.ts';
import { ruleLists } from './walk.ts';

export function wrongDirectionWords(node: ast.Declaration): Finding[] {
  const findings: Finding[] = [];
  for (const list of ruleLists(node)) {
    const right = rightWord(list.direction);
    for (const { word } of list.rules) {
      if (word === undefined || word.text === right) continue;
      const message = t(
        "An {0} rule says '{1}' whom it is about, not '{2}'. It is read as '{1}'.",
        directionWord(list.direction),
        right,
        word.text,
      );
      findings.push(finding('wrong-direction-word', word, message));
    }
  }
  return findings;
}

/** The edit that puts the right word there; `at` is the finding's range. */
export function fixWrongDirectionWord(node: ast.Declaration, at: { readonly start: number }): TextEdit | undefined {
  for (const list of ruleLists(node)) {
    for (const { word } of list.rules) {
      if (word?.start === at.start) return { start: word.start, end: word.end, newText: rightWord(list.direction) };
    }
  }
  return undefined;
}

function rightWord(direction: ast.Direction): 'from' | 'to' {
  return direction === 'inbound' ? 'from' : 'to';
}
