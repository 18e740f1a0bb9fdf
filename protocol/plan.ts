import type { NoLiveSide } from './live.ts';
import { type Location, modelChoice, request } from './requests.ts';
import { flag, object, optional, type TypeOf, text } from './shape.ts';

// The calls of the cloud's API that lead from what is live to what the files want. Nothing is called: they are shown.

const question = object({
  ...modelChoice,
  /** The snapshot of what is live, which is no part of what is wanted; absent: the live side of the folder. */
  live: optional(object({ uri: text, text })),
  /** Delete what the files do not have. */
  delete: optional(flag),
  /** The fewest changes of rules instead of whole lists. */
  incremental: optional(flag),
  region: optional(text),
});
export type PlanQuestion = TypeOf<typeof question>;

export interface PlanStep {
  readonly action: string;
  readonly region: string;
  /** As the SDK takes it; what the plan itself creates is `$name:web` in the place of its id. */
  readonly request: unknown;
  /** What it changes, and which packets change their fate. */
  readonly text: string;
  /** What is open or cut off until a later step. */
  readonly risk: string | null;
}

export interface PlanNote {
  readonly message: string;
  /** Whether something that is wanted is left out: then the plan is not whole. */
  readonly incomplete: boolean;
  readonly location?: Location;
}

export interface Plan {
  /** The files that say what is live. */
  readonly live: readonly string[];
  readonly steps: readonly PlanStep[];
  readonly notes: readonly PlanNote[];
}

export const plan = request<Plan | NoLiveSide>()('plan', question);
