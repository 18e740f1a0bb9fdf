// Guards that no branch of the trees that can be opened comes up empty, in random worlds, however they are filtered and grouped.
import { expect, test } from 'vitest';
import { commandLimits } from '#workspace/limits.ts';
import { loadFiles } from '#workspace/loadFiles.ts';
import { ROOT, textsOf } from '../../test/support/editedTexts.ts';
import { pick, randomFrom } from '../../test/support/random.ts';
import { randomWorld } from '../../test/support/randomWorld.ts';
import { rounds } from '../../test/support/rounds.ts';
import { type TreeOptions, treeChildren } from './tree.ts';

test('every node that has children shows some', () => {
  let seen = 0;
  for (let seed = 1; seed <= rounds(25, 5000); seed++) {
    const random = randomFrom(seed);
    const texts = textsOf(random, randomWorld(random));
    const all = [loadFiles({ root: ROOT, texts, today: '2026-06-01', limits: commandLimits })];
    const options: TreeOptions = {
      view: pick(random, ['groups', 'cvms']),
      groupBy: pick(random, ['project', 'none']),
      filter: pick(random, [{}, { text: 'a' }, { problemsOnly: true }, { attachment: 'attached' }]),
    };
    const open = [...treeChildren(all, undefined, options)];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (!node.hasChildren) continue;
      const children = treeChildren(all, node.id, options);
      if (children.length === 0) throw new Error(`${node.kind} ${node.id} ${JSON.stringify({ seed, options })}`);
      open.push(...children);
      seen++;
    }
  }
  expect(seen).toBeGreaterThan(200);
});
