// Guards that what is live can be taken over: importing it, in one file or in the answers that it came in, and planning back from
// the same has no steps, whatever its names.

import { describe, expect, it, test } from 'vitest';
import type { ImportFile } from '#formats/importFile.ts';
import { importFiles } from '#formats/importFiles.ts';
import { showNote } from '#formats/notes.ts';
import { bind } from '#model/bind.ts';
import type { Model } from '#model/model.ts';
import { parse } from '#syntax/parse.ts';
import { REGION, snapshotModel } from '../../test/support/clouds.ts';
import { type Random, randomFrom, shuffled } from '../../test/support/random.ts';
import { type Live, randomLive } from '../../test/support/randomLive.ts';
import { rounds } from '../../test/support/rounds.ts';
import { plan } from './plan.ts';

function oneFile(live: Live): ImportFile[] {
  const text = JSON.stringify({ version: 1, regions: [{ Region: REGION, ...live }] }, undefined, 1);
  return [{ name: 'live.sg.json', text }];
}

/** As the calls answer: groups without their rules, these alone and known by the name of their file only. */
function answers(random: Random, live: Live): ImportFile[] {
  const file = (name: string, answer: object): ImportFile => ({
    name,
    text: JSON.stringify({ Response: { ...answer, RequestId: 'r' } }),
  });
  const files: ImportFile[] = [];
  for (const [list, objects] of Object.entries(live)) {
    if (list === 'SecurityGroupSet') {
      const groups = live.SecurityGroupSet.map(({ SecurityGroupPolicySet: _, ...group }) => group);
      files.push(file('groups.json', { SecurityGroupSet: groups, TotalCount: groups.length }));
      for (const { SecurityGroupId, SecurityGroupPolicySet } of live.SecurityGroupSet)
        files.push(file(`${SecurityGroupId}.json`, { SecurityGroupPolicySet }));
    } else if (objects.length > 0) {
      const half = Math.floor(objects.length / 2);
      files.push(file(`${list}-1.json`, { [list]: objects.slice(0, half), TotalCount: objects.length }));
      files.push(file(`${list}-2.json`, { [list]: objects.slice(half), TotalCount: objects.length }));
    }
  }
  return shuffled(random, files);
}

async function adopted(files: readonly ImportFile[]): Promise<Model> {
  const imported = await importFiles(files, { region: REGION });
  if (!imported.ok) throw new Error(imported.reasons.map(showNote).join('\n'));
  const tree = parse(imported.text);
  expect(tree.blocks.flatMap(({ block }) => block.problems)).toEqual([]);
  return bind([{ uri: 'test:/region.sg', tree }]);
}

describe('what is live, imported', () => {
  it.each(Array.from({ length: rounds(300, 3000) }, (_, seed) => [seed]))('plans nothing (%i)', async (seed) => {
    const random = randomFrom(seed);
    const live = randomLive(random);
    const model = snapshotModel({ version: 1, regions: [{ Region: REGION, ...live }] });
    for (const files of [oneFile(live), answers(random, live)]) {
      const { steps } = plan(model, await adopted(files), { delete: true });
      expect(steps.map(({ text }) => text)).toEqual([]);
    }
  });

  test('plans nothing where every region answers with the lists of the account', async () => {
    const lists = {
      AddressTemplateSet: [{ AddressTemplateId: 'ipm-12345678', AddressTemplateName: 'o', AddressSet: ['10.0.0.1'] }],
    };
    const regions = ['ap-guangzhou', 'ap-hongkong'].map((Region, i) => ({
      Region,
      SecurityGroupSet: [{ SecurityGroupId: `sg-0000000${i}`, SecurityGroupName: 'web' }],
      ...lists,
    }));
    const text = JSON.stringify({ version: 1, regions });
    const imported = await importFiles([{ name: 'live.sg.json', text }]);
    if (!imported.ok) throw new Error('refused');
    expect(imported.notes).toEqual([]);
    const wanted = bind([{ uri: 'test:/all.sg', tree: parse(imported.text) }]);
    expect(plan(snapshotModel({ version: 1, regions }), wanted, { delete: true }).steps).toEqual([]);
  });
});
