import type { ChangeText, Incomplete } from './packets.ts';
import { type Location, modelChoice, request } from './requests.ts';
import { object, optional, type TypeOf, text } from './shape.ts';

// What is live beside what is wanted: the files of a folder that `live` of its secgroup.json matches.

const liveQuestion = object({ ...modelChoice, region: optional(text) });
export type LiveQuestion = TypeOf<typeof liveQuestion>;

export interface LiveComparison {
  /** The files that say what is live. */
  readonly files: readonly string[];
  /** From what the files want to what is live: `now` is the cloud. */
  readonly text: readonly ChangeText[];
  /** What else differs and shows in none of these. */
  readonly others: readonly LiveDifference[];
  readonly incomplete: readonly Incomplete[];
}

export interface LiveDifference {
  readonly region: string;
  /** In words: `group 'web'`. */
  readonly subject: string;
  /** A sentence without its subject: `is in the cloud only`. */
  readonly what: string;
  /** Where the files have it, else where the live side has. */
  readonly location?: Location;
}

/** Why there is no answer; `isMissing` where no file says what is live. */
export interface NoLiveSide {
  readonly error: string;
  readonly isMissing?: boolean;
}

export const compareLive = request<LiveQuestion, LiveComparison | NoLiveSide>('compareLive', liveQuestion);
