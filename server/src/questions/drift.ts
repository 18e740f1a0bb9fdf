// How what is live differs from the files: in packets, and in what changes no packet now.

import type { Decision } from '#engine/packet/trace.ts';
import type { SplitBy } from '#engine/versions/compareLists.ts';
import { type Changed, type ComparedModels, comparingModels } from '#engine/versions/diff.ts';
import type { Entity, Model } from '#model/model.ts';
import type { Policy } from '#model/policy.ts';
import * as cuts from '#net/cuts.ts';
import { type Difference, driftBetween, type UnknownRegion } from '#plan/drift.ts';
import { speaksOf } from '#plan/join.ts';
import type * as ast from '#syntax/ast.ts';
import { t } from '#util/l10n.ts';
import { finish, type Steps } from '#util/steps.ts';
import type { Folder } from '#workspace/folder.ts';
import type { Gap } from './gaps.ts';
import { incompleteIn } from './incomplete.ts';

export interface DriftAnswer {
  /** What the files mean is the old version, the cloud the new one. */
  readonly compared: ComparedModels;
  /** What differs without changing a packet. */
  readonly others: readonly Difference[];
  readonly incomplete: { readonly live: readonly Gap[]; readonly wanted: readonly Gap[] };
  /** The regions of the files that are not compared. */
  readonly unknown: readonly UnknownRegion[];
  /** A decision of the old version as the files have it: undefined of what the files do not speak of. */
  inFiles(decision: Decision, direction: ast.Direction): Decision | undefined;
}

export interface DriftOptions {
  readonly region?: string | undefined;
  /** Whether packets are also distinguished by what decided before. */
  readonly by?: SplitBy;
  /** Is told how many groups, acls and machines have been compared, of how many. */
  readonly say?: (compared: number, all: number) => void;
}

export function drift(...asked: Parameters<typeof drifting>): Drifted {
  return finish(drifting(...asked));
}

type Drifted = { readonly answer: DriftAnswer } | { readonly error: string };

export function* drifting(live: Folder, wanted: Folder, { region, by = 'now', say }: DriftOptions): Steps<Drifted> {
  const { meant, written, differences, unknown, compares } = yield* driftBetween(live.model, wanted.model, region);
  yield;
  if (unknown.length > 0 && !compares) return { error: unknown.map(({ message }) => message).join(' ') };
  const compared = yield* comparingModels(meant, live.model, by, say);
  if (!compared.complete) return { error: t('The lists are too large to be compared: compare parts of the files.') };
  const isSpokenOf = speaksOf(live.model);
  const isAsked = ({ owner }: Changed) =>
    region === undefined || [meant, live.model].some(({ entities }) => entities.get(owner.key)?.region === region);
  const changed = compared.changed.filter(isAsked);
  return {
    answer: {
      compared: { ...compared, changed },
      others: differences.filter((difference) => !isShown(live.model, changed, difference)),
      incomplete: {
        live: incompleteIn(live, region),
        // A name that the files do not declare may be an id of the live side. Regions that are not in this are not compared.
        wanted: incompleteIn(wanted, region).filter(
          (gap) =>
            !live.model.ids.has(textOf(wanted, gap)) &&
            (gap.reach.kind === 'everything' || isSpokenOf(gap.reach.region)),
        ),
      },
      unknown,
      inFiles({ owner, policy, index }, direction) {
        const own = written.get(meant.entities.get(owner)?.id ?? '');
        const same = own?.[direction].policies.find((each) => isPartOf(policy, each));
        return own === undefined || same === undefined ? undefined : { owner: own.key, policy: same, index };
      },
    },
  };
}

/** Whether a policy as the cloud counts it is of this one, which may be several there. */
function isPartOf({ index, action, services }: Policy, whole: Policy): boolean {
  const isThere = whole.index <= index && index < whole.index + whole.count;
  return isThere && action === whole.action && cuts.isSubsetOf(services, whole.services);
}

function textOf({ files }: Folder, { uri, start, end }: Gap): string {
  return files.get(uri)?.text.slice(start, end) ?? '';
}

/** The groups and acls with rules that name a list. */
function usersOf(model: Model, { key, kind }: Entity): string[] {
  if (kind !== 'addresses' && kind !== 'services') return [];
  return [...model.groups, ...model.acls].flatMap((owner) =>
    model.bindings.get(owner.source.block)?.references.some(({ target }) => target === key) ? [owner.key] : [],
  );
}

/** Whether a changed packet shows the difference already: one of its owner's, or of a machine in the group or behind the acl. */
function isShown(
  model: Model,
  changed: readonly Changed[],
  { isOfPackets, direction, live, wanted, name, kind }: Difference,
): boolean {
  if (!isOfPackets) return false;
  const owners = live === undefined ? [] : [live.key, ...usersOf(model, live)];
  const keys = new Set([
    ...owners,
    ...owners.flatMap((key) => model.members.get(key)?.map((cvm) => cvm.key) ?? []),
    wanted?.key,
  ]);
  return changed.some(
    ({ owner, direction: its }) =>
      (direction === undefined || direction === its) &&
      (keys.has(owner.key) || (live === undefined && owner.kind === kind && owner.name === name)),
  );
}
