// The request for a plan.

import { planFrom, planFromLive } from '#ide/plan.ts';
import type * as protocol from '#protocol/plan.ts';
import { noRuleFiles, wantedFolder } from './context.ts';
import type { Handler } from './handlers.ts';
import { locationOf } from './places.ts';
import type { Models } from './server.ts';
import { canonicalUri, clientUri } from './uris.ts';

export const plan: Handler<typeof protocol.plan, Models> = (server, question) => {
  const { live, delete: isDeleting, incremental, region, ...choice } = question;
  const folder = wantedFolder(server, choice);
  if (folder === undefined) return { error: noRuleFiles() };
  const options = { delete: isDeleting === true, incremental: incremental === true, region };
  const planned =
    live === undefined
      ? planFromLive(folder, options)
      : planFrom(folder, { uri: canonicalUri(server, live.uri), text: live.text }, options);
  if (planned.error !== undefined) return planned;
  const { steps, notes } = planned.plan;
  return {
    live: live === undefined ? folder.live.map(({ root }) => clientUri(server, root)) : [live.uri],
    steps: steps.map((step) => ({
      action: step.action,
      region: step.region,
      request: step.request,
      text: step.text,
      risk: step.risk,
    })),
    notes: notes.map(({ message, incomplete, uri, start, end = start }) =>
      uri === undefined || start === undefined || end === undefined || !folder.files.has(uri)
        ? { message, incomplete }
        : { message, incomplete, location: locationOf({ server, folder }, { uri, start, end }) },
    ),
  };
};
