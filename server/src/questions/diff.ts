// Which packets one version of the files allows and another denies, and the reverse.

import type { SplitBy } from '#engine/versions/compareLists.ts';
import { type Changed, type ComparedModels, comparingModels } from '#engine/versions/diff.ts';
import { t } from '#util/l10n.ts';
import { finish, type Steps } from '#util/steps.ts';
import type { Folder } from '#workspace/folder.ts';
import type { Gap } from './gaps.ts';
import { incompleteIn } from './incomplete.ts';
import { regionFault } from './region.ts';

export interface Versions {
  readonly old: Folder;
  readonly now: Folder;
}

export interface DiffOptions {
  readonly region?: string;
  readonly by?: SplitBy;
  /** Told how many groups, acls and machines have been compared, of how many. */
  readonly say?: (compared: number, all: number) => void;
}

export interface DiffAnswer {
  readonly compared: ComparedModels;
  /** Of each version, in its own files. */
  readonly incomplete: { readonly old: readonly Gap[]; readonly now: readonly Gap[] };
}

export function diff(...asked: Parameters<typeof comparing>): Compared {
  return finish(comparing(...asked));
}

type Compared = { readonly answer: DiffAnswer } | { readonly error: string };

export function* comparing({ old, now }: Versions, { region, by = 'now', say }: DiffOptions = {}): Steps<Compared> {
  const models = [old.model, now.model];
  const fault = regionFault(region, models);
  if (fault !== undefined) return { error: fault };
  const compared = yield* comparingModels(old.model, now.model, by, say);
  if (!compared.complete) return { error: t('The lists are too large to be compared: compare parts of the files.') };
  const isAsked = ({ owner }: Changed) =>
    region === undefined || models.some(({ entities }) => entities.get(owner.key)?.region === region);
  return {
    answer: {
      compared: { ...compared, changed: compared.changed.filter(isAsked) },
      incomplete: { old: incompleteIn(old, region), now: incompleteIn(now, region) },
    },
  };
}
