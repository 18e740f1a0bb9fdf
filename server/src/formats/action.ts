// What a rule does, in the words of the API.

import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { type Piece, placeOf } from './piece.ts';
import { quote, report, type Source } from './source.ts';

export const ACTIONS: Readonly<Record<ast.Action, string>> = { allow: 'ACCEPT', deny: 'DROP' };

/** In any case. No other word is ever read as one of the two. */
export function actionOf(text: string): ast.Action | undefined {
  const word = text.toUpperCase();
  if (word === ACTIONS.allow) return 'allow';
  return word === ACTIONS.deny ? 'deny' : undefined;
}

/** What a rule does. A rule with another word, or with none, is refused, and denies where it is read nevertheless. */
export function readAction(
  source: Source,
  piece: Piece | undefined,
  whole: Range,
  missing: () => string = () => t("The rule has no action: write 'ACCEPT' or 'DROP'."),
): Pick<ast.Rule, 'action' | 'actionRange'> {
  const action = piece === undefined ? undefined : actionOf(piece.text);
  const actionRange = placeOf(piece ?? whole);
  if (action === undefined) {
    const wrong = piece && t("{0} is not an action: write 'ACCEPT' or 'DROP'.", quote(piece.text));
    report(source, 'refused', actionRange, wrong ?? missing());
  }
  return { action: action ?? 'deny', actionRange };
}
