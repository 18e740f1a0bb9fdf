import type { Snapshot } from './snapshot.ts';
import type { Limits } from './workspace.ts';

/** One model of texts that are at hand: what the command line makes of all its paths together. */
export interface LoadInput {
  readonly root: string;
  /** Text by URI, rule files and snapshots. */
  readonly texts: ReadonlyMap<string, string>;
  readonly config?: { readonly uri: string; readonly text: string };
  readonly today: string;
  readonly limits: Limits;
}

export declare function loadFiles(input: LoadInput): Snapshot;
