import type { Model } from '#model/model.ts';
import type { MixedSnapshots } from './liveAsWanted.ts';
import type { Settings } from './settings.ts';
import type { Shared } from './sharedNames.ts';

/** What blocks have in common. */
export interface Region {
  readonly model: Model;
  readonly settings: Settings;
  readonly shared: Shared;
  /** The files that are snapshots of the cloud. */
  readonly snapshots: ReadonlySet<string>;
  /** Those of them that rule files declare as well; none where nobody is to be told. */
  readonly mixed: MixedSnapshots;
}
