// Who reaches an end, or whom it reaches, and on which services.

import { type EndpointView, resolveViews } from '#engine/packet/endpoint.ts';
import { type Reach, reaching as reachingOf } from '#engine/reach/reach.ts';
import type { ReachPath } from '#engine/reach/reachPaths.ts';
import { endpointFault } from '#engine/words.ts';
import { addressesOf } from '#model/interfaces.ts';
import type { Endpoint, Model } from '#model/model.ts';
import type { Address } from '#net/address.ts';
import * as addressSet from '#net/addressSet.ts';
import { distinctBy } from '#util/groupBy.ts';
import { t } from '#util/l10n.ts';
import { finish, type Steps } from '#util/steps.ts';
import type { Folder } from '#workspace/folder.ts';
import { hangsOnFiles } from './endpointMachines.ts';
import type { Gap } from './gaps.ts';
import { incomplete, together } from './incomplete.ts';
import { lookedAtBetween } from './lookedAt.ts';
import { regionFault } from './region.ts';
import { type Fault, readServices, type ServiceQuestion } from './services.ts';

export interface ReachQuestion extends ServiceQuestion {
  /** Either `from` or `to`. */
  readonly from?: string;
  readonly to?: string;
  /** What people can do to name a region: `say which with --region`. */
  readonly sayRegion: string;
}

export interface ReachAnswer extends Reach {
  readonly endpoint: string;
  readonly incomplete: readonly Gap[];
}

type Answered = { readonly answer: ReachAnswer } | Fault;

export function reach(folder: Folder, question: ReachQuestion): Answered {
  return finish(reaching(folder, question));
}

/** The same in steps. */
export function* reaching(folder: Folder, question: ReachQuestion): Steps<Answered> {
  const { model } = folder;
  const { from, to, region, sayRegion } = question;
  const fault = regionFault(region, [model]);
  if (fault !== undefined) return { error: fault, hangsOnFiles: true };
  const asked = readServices(model, question);
  if (asked !== undefined && 'error' in asked) return asked;
  const text = from ?? to ?? '';
  const views = resolveViews(model, text, region);
  if (!views.ok) return { error: endpointFault(views.error, sayRegion), hangsOnFiles: hangsOnFiles(views.error) };
  const narrowed = {
    services: asked?.set,
    // Every region sees the internet, and addresses that no machine has, alike: each region answers for its own machines.
    ownOnly: views.value.length > 1 && views.value.every(({ endpoint }) => isNobodys(model, endpoint)),
  };
  if (!narrowed.ownOnly && pairsMet(model, views.value) > MOST_PAIRS) {
    const count = views.value.length;
    return { error: t("'{0}' is seen from {1} regions, which is too much at once: {2}.", text, count, sayRegion) };
  }
  const found: Reach[] = [];
  for (const { endpoint, region: seenFrom } of views.value) {
    const end = from === undefined ? { to: endpoint } : { from: endpoint };
    found.push(yield* reachingOf(model, { region: seenFrom, ...end, ...narrowed }));
  }
  const looked = ({ endpoint, region: seenFrom }: EndpointView) =>
    from === undefined
      ? lookedAtBetween(model, seenFrom, undefined, [endpoint])
      : lookedAtBetween(model, seenFrom, [endpoint], undefined);
  return {
    answer: {
      endpoint: text,
      paths: distinct(found.map(({ paths }) => paths)),
      complete: found.every(({ complete }) => complete),
      untold: distinctBy(
        found.flatMap(({ untold }) => untold),
        (pair) => pair.join(' '),
      ),
      leavesOutStrangers: found.some(({ leavesOutStrangers }) => leavesOutStrangers),
      incomplete: incomplete(folder, () => together(views.value.map(looked))),
    },
  };
}

/** How many pairs of machines, over all regions, one question may look at: some ten seconds. */
const MOST_PAIRS = 2_000_000;

/** Each region reaches its own machines and the public ones of all others. It takes as long as at least five pairs. */
function pairsMet({ cvms }: Model, views: readonly EndpointView[]): number {
  if (views.length === 1) return 0;
  const [{ endpoint } = { endpoint: undefined }] = views;
  const atEnd = (address: Address) =>
    endpoint?.kind === 'addresses' && addressSet.overlap(endpoint.set, addressSet.of(address));
  const ends = cvms.filter((cvm) => addressesOf(cvm).some(atEnd)).length;
  const met = cvms.filter(({ publicAddresses }) => publicAddresses.length > 0).length + cvms.length / views.length;
  return views.length * met * Math.max(5, Math.min(ends, met));
}

/** Whether no machine and no subnet of any region is there: then all regions see the same. */
function isNobodys({ cvms, subnets }: Model, endpoint: Endpoint): boolean {
  if (endpoint.kind !== 'addresses') return endpoint.kind === 'internet';
  const has = (address: Address) => addressSet.overlap(endpoint.set, addressSet.of(address));
  return !(
    cvms.some((cvm) => addressesOf(cvm).some(has)) || subnets.some(({ cidr }) => cidr !== undefined && has(cidr))
  );
}

/** Every region finds the same paths of a machine with a public address. */
function distinct(found: readonly (readonly ReachPath[])[]): readonly ReachPath[] {
  const [only = [], ...others] = found;
  if (others.length === 0) return only;
  return distinctBy(found.flat(), (path) => JSON.stringify(path));
}
