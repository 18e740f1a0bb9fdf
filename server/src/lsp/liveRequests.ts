// Requests about what is live: what it is, and how it differs from the files.

import * as ide from '#ide/live.ts';
import type * as protocol from '#protocol/live.ts';
import * as question from '#questions/liveTarget.ts';
import { inParts, type Steps } from '#util/steps.ts';
import type { Folder } from '#workspace/folder.ts';
import { noRuleFiles, wantedFolder } from './context.ts';
import type { Handler } from './handlers.ts';
import { inSlices } from './inSlices.ts';
import { rulePlace } from './packets.ts';
import { locationOf, sentIncomplete } from './places.ts';
import type { Models, Sliced } from './server.ts';
import { clientUri } from './uris.ts';

export const compareLive: Handler<typeof protocol.compareLive, Sliced> = (server, { region, ...choice }, token) => {
  const wanted = wantedFolder(server, choice);
  return wanted === undefined ? { error: noRuleFiles() } : inSlices(server, comparing(server, wanted, region), token);
};

function* comparing(
  server: Models,
  wanted: Folder,
  region: string | undefined,
): Steps<protocol.LiveComparison | protocol.NoLiveSide> {
  const found = yield* ide.compareLive(wanted, region);
  if (found.error !== undefined) return found;
  const { live, text, others, incomplete } = found.answer;
  return {
    files: wanted.live.map(({ root }) => clientUri(server, root)),
    text: yield* inParts(text, (part) =>
      part.map(({ rules, rulesBefore, ...each }) => ({
        ...each,
        rules: rules.map((rule) => rulePlace({ server, folder: live }, rule)),
        rulesBefore: rulesBefore.map((rule) => rulePlace({ server, folder: wanted }, rule)),
      })),
    ),
    others: others.map(({ at, ...each }) =>
      at === undefined ? each : { ...each, location: locationOf({ server, folder: at.folder }, at.place) },
    ),
    incomplete: [
      ...sentIncomplete({ server, folder: wanted }, incomplete.wanted),
      ...sentIncomplete({ server, folder: live }, incomplete.live),
    ],
  };
}

export const liveTarget: Handler<typeof protocol.liveTarget, Models> = (server, { region, ...choice }) => {
  const wanted = wantedFolder(server, choice);
  if (wanted === undefined) return { error: noRuleFiles() };
  const { uri, regions } = question.liveTarget(wanted, region);
  return { uri: clientUri(server, uri), regions };
};
