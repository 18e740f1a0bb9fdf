// `exposed-cvm`: a machine with a public address that all of the internet reaches on a sensitive port, through every filter on the way.
//
// It is judged with expectations. The first one denies the internet all sensitive ports together, and holds for most machines. Only if it
// fails, a second one asks for each port by itself whether all of the internet reaches it.

import { type ExpectationResult, judging, judgingTogether } from '#engine/reach/expectation.ts';
import type { Cvm, Endpoint, Expectation, Model } from '#model/model.ts';
import type { Address } from '#net/address.ts';
import { printAddress } from '#net/address.ts';
import * as cuts from '#net/cuts.ts';
import { ports, type ServiceSet } from '#net/services.ts';
import { plural } from '#util/l10n.ts';
import { memo } from '#util/memo.ts';
import type { Steps } from '#util/steps.ts';
import { decidingRule, reasonWords } from './expectation.ts';
import { type Finding, finding, type Judged } from './finding.ts';
import type { Settings } from './settings.ts';
import { listWords, quoted } from './words.ts';

/** One public address, and what the whole internet of its family reaches there. */
interface Exposed {
  readonly address: Address;
  readonly ports: readonly number[];
  /** The refuted expectation that nothing reaches the first of these ports. */
  readonly result: ExpectationResult;
}

/** Judges a machine that has public addresses. */
export function* exposure(model: Model, cvm: Cvm, settings: Settings): Steps<Judged> {
  const exposed = yield* judgingExposure(model, cvm, settings);
  return {
    from: exposed.flatMap(({ ports: open, result }) => [open.join(), result]),
    find: () => exposedFindings(model, cvm, exposed),
  };
}

function* judgingExposure(model: Model, cvm: Cvm, { sensitivePorts }: Settings): Steps<readonly Exposed[]> {
  const exposed: Exposed[] = [];
  for (const question of questionsOf(cvm, [sensitivePorts], () => questions(cvm, sensitivePorts))) {
    if ((yield* judging(model, question.nobody)).status !== 'failed') continue;
    const reached = yield* judgingTogether(
      model,
      question.ports.map(({ everybody }) => everybody),
    );
    const open = question.ports.filter((_, i) => reached[i]?.status === 'passed');
    const [first] = open;
    if (first === undefined) continue;
    const result = yield* judging(model, first.nobody);
    exposed.push({ address: question.address, ports: open.map(({ port }) => port), result });
  }
  return exposed;
}

function exposedFindings(model: Model, { node, name }: Cvm, exposed: readonly Exposed[]): Finding[] {
  return exposed.flatMap(({ address, ports: open, result }) => {
    if (result.status !== 'failed') return [];
    const message = plural(
      open.length,
      'The whole IPv{1} internet reaches {2} at {3} on tcp {4}: {5}. Allow only those who need it.',
      'The whole IPv{1} internet reaches {2} at {3} on tcp {4}: {5}. Allow only those who need it.',
      address.family,
      quoted(name),
      printAddress(address),
      listWords(open.map(String), 6),
      reasonWords(model, result),
    );
    return [finding('exposed-cvm', node.name ?? node.keyword, message, decidingRule(model, result))];
  });
}

interface PortQuestion {
  readonly port: number;
  readonly everybody: Expectation;
  readonly nobody: Expectation;
}

interface Question {
  readonly address: Address;
  readonly nobody: Expectation;
  readonly ports: readonly PortQuestion[];
}

/** Made once for a machine, because the engine keeps its answers by the expectations. */
const questionsOf = memo<Cvm, readonly Question[]>();

function questions(cvm: Cvm, sensitive: readonly number[]): readonly Question[] {
  return cvm.publicAddresses.map((address) => {
    const ask = (action: Expectation['action'], services: ServiceSet) => expectation(cvm, address, action, services);
    const all = cuts.unionAll(sensitive.map((port) => ports('tcp', port, port)));
    return {
      address,
      nobody: ask('deny', all),
      ports: [...new Set(sensitive)]
        .sort((a, b) => a - b)
        .map((port) => {
          const services = ports('tcp', port, port);
          return { port, everybody: ask('allow', services), nobody: ask('deny', services) };
        }),
    };
  });
}

function expectation(cvm: Cvm, address: Address, action: Expectation['action'], services: ServiceSet): Expectation {
  // By its name, as another machine may have the same address.
  const to: Endpoint = { kind: 'cvm', key: cvm.key, at: address };
  const { region, source, node } = cvm;
  const { start, end } = node;
  return {
    kind: 'expect',
    node: { kind: 'expect', keyword: node.keyword, action, from: [], to: [], start, end },
    region,
    action,
    services,
    from: [{ kind: 'internet' }],
    to: [to],
    complete: true,
    source,
  };
}
