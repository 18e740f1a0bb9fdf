// Guards that questions about all machines can be left at many places: work grows with the model, and the steps get more, not longer.
import { expect, test } from 'vitest';
import type { Model } from '#model/model.ts';
import type { Steps } from '#util/steps.ts';
import { region } from '../../../../bench/region.ts';
import { modelOf } from '../../../test/support/modelOf.ts';
import { covering } from './coverage.ts';
import { makingKinds } from './kinds.ts';
import { reaching } from './reach.ts';
import { makingReachMap } from './reachMap.ts';

const HOME = 'ap-guangzhou';

test.each<readonly [string, (model: Model) => Steps<unknown>]>([
  ['kinds', (model) => makingKinds(model, HOME)],
  ['the map', (model) => makingReachMap(model, HOME)],
  ['what expectations cover', (model) => covering(model, model.expectations)],
  ['reach between all', (model) => reaching(model, { region: HOME })],
])('%s is worked out in more steps where there is more', (_, work) => {
  const [few, many] = [600, 3600].map((lines) => stepsOf(work(modelOf(region(lines).text)))) as [number, number];
  expect(many).toBeGreaterThan(few + 10);
});

function stepsOf(steps: Steps<unknown>): number {
  let count = 1;
  while (!steps.next().done) count++;
  return count;
}
