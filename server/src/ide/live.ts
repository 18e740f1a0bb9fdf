// How what is live differs from a folder's files: in packets, and otherwise.

import { referTo } from '#edits/references.ts';
import { type Match, matchEntities } from '#engine/versions/matchEntities.ts';
import { NOUN } from '#model/kindWords.ts';
import type { Entity, Model } from '#model/model.ts';
import { type Difference, differencesBetween } from '#plan/drift.ts';
import type { LiveDifference, NoLiveSide } from '#protocol/live.ts';
import { drifting } from '#questions/drift.ts';
import type { Gap } from '#questions/gaps.ts';
import { isLiveAlone, liveBeside } from '#questions/liveSide.ts';
import { t } from '#util/l10n.ts';
import type { Steps } from '#util/steps.ts';
import { fileName } from '#util/strings.ts';
import type { Folder } from '#workspace/folder.ts';
import { type ChangeText, changeTexts } from './packetChanges.ts';
import { type Place, placeOfName } from './place.ts';

export function liveOf(wanted: Folder): { readonly folder: Folder; readonly error?: undefined } | NoLiveSide {
  const side = liveBeside(wanted);
  if (side === undefined) {
    const error = t(
      "No file beside these says what is live. 'secgroup pull --region all -o live/' writes such files; others are named by 'live' in secgroup.json.",
    );
    return { error, isMissing: true };
  }
  if (side.twice === undefined) return side;
  const [one, other] = side.twice.files.map(fileName);
  return {
    error: t(
      "'{0}' and '{1}' are both snapshots of what is live in '{2}': remove one of them.",
      one ?? '',
      other ?? '',
      side.twice.region,
    ),
    isMissing: false,
  };
}

export interface LiveComparison {
  readonly live: Folder;
  readonly text: readonly ChangeText[];
  readonly others: readonly OtherDifference[];
  readonly incomplete: { readonly live: readonly Gap[]; readonly wanted: readonly Gap[] };
}

export interface OtherDifference extends Omit<LiveDifference, 'location'> {
  /** In the snapshot that it is of. */
  readonly at: { readonly folder: Folder; readonly place: Place } | undefined;
}

/** From what the files want to what is live. */
export function* compareLive(
  wanted: Folder,
  region: string | undefined,
): Steps<{ readonly answer: LiveComparison; readonly error?: undefined } | NoLiveSide> {
  const live = liveOf(wanted);
  if (live.error !== undefined) return live;
  if (isLiveAlone(wanted)) {
    const error = t(
      "'{0}' says what is live, and no rule file says what is wanted: import it first (Security Group: Import Rules).",
      fileName(live.folder.root),
    );
    return { error, isMissing: false };
  }
  const found = yield* drifting(live.folder, wanted, { region, by: 'both' });
  if ('error' in found) return { error: found.error, isMissing: false };
  const { compared, others, incomplete, inFiles } = found.answer;
  return {
    answer: {
      live: live.folder,
      text: yield* changeTexts({ compared, now: live.folder, old: wanted }, inFiles),
      others: others.map((each) => ({
        region: each.region,
        subject: `${t(NOUN[each.kind])} '${each.name}'`,
        what: each.what,
        at: placeOf(each, wanted, live.folder),
      })),
      incomplete,
    },
  };
}

function placeOf({ wanted, live }: Difference, files: Folder, side: Folder): OtherDifference['at'] {
  const at = (folder: Folder, entity: Entity | undefined) => {
    const place = entity === undefined ? undefined : placeOfName(folder, entity);
    return place === undefined ? undefined : { folder, place };
  };
  return at(files, wanted) ?? at(side, live);
}

export interface LiveGroup {
  readonly name: string;
  /** The file that says it is live. */
  readonly file: string;
  readonly text: string;
  /** The id or name by which it is found in that file. */
  readonly id: string;
  /** The lists that are not as they are live. */
  readonly differ: readonly ('inbound' | 'outbound')[];
  /** What rules of the group's region call the live things, by their ids; undefined for what is in the cloud only. */
  readonly names: ReadonlyMap<string, string | undefined>;
}

/** A group of the files as it is live. */
export function liveGroup(wanted: Folder, key: string): LiveGroup | { readonly error: string } {
  const side = liveOf(wanted);
  if (side.error !== undefined) return side;
  const { model, files } = side.folder;
  const matches = matched(model, wanted.model);
  const group = matches.find(({ after }) => after?.key === key);
  const file = files.get(group?.before?.source.uri ?? '');
  if (group?.after === undefined || group.before === undefined || file === undefined) {
    const name = wanted.model.entities.get(key)?.name ?? '';
    return { error: t("'{0}' is not in the cloud: there is nothing to adopt.", name) };
  }
  const { region, name } = group.after;
  const differ = differencesBetween(model, wanted.model).flatMap(({ wanted: of, direction }) =>
    of?.key === key && direction !== undefined ? [direction] : [],
  );
  if (differ.length === 0) return { error: t("The rules of '{0}' are as they are live.", name) };
  const names = matches.flatMap(({ before, after }) =>
    before?.id === undefined
      ? []
      : [[before.id, after === undefined ? undefined : referTo(wanted.model, after, region)] as const],
  );
  return {
    name,
    differ,
    file: fileName(file.uri),
    text: file.text,
    id: group.before.id ?? group.before.name,
    names: new Map(names),
  };
}

/** What rules may name. */
function matched(live: Model, wanted: Model): readonly Match<Entity>[] {
  const of = (model: Model, kind: Entity['kind']) =>
    [...model.entities.values()].filter((entity) => entity.kind === kind && !entity.builtin);
  return (['group', 'addresses', 'services'] as const).flatMap((kind) =>
    matchEntities(of(live, kind), of(wanted, kind)),
  );
}
