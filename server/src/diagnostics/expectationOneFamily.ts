// `expectation-one-family`: an `expect deny … from any` that holds although the same from `any6` would fail, or the reverse.

import { type ExpectationResult, judging } from '#engine/reach/expectation.ts';
import type { Endpoint, Expectation, Model } from '#model/model.ts';
import * as addressSet from '#net/addressSet.ts';
import type * as ast from '#syntax/ast.ts';
import type { TextEdit } from '#text/textEdit.ts';
import { t } from '#util/l10n.ts';
import { memoOf } from '#util/memo.ts';
import type { Steps } from '#util/steps.ts';
import type { Diagnostic } from './diagnostic.ts';
import { decidingRule, packetWords, reasonWords } from './expectation.ts';
import { type Finding, finding, type Judged } from './finding.ts';
import { type Fix, type FixContext, fix, placedAt } from './fix.ts';

export function* judgedOtherFamily(model: Model, expectation: Expectation): Steps<Judged> {
  const other = ofOtherFamily(expectation);
  const isHeld = other !== undefined && (yield* judging(model, expectation)).status === 'passed';
  const result = isHeld ? yield* judging(model, other) : undefined;
  return { from: [result], find: () => findings(model, expectation, result) };
}

/**
 * The same `expect deny` for the other family; undefined where both families are named, or neither. It is made once, because its answer
 * is kept by the object.
 */
const ofOtherFamily = memoOf((expectation: Expectation): Expectation | undefined => {
  if (expectation.action !== 'deny') return undefined;
  const [from, to] = [otherFamily(expectation.from), otherFamily(expectation.to)];
  if (from === undefined && to === undefined) return undefined;
  return { ...expectation, from: from ?? expectation.from, to: to ?? expectation.to };
});

function findings(
  model: Model,
  { node, from, to }: Expectation,
  result: ExpectationResult | undefined,
): readonly Finding[] {
  if (result?.status !== 'failed') return [];
  const message = t(
    "This holds, but the same with '{0}' does not: {1} is allowed: {2}. Add '{0}'.",
    [from, to].some((ends) => otherFamily(ends) !== undefined && ends.some((end) => isEvery(end, 4))) ? 'any6' : 'any',
    packetWords(model, result),
    reasonWords(model, result),
  );
  return [finding('expectation-one-family', node, message, decidingRule(model, result))];
}

/** The ends with `any6` in the place of `any`, or the reverse; undefined where both are named, or neither. */
function otherFamily(ends: readonly Endpoint[]): readonly Endpoint[] | undefined {
  const [has4, has6] = [ends.some((end) => isEvery(end, 4)), ends.some((end) => isEvery(end, 6))];
  if (has4 === has6) return undefined;
  return ends.map((end) => (isEvery(end, 4) ? ANY6 : isEvery(end, 6) ? ANY4 : end));
}

const ANY4: Endpoint = { kind: 'addresses', set: addressSet.ANY4, text: 'any' };
const ANY6: Endpoint = { kind: 'addresses', set: addressSet.ANY6, text: 'any6' };

function isEvery(end: Endpoint, family: 4 | 6): boolean {
  return end.kind === 'addresses' && addressSet.equals(end.set, family === 4 ? addressSet.ANY4 : addressSet.ANY6);
}

/** Names the other family too, at each end that names one of them. */
export function addOtherFamily(context: FixContext, { start }: Diagnostic): readonly Fix[] {
  const { node, from, to } = context.model.bindings.get(context.placed.block)?.expectation ?? {};
  if (node?.start !== start || from === undefined || to === undefined) return [];
  const edits = [[node.from, from] as const, [node.to, to] as const].flatMap(([peers, ends]) =>
    otherFamily(ends) === undefined ? [] : addedTo(peers, ends),
  );
  const placed = edits.map(({ newText, ...range }) => ({ ...placedAt(context, range), newText }));
  return [fix(t('Speak of the other IP version too'), placed)];
}

function addedTo(peers: readonly ast.Peer[], ends: readonly Endpoint[]): readonly TextEdit[] {
  const place = ends.findIndex((end) => isEvery(end, 4) || isEvery(end, 6));
  const [peer, end] = [peers[place], ends[place]];
  if (peer === undefined || end === undefined) return [];
  return [{ start: peer.end, end: peer.end, newText: isEvery(end, 4) ? ', any6' : ', any' }];
}
