// `expectation-failed` and `expectation-empty`.

import { answersOf, judgeExpectation, type Refutation } from '#engine/expectation.ts';
import type { Decision } from '#engine/trace.ts';
import { emptyWords, senderWords } from '#engine/words.ts';
import type { Expectation, Model } from '#model/model.ts';
import { directionWord } from '#model/words.ts';
import { printAddress } from '#net/address.ts';
import { t } from '#util/l10n.ts';
import { type Finding, finding } from './finding.ts';
import { listWords, policyWords, quoted } from './words.ts';

/** How many of those that were judged speak of more than can be looked at. */
export function tooLargeExpectations(model: Model): number {
  return answersOf(model).filter((result) => result.status === 'unknown' && result.reason === 'too-large').length;
}

export function expectationFindings(model: Model, expectation: Expectation): Finding[] {
  const result = judgeExpectation(model, expectation);
  switch (result.status) {
    case 'failed':
      return [failed(model, expectation, result)];
    case 'empty':
      return [finding('expectation-empty', expectation.node, emptyWords(model, expectation, result.reason))];
    default:
      return [];
  }
}

function failed(model: Model, expectation: Expectation, result: Refutation): Finding {
  const { protocol, port } = result.counterexample;
  const service = port === null ? protocol : `${protocol} ${port}`;
  // The packet is written as in an expectation, in the words of the language.
  const sender = senderWords(result.counterexample, endWords(model, result, 'source'));
  const packet = `${service} from ${sender} to ${endWords(model, result, 'destination')}`;
  const decision = result.step?.decidedBy;
  const why = because(model, result);
  const message =
    expectation.action === 'allow'
      ? t('Expected to be allowed, but {0} is denied: {1}.', packet, why)
      : t('Expected to be denied, but {0} is allowed: {1}.', packet, why);
  const owner = decision === undefined ? undefined : model.entities.get(decision.owner);
  if (decision === undefined || owner === undefined || owner.builtin)
    return finding('expectation-failed', expectation.node, message);
  const { start, end } = decision.policy.rule;
  const related = [{ source: owner.source, start, end, message: t('This rule of {0} decides.', quoted(owner.name)) }];
  return finding('expectation-failed', expectation.node, message, related);
}

function endWords(model: Model, { counterexample, ...ends }: Refutation, end: 'source' | 'destination'): string {
  const address = printAddress(counterexample[end]);
  const cvm = ends[end] === undefined ? undefined : model.entities.get(ends[end]);
  return cvm === undefined ? address : `${address} (${quoted(cvm.name)})`;
}

function because(model: Model, { step }: Refutation): string {
  if (step === undefined) return t('nothing filters it');
  if (step.decidedBy !== undefined) return decisionWords(model, step.decidedBy, step.direction);
  const owners = step.owners.map((key) => quoted(model.entities.get(key)?.name ?? key));
  if (step.action === 'allow')
    return owners.length === 0 ? t('nothing filters it') : t('{0} let it through', listWords(owners));
  return owners.length === 0
    ? t('no known group lets it through')
    : t('no {0} rule of {1} matches it', directionWord(step.direction), listWords(owners));
}

function decisionWords(model: Model, { owner, policy }: Decision, direction: 'inbound' | 'outbound'): string {
  return t(
    "policy {0} '{1}', {2} in {3}, decides",
    policy.index,
    policyWords(policy, direction),
    directionWord(direction),
    quoted(model.entities.get(owner)?.name ?? owner),
  );
}
