// Who reaches an end, or whom it reaches, and what the paths leave out.

import { MAX_PATHS } from '#engine/reach/reachPaths.ts';
import type { ReachAnswer } from '#questions/reach.ts';
import type { Folder } from '#workspace/folder.ts';
import type * as api from './api.ts';
import { incompletePart } from './incomplete.ts';
import type { FileName } from './places.ts';

export function reachAnswer(fileName: FileName, folder: Folder, answer: ReachAnswer): api.ReachAnswer {
  const notes = leftOut(answer);
  return {
    version: 1,
    endpoint: answer.endpoint,
    paths: answer.paths.map(({ from, to, services }) => ({ from, to, services })),
    ...(notes.length > 0 ? { notes } : {}),
    ...incompletePart(fileName, [{ folder, gaps: answer.incomplete }]),
  };
}

function leftOut({ complete, untold, leavesOutStrangers }: ReachAnswer): readonly string[] {
  const most = MAX_PATHS.toLocaleString('en');
  return [
    ...(complete ? [] : [`There are more than ${most} paths, not all are shown: ask for one protocol and port.`]),
    ...untold.map(
      ([one, other]) =>
        `'${one}' and '${other}' have one address: a packet from one to the other cannot be told from one to itself, and is left out.`,
    ),
    ...(leavesOutStrangers ? [STRANGERS] : []),
  ];
}

const STRANGERS = 'Between addresses of no CVM nothing filters unless an ACL guards them: these pairs are left out.';
