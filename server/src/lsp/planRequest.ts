// The plan over the protocol.

import { planFrom } from '#ide/plan.ts';
import type * as protocol from '#protocol/plan.ts';
import { t } from '#util/l10n.ts';
import { locationOf } from './places.ts';
import type { Server } from './server.ts';
import { chosenSnapshots } from './trees.ts';
import { canonicalUri } from './uris.ts';

export function plan(
  server: Server,
  { live, delete: isDeleting, incremental, region, ...choice }: protocol.PlanQuestion,
): protocol.Plan | { readonly error: string } {
  const asked =
    choice.uri === undefined ? undefined : server.workspace.folderSnapshotOf(canonicalUri(server, choice.uri));
  const snapshot = asked ?? chosenSnapshots(server, choice)[0];
  if (snapshot === undefined) return { error: t('No rule file is open, and no folder with one.') };
  const planned = planFrom(
    snapshot,
    { uri: canonicalUri(server, live.uri), text: live.text },
    { delete: isDeleting === true, incremental: incremental === true, ...(region === undefined ? {} : { region }) },
  );
  if (planned.error !== undefined) return { error: planned.error };
  const { steps, notes } = planned.plan;
  return {
    steps: steps.map(({ action, region: where, request, text, risk }) => ({
      action,
      region: where,
      request,
      text,
      risk,
    })),
    notes: notes.map(({ message, incomplete, uri, start, end = start }) =>
      uri === undefined || start === undefined || end === undefined || !snapshot.files.has(uri)
        ? { message, incomplete }
        : { message, incomplete, location: locationOf({ server, snapshot }, { uri, start, end }) },
    ),
  };
}
