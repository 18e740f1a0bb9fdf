// What is live beside a folder's files: what differs in packets, and what else does.

import type { Entity } from '#model/model.ts';
import type { Difference } from '#plan/drift.ts';
import { NOUNS } from '#plan/join.ts';
import { drift } from '#questions/drift.ts';
import type { Gap } from '#questions/gaps.ts';
import { liveBeside } from '#questions/liveSide.ts';
import { t } from '#util/l10n.ts';
import type { Snapshot } from '#workspace/snapshot.ts';
import { type ChangeText, changeTexts } from './packetChanges.ts';
import { type Place, placeOfName } from './place.ts';

export interface NoLiveSide {
  readonly error: string;
  /** Whether no file says what is live. */
  readonly isMissing: boolean;
}

export function liveOf(wanted: Snapshot): { readonly snapshot: Snapshot; readonly error?: undefined } | NoLiveSide {
  const side = liveBeside(wanted);
  if (side === undefined) {
    const error = t(
      "No file beside these says what is live. 'secgroup pull --region all -o live/' writes such files; others are named by 'live' in secgroup.json.",
    );
    return { error, isMissing: true };
  }
  if (side.twice === undefined) return side;
  const [one, other] = side.twice.files.map(nameOf);
  return {
    error: t(
      "'{0}' and '{1}' both say what is live in '{2}': take one of them away.",
      one ?? '',
      other ?? '',
      side.twice.region,
    ),
    isMissing: false,
  };
}

export interface LiveComparison {
  readonly live: Snapshot;
  readonly text: readonly ChangeText[];
  readonly others: readonly OtherDifference[];
  readonly incomplete: { readonly live: readonly Gap[]; readonly wanted: readonly Gap[] };
}

export interface OtherDifference {
  readonly region: string;
  readonly subject: string;
  readonly what: string;
  /** In the snapshot that it is of. */
  readonly at: { readonly snapshot: Snapshot; readonly place: Place } | undefined;
}

/** From what the files want to what is live. */
export function compareLive(
  wanted: Snapshot,
  region: string | undefined,
): { readonly answer: LiveComparison; readonly error?: undefined } | NoLiveSide {
  const live = liveOf(wanted);
  if (live.error !== undefined) return live;
  const found = drift(live.snapshot, wanted, region);
  if ('error' in found) return { error: found.error, isMissing: false };
  const { compared, others, incomplete } = found.answer;
  return {
    answer: {
      live: live.snapshot,
      text: changeTexts({ compared, now: live.snapshot, old: wanted }),
      others: others.map((each) => ({
        region: each.region,
        subject: `${t(NOUNS[each.kind])} '${each.name}'`,
        what: each.what,
        at: placeOf(each, wanted, live.snapshot),
      })),
      incomplete,
    },
  };
}

function placeOf({ wanted, live }: Difference, files: Snapshot, side: Snapshot): OtherDifference['at'] {
  const at = (snapshot: Snapshot, entity: Entity | undefined) => {
    const place = entity === undefined ? undefined : placeOfName(snapshot, entity);
    return place === undefined ? undefined : { snapshot, place };
  };
  return at(files, wanted) ?? at(side, live);
}

function nameOf(uri: string): string {
  return decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1));
}
