// Who reaches an endpoint, or whom it reaches, and on what.
//
//   group db { inbound { allow tcp 3306 from web, 10.9.0.0/16  allow tcp 22 from office } }
//
//   reach to db-1:   web-1            tcp 3306
//                    web-2            tcp 3306
//                    10.9.0.0/16      tcp 3306
//                    office           tcp 22
//
// A machine is listed by its name, for whichever of its private addresses gets through; a public address that gets further has a row of its
// own. Addresses that no machine has are listed as the largest blocks all of whose addresses get that far. A part that gets further is
// listed once more:
//
//   reach to web-1:  0.0.0.0/0        tcp 80,443
//                    office           tcp 22,80,443
//
// A block may hold addresses of machines where these would get as far if no machine had them: a machine inside of 0.0.0.0/0 is only
// stopped by its own rules, and its own row shows that. Two addresses that no machine has are left out where no acl stands between them.

import type { Endpoint, Model } from '#model/model.ts';
import type { ServiceSet } from '#net/services.ts';
import { finish, type Steps } from '#util/steps.ts';
import { kindsWithin, makingKinds } from './kinds.ts';
import { betweenMachines } from './machinePaths.ts';
import { endsOf } from './reachEnds.ts';
import type { ReachPath, Search } from './reachPaths.ts';
import { areUnfiltered, betweenStrangers, fromStrangers, toStrangers } from './strangerPaths.ts';

export interface ReachQuestion {
  /** The region that is looked at. */
  readonly region: string;
  /** One of the two, or both: then what passes between them. */
  readonly from?: Endpoint;
  readonly to?: Endpoint;
  /** Only these; all where it is absent. */
  readonly services?: ServiceSet;
  /** Leaves out machines of other regions: for a caller who asks region by region, and finds them in the answers for theirs. */
  readonly ownOnly?: boolean;
}

export interface Reach {
  readonly paths: readonly ReachPath[];
  /** False where there are more paths than `MAX_PATHS`, or where finding them would take too long. */
  readonly complete: boolean;
  /** Pairs of machines with one address, by name: a packet from one to the other is the same as one to itself. At most `MAX_UNTOLD`. */
  readonly untold: readonly (readonly [from: string, to: string])[];
  /** Whether both ends hold addresses that no machine has and between which no acl stands: these are left out. */
  readonly leavesOutStrangers: boolean;
}

export function reach(model: Model, question: ReachQuestion): Reach {
  return finish(reaching(model, question));
}

/** `reach` in steps. */
export function* reaching(model: Model, question: ReachQuestion): Steps<Reach> {
  const made = question.ownOnly === true ? kindsWithin(model, question.region) : makingKinds(model, question.region);
  const kinds = yield* made;
  const asked = question.services === undefined ? undefined : kinds.numbers.of(question.services);
  const search: Search = {
    model,
    kinds,
    asked,
    services: question.services,
    texts: new Map(),
    paths: [],
    untold: [],
    isComplete: true,
  };
  const from = endsOf(model, kinds, question.from);
  const to = endsOf(model, kinds, question.to);
  yield;
  yield* betweenMachines(search, from, to);
  yield;
  yield* fromStrangers(search, from, to);
  yield* toStrangers(search, from, to);
  yield* betweenStrangers(search, from, to);
  return {
    paths: search.paths,
    complete: search.isComplete,
    untold: search.untold,
    leavesOutStrangers: areUnfiltered(from, to),
  };
}
