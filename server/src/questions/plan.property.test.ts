// Guards plans for rule files that are damaged in one place: no machine is worse off at any moment without a risk, against what the
// undamaged files mean.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { importFiles } from '#formats/importFiles.ts';
import { applyCall } from '#plan/apply.ts';
import type { Cloud } from '#plan/cloud.ts';
import { planCalls } from '#plan/plan.ts';
import type { Folder } from '#workspace/folder.ts';
import { commandLimits } from '#workspace/limits.ts';
import { loadFiles } from '#workspace/loadFiles.ts';
import { packetsThrough } from '../../test/support/cloudPackets.ts';
import { runAll } from '../../test/support/clouds.ts';
import { cloudOf, sameMachines, someWorld } from '../../test/support/planWorlds.ts';
import { rounds } from '../../test/support/rounds.ts';
import { gapsOf } from './gaps.ts';

function folder(uri: string, text: string): Folder {
  return loadFiles({ root: 'file:///w', texts: new Map([[uri, text]]), today: '2027-01-01', limits: commandLimits });
}

/** The text with one word of it made unreadable, or one brace gone. */
function damaged(text: string, place: number, kind: 'garbage' | 'gone' | 'cut'): string {
  const words = [...text.matchAll(/[^\s]+/g)];
  const word = words[place % words.length];
  if (word === undefined) return text;
  const end = word.index + word[0].length;
  if (kind === 'cut') return text.slice(0, end);
  return `${text.slice(0, word.index)}${kind === 'gone' ? '' : '?$?'}${text.slice(end)}`;
}

/** Cut there, a file is whole, and says nothing of what came behind. */
function endsBetweenBlocks({ files }: Folder): boolean {
  const [file] = files.values();
  const count = (brace: string) => file?.text.split(brace).length;
  return count('{') === count('}');
}

test('no machine is worse off by the plan for a file with a damaged line', async () => {
  let told = 0;
  await fc.assert(
    fc.asyncProperty(
      someWorld,
      someWorld,
      fc.nat(),
      fc.constantFrom('garbage' as const, 'gone' as const, 'cut' as const),
      fc.record({ delete: fc.boolean(), incremental: fc.boolean() }),
      async (world, wish, place, kind, options) => {
        const live = folder('file:///w/x.live.sg.json', JSON.stringify(cloudOf(world, true))).model;
        const whole = JSON.stringify(cloudOf(sameMachines(world, wish), false));
        const imported = await importFiles([{ name: 'f', text: whole }]);
        if (!imported.ok) throw new Error(imported.reasons[0]?.message);
        const wanted = folder('file:///w/wanted.sg', damaged(imported.text, place, kind));
        const gaps = gapsOf(wanted);
        // What can still be read may mean something else: only damage that shows is a matter of half a plan.
        if (gaps.length === 0 || (kind === 'cut' && endsBetweenBlocks(wanted))) return;
        told++;
        const meant = new Set(
          packetsThrough(runAll(planCalls(live, folder('file:///w/w.sg', imported.text).model, {}))),
        );
        const unreadText = gaps.filter(({ reach }) => reach.kind === 'everything' || reach.kind === 'region');
        const half = planCalls(live, wanted.model, { ...options, unreadText });
        // A plan has no say in the subnet that a machine is in.
        if (gaps.some(({ reach }) => reach.kind !== 'entity'))
          expect(half.notes.some(({ incomplete }) => incomplete)).toBe(true);
        const start = new Set(packetsThrough(half.start));
        let cloud = half.start;
        let before = new Set<string>();
        half.steps.forEach(({ call, risk }, i) => {
          cloud = applyCall(cloud, call).cloud as Cloud;
          const now = new Set(packetsThrough(cloud));
          const worse = new Set([
            ...[...now].filter((packet) => !start.has(packet) && !meant.has(packet)).map((packet) => `open ${packet}`),
            ...[...start]
              .filter((packet) => meant.has(packet) && !now.has(packet))
              .map((packet) => `cut off ${packet}`),
          ]);
          if (risk === null) expect([i, [...worse].filter((packet) => !before.has(packet))]).toEqual([i, []]);
          before = worse;
        });
      },
    ),
    { numRuns: rounds(30, 2000) },
  );
  expect(told).toBeGreaterThan(5);
});
