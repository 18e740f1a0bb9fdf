// From what is live to what the files want: the calls of the cloud's API, in an order that works. Nothing is called.

import type { Model } from '#model/model.ts';
import { t } from '#util/l10n.ts';
import { aclChanges } from './aclChanges.ts';
import { type Arranged, arrange } from './arrange.ts';
import { bindMachines, rebindings } from './bindings.ts';
import type { Action, Call } from './calls.ts';
import { type Cloud, DEFAULT_REGION } from './cloud.ts';
import { deletions } from './deletions.ts';
import { changeAttributes, changeRules, createGroups } from './groupChanges.ts';
import { join, title } from './join.ts';
import {
  afterAll,
  type Draft,
  make,
  type Note,
  type Operation,
  type PlanOptions,
  placeOf,
  type State,
} from './operation.ts';
import { templateChanges } from './templateChanges.ts';

export interface Plan {
  readonly steps: readonly Step[];
  /** What the plan leaves out and why, and what the cloud may refuse. */
  readonly notes: readonly Note[];
}

export interface Step {
  readonly action: Action;
  readonly region: string;
  /** As the SDK takes it. What the plan itself creates is `$name:web` in the place of its id. */
  readonly request: Call['request'];
  /** What it changes, and which packets change their fate. */
  readonly text: string;
  /** What is open or cut off until a later step though it is neither before nor after. */
  readonly risk: string | null;
  /** `$name:web`, by which later requests name what the call creates. */
  readonly creates?: string;
}

/** Groups, lists, acls, subnets and machines are the same by their ids, else by their names. */
export function plan(live: Model, wanted: Model, options: PlanOptions = {}): Plan {
  const { steps, notes, shown } = planCalls(live, wanted, options);
  return {
    notes,
    steps: steps.map(({ call, text, risk }) => ({
      action: call.action,
      region: call.region,
      request: withNames(call.request, shown) as Call['request'],
      text,
      risk,
      ...(call.creates === undefined ? {} : { creates: shown.get(call.creates) ?? call.creates }),
    })),
  };
}

export interface PlannedCalls {
  readonly start: Cloud;
  readonly wanted: Cloud;
  readonly steps: readonly { readonly call: Call; readonly text: string; readonly risk: string | null }[];
  readonly notes: readonly Note[];
  readonly shown: ReadonlyMap<string, string>;
}

/** The plan in its own ids, as the simulator takes it. */
export function planCalls(live: Model, wanted: Model, options: PlanOptions): PlannedCalls {
  const joined = join(live, wanted, options.region);
  const draft: Draft = {
    wanted,
    joined,
    options,
    notes: joined.notes.map(({ message, about }) => ({
      message,
      ...(about === undefined ? {} : placeOf(wanted, about)),
    })),
    unmade: new Set(),
  };
  const templates = templateChanges(draft);
  const acls = aclChanges(draft);
  const creations = [...templates.creations, ...createGroups(draft), ...acls.creations];
  const moves = rebindings(draft);
  const others = [...templates.changes, ...changeRules(draft), ...acls.changes];
  const settled = afterAll(joined.live, [...creations, ...others, ...bindMachines(draft, moves, false)]);
  const gone = deletions(draft, settled);
  const arrangeWith = (bindings: readonly Operation[]) =>
    arrange(joined.live, [...creations, ...others, ...bindings, ...gone.rules]);
  const { steps, left, cloud, judged } = saferOf(arrangeWith(bindMachines(draft, moves, false)), () =>
    arrangeWith(bindMachines(draft, moves, true)),
  );
  const last = inOrder(cloud, [...changeAttributes(draft), ...acls.attributes, ...gone.things]);
  for (const { words } of [...left, ...last.left]) {
    draft.notes.push({ message: t('No order was found in which the cloud would take this: {0}', words) });
  }
  if (!judged)
    draft.notes.push({ message: t('There is too much to look at every moment between the steps: no risks are told.') });
  const all = [...steps, ...last.steps];
  const requests = all.map(({ call }) => JSON.stringify(call.request)).join('\n');
  for (const [id, entity] of joined.unnamed) {
    if (!requests.includes(`"${id}"`)) continue;
    draft.notes.push({
      message: t(
        "{0} is live, but has no id in the snapshot: requests name it '{1}'.",
        title(entity),
        joined.shown.get(id) ?? '',
      ),
    });
  }
  if (all.some(({ call }) => call.region === DEFAULT_REGION)) {
    draft.notes.push({ message: t('Neither the snapshot nor the files name a region: the calls need one.') });
  }
  return {
    start: joined.live,
    wanted: joined.wanted,
    steps: all,
    notes: draft.notes,
    shown: joined.shown,
  };
}

/** The plain way, unless the gentle one, of more steps, takes fewer risks. */
function saferOf(plainly: Arranged, gently: () => Arranged): Arranged {
  const risks = ({ steps }: Arranged) => steps.filter(({ risk }) => risk !== null).length;
  if (risks(plainly) === 0) return plainly;
  const other = gently();
  return other.left.length <= plainly.left.length && risks(other) < risks(plainly) ? other : plainly;
}

function inOrder(cloud: Cloud, operations: readonly Operation[]) {
  const steps: PlannedCalls['steps'][number][] = [];
  const left: Operation[] = [];
  let state: State = { cloud, done: new Set() };
  for (const operation of operations) {
    const made = make(state, operation);
    if (made === undefined) {
      left.push(operation);
      continue;
    }
    state = made.state;
    steps.push({ call: made.call, text: operation.words, risk: null });
  }
  return { steps, left };
}

/** Requests are a few levels deep. */
function withNames(value: unknown, shown: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return shown.get(value) ?? value;
  if (Array.isArray(value)) return value.map((item) => withNames(item, shown));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withNames(inner, shown)]));
}
