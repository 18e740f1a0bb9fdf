import type { ChangeText, Incomplete } from './packets.ts';
import { type Failure, type Location, modelChoice, request } from './requests.ts';
import { object, optional, text } from './shape.ts';

// What is live beside what is wanted: the files of a folder that `live` of its secgroup.json matches.

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
export interface NoLiveSide extends Failure {
  readonly isMissing?: boolean;
}

export const compareLive = request<LiveComparison | NoLiveSide>()(
  'compareLive',
  object({ ...modelChoice, region: optional(text) }),
);

export interface LiveTarget {
  /** A folder, which ends with a slash and gets a file for each region, or a file of all the regions. */
  readonly uri: string;
  /** What to ask for: the other regions of a file too, since it is written whole. */
  readonly regions: readonly string[];
}

/** Where a pull of a region writes what is live. */
export const liveTarget = request<LiveTarget | NoLiveSide>()(
  'liveTarget',
  object({
    ...modelChoice,
    /** One region's name, or `all`. */
    region: text,
  }),
);
