// `expectation-failed` and `expectation-empty`.

import { type ExpectationResult, judgeExpectation, type Refutation } from '#engine/expectation.ts';
import type { Decision } from '#engine/trace.ts';
import type { Expectation, Model } from '#model/model.ts';
import { printAddress } from '#net/address.ts';
import { type Finding, finding } from './finding.ts';
import { listWords, policyWords, quoted } from './words.ts';

const judged = new WeakMap<Model, Map<Expectation, ExpectationResult>>();

/** What the model makes of one of its expectations; judged when first asked for. */
export function resultOf(model: Model, expectation: Expectation): ExpectationResult {
  let results = judged.get(model);
  if (results === undefined) {
    results = new Map();
    judged.set(model, results);
  }
  let result = results.get(expectation);
  if (result === undefined) {
    result = judgeExpectation(model, expectation);
    results.set(expectation, result);
  }
  return result;
}

export function expectationFindings(model: Model, expectation: Expectation): Finding[] {
  const result = resultOf(model, expectation);
  switch (result.status) {
    case 'failed':
      return [failed(model, expectation, result)];
    case 'empty':
      return [
        finding(
          'expectation-empty',
          expectation.node,
          'This speaks of no packet, so that it says nothing: an end is empty, or the two ends never meet.',
        ),
      ];
    default:
      return [];
  }
}

function failed(model: Model, expectation: Expectation, result: Refutation): Finding {
  const { protocol, port } = result.counterexample;
  const service = port === null ? protocol : `${protocol} ${port}`;
  const packet = `${service} from ${endWords(model, result, 'source')} to ${endWords(model, result, 'destination')}`;
  const decision = result.step?.decidedBy;
  const verdict = expectation.action === 'allow' ? 'denied' : 'allowed';
  const message = `Expected to be ${expectation.action === 'allow' ? 'allowed' : 'denied'}, but ${packet} is ${verdict}: ${because(model, result)}.`;
  const owner = decision === undefined ? undefined : model.entities.get(decision.owner);
  if (decision === undefined || owner === undefined || owner.builtin)
    return finding('expectation-failed', expectation.node, message);
  const { start, end } = decision.policy.rule;
  const related = [{ source: owner.source, start, end, message: `This rule of ${quoted(owner.name)} decides.` }];
  return finding('expectation-failed', expectation.node, message, related);
}

function endWords(model: Model, { counterexample, ...ends }: Refutation, end: 'source' | 'destination'): string {
  const address = printAddress(counterexample[end]);
  const cvm = ends[end] === undefined ? undefined : model.entities.get(ends[end]);
  return cvm === undefined ? address : `${address} (${quoted(cvm.name)})`;
}

function because(model: Model, { step }: Refutation): string {
  if (step === undefined) return 'nothing filters it';
  if (step.decidedBy !== undefined) return `${decisionWords(model, step.decidedBy, step.direction)} decides`;
  const owners = step.owners.map((key) => quoted(model.entities.get(key)?.name ?? key));
  if (step.action === 'allow')
    return owners.length === 0 ? 'nothing filters it' : `${listWords(owners)} let it through`;
  return owners.length === 0
    ? 'no known group lets it through'
    : `no ${step.direction} rule of ${listWords(owners)} matches it`;
}

function decisionWords(model: Model, { owner, policy }: Decision, direction: 'inbound' | 'outbound'): string {
  return `policy ${policy.index} '${policyWords(policy, direction)}', ${direction} in ${quoted(model.entities.get(owner)?.name ?? owner)},`;
}
