import { judging } from '#engine/reach/expectation.ts';
import type { Expectation, Model } from '#model/model.ts';
import type { Steps } from '#util/steps.ts';
import { expectationFindings } from './expectation.ts';
import { judgingOtherFamily, oneFamilyFindings } from './expectationOneFamily.ts';
import type { Judged } from './judged.ts';
import { type Settings, severityOf } from './settings.ts';

/** What is made of an expectation, and of the same for the other family where it holds. */
export function* judgedExpectation(model: Model, expectation: Expectation, settings: Settings): Steps<Judged> {
  const result = yield* judging(model, expectation);
  const asked = result.status === 'passed' && severityOf(settings, 'expectation-one-family') !== 'off';
  const other = asked ? yield* judgingOtherFamily(model, expectation) : undefined;
  return {
    from: [result, other],
    find: () => [...expectationFindings(model, expectation), ...oneFamilyFindings(model, expectation, other)],
  };
}
