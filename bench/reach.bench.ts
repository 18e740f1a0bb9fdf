// How long the questions over a whole model take: what all machines may say to one another, whom one reaches, one expectation.

import { trace } from '#engine/packet/trace.ts';
import { judgeExpectation } from '#engine/reach/expectation.ts';
import { makingKinds } from '#engine/reach/kinds.ts';
import { machineClasses, passingAny } from '#engine/reach/machineClasses.ts';
import { reach } from '#engine/reach/reach.ts';
import { compareModels } from '#engine/versions/diff.ts';
import type { Expectation, Model } from '#model/model.ts';
import { finish } from '#util/steps.ts';
import { type Case, measure } from './measure.ts';
import { madeModel } from './models.ts';

const regions = [500, 2_000, 10_000].map((size) => ({ size, model: madeModel(size, 1) }));
const region = 'ap-guangzhou';

const kindsOf = (model: Model, region: string) => finish(makingKinds(model, region));

/** A copy of the model, for which nothing is remembered yet. */
const fresh = (model: Model): Model => ({ ...model });

/** Asks for every ordered pair of machines, by their classes, and counts those between which something passes. */
function allPairs(model: Model): number {
  const kinds = kindsOf(model, region);
  const classes = machineClasses(kinds);
  let pairs = 0;
  for (const source of classes) {
    for (const destination of classes) {
      const some = passingAny(kinds, source.hosts, destination.hosts) !== 0;
      if (some) pairs += source.cvms.length * destination.cvms.length;
    }
  }
  return pairs;
}

for (const { size, model } of regions) {
  const kinds = kindsOf(model, region);
  const { sides } = kinds;
  const { length } = machineClasses(kinds);
  const passing = allPairs(model);
  console.log(
    `${size} machines: ${length} classes, ${sides.length} sides; ${passing} of ${size * (size - 1)} pairs pass`,
  );
}

const ofEachSize = (name: string, family: string, run: (model: Model) => unknown, aim?: number): Case[] =>
  regions.map(({ size, model }) => ({
    name: `${name}, ${size} cvms`,
    family,
    size,
    ...(aim !== undefined && size === 10_000 ? { aim } : {}),
    run: () => run(model),
  }));

const large = regions.at(-1)?.model ?? madeModel(1, 1);
const [between, fromInternet, fromAny] = large.expectations;
const judge = (expectation: Expectation | undefined) => expectation && judgeExpectation(large, expectation);
const [source, destination] = large.cvms.flatMap(({ privateAddresses }) => privateAddresses);

await measure('whole models', [
  ...ofEachSize('all ordered pairs, from nothing', 'pairs', (model) => allPairs(fresh(model)), 700),
  ...ofEachSize('making the classes', 'classes', (model) => kindsOf(fresh(model), region)),
  ...ofEachSize('who reaches one cvm', 'reach', (model) => {
    const [cvm] = model.cvms;
    return cvm && reach(model, { region, to: { kind: 'cvm', key: cvm.key } });
  }),
  { name: 'one expectation, group to group', aim: 0.1, run: () => judge(between) },
  { name: 'one expectation, internet to group', aim: 0.1, run: () => judge(fromInternet) },
  { name: 'one expectation, any to group', run: () => judge(fromAny) },
  {
    name: 'one packet',
    run: () =>
      source &&
      destination &&
      trace(large, { source, destination, protocol: 'tcp', sourcePort: null, port: 443 }, region),
  },
  { name: 'diff of 10000 cvms with themselves', run: () => compareModels(large, fresh(large)) },
]);
