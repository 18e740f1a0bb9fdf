// `expectation-failed` and `expectation-empty`.

import type { Decision } from '#engine/packet/trace.ts';
import { answersOf, type ExpectationResult, judging, type Refutation } from '#engine/reach/expectation.ts';
import { emptyWords, senderWords } from '#engine/words.ts';
import type { Expectation, Model } from '#model/model.ts';
import { directionWord } from '#model/words.ts';
import { printAddress } from '#net/address.ts';
import { t } from '#util/l10n.ts';
import type { Steps } from '#util/steps.ts';
import type { Related } from './diagnostic.ts';
import { type Finding, finding, type Judged } from './finding.ts';
import { listWords, policyWords, quoted } from './words.ts';

/** How many expectations could not be judged because they speak of too many packets. */
export function tooLargeExpectations(model: Model): number {
  return answersOf(model).filter((result) => result.status === 'unknown' && result.reason === 'too-large').length;
}

export function* judgedExpectation(model: Model, expectation: Expectation): Steps<Judged> {
  const result = yield* judging(model, expectation);
  return { from: [result], find: () => findings(model, expectation, result) };
}

function findings(model: Model, expectation: Expectation, result: ExpectationResult): readonly Finding[] {
  switch (result.status) {
    case 'failed':
      return [failed(model, expectation, result)];
    case 'empty':
      return [finding('expectation-empty', expectation.node, emptyWords(model, expectation, result.reason))];
    default:
      return [];
  }
}

function failed(model: Model, { node, action }: Expectation, result: Refutation): Finding {
  const [packet, why] = [packetWords(model, result), reasonWords(model, result)];
  const message =
    action === 'allow'
      ? t('Expected to be allowed, but {0} is denied: {1}.', packet, why)
      : t('Expected to be denied, but {0} is allowed: {1}.', packet, why);
  return finding('expectation-failed', node, message, decidingRule(model, result));
}

/** The packet that refutes an expectation, written as in an expectation. */
export function packetWords(model: Model, result: Refutation): string {
  const { protocol, port } = result.counterexample;
  const service = port === null ? protocol : `${protocol} ${port}`;
  const sender = senderWords(result.counterexample, endWords(model, result, 'source'));
  return `${service} from ${sender} to ${endWords(model, result, 'destination')}`;
}

/** The rule that decided over the packet, as a related place; undefined where no rule of a file decided. */
export function decidingRule(model: Model, { step }: Refutation): readonly Related[] | undefined {
  const decision = step?.decidedBy;
  const owner = decision === undefined ? undefined : model.entities.get(decision.owner);
  if (decision === undefined || owner === undefined || owner.builtin) return undefined;
  const { start, end } = decision.policy.rule;
  return [{ source: owner.source, start, end, message: t('This rule of {0} decides.', quoted(owner.name)) }];
}

function endWords(model: Model, { counterexample, ...ends }: Refutation, end: 'source' | 'destination'): string {
  const address = printAddress(counterexample[end]);
  const cvm = ends[end] === undefined ? undefined : model.entities.get(ends[end]);
  return cvm === undefined ? address : `${address} (${quoted(cvm.name)})`;
}

export function reasonWords(model: Model, { step }: Refutation): string {
  if (step === undefined) return t('nothing filters it');
  if (step.decidedBy !== undefined) return decisionWords(model, step.decidedBy, step.direction);
  const owners = step.owners.map((key) => quoted(model.entities.get(key)?.name ?? key));
  if (step.action === 'allow')
    return owners.length === 0 ? t('nothing filters it') : t('{0} allowed it', listWords(owners));
  return owners.length === 0
    ? t('no known group allows it')
    : t('no {0} rule of {1} matches it', directionWord(step.direction), listWords(owners));
}

function decisionWords(model: Model, { owner, policy, index }: Decision, direction: 'inbound' | 'outbound'): string {
  return t(
    "policy {0} '{1}', {2} in {3}, decides",
    index,
    policyWords(policy, direction),
    directionWord(direction),
    quoted(model.entities.get(owner)?.name ?? owner),
  );
}
