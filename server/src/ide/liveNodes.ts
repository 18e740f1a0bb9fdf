// What the trees say of a group or machine that is not in the cloud as the files want it.

import { type Difference, differencesBetween } from '#plan/drift.ts';
import { t } from '#util/l10n.ts';
import { memoOf } from '#util/memo.ts';
import type { Folder } from '#workspace/folder.ts';
import { liveOf } from './live.ts';
import type { TreeNode } from './treeNode.ts';

const KINDS: ReadonlySet<TreeNode['kind']> = new Set(['group', 'cvm', 'cvm-group']);

/** The nodes of a model, with what differs on its other side: of what is wanted the live one, of what is live the files beside it. */
export function withLive(folders: readonly Folder[], folder: Folder, nodes: readonly TreeNode[]): readonly TreeNode[] {
  const wanted = folder.isLive ? folders.find(({ live }) => live.includes(folder)) : folder;
  if (wanted === undefined || wanted.live.length === 0) return nodes;
  const words = differencesOf(wanted)[folder.isLive ? 'live' : 'wanted'];
  if (words.size === 0) return nodes;
  return nodes.map((node) => {
    const said = KINDS.has(node.kind) ? words.get(node.entity ?? '') : undefined;
    if (said === undefined) return node;
    const live = t('Differs from live: {0}', said.join('; '));
    return { ...node, live, tooltip: [node.tooltip ?? node.label, live].join('\n\n') };
  });
}

interface ByEntity {
  readonly wanted: ReadonlyMap<string, readonly string[]>;
  readonly live: ReadonlyMap<string, readonly string[]>;
}

/** How the rules of a group differ from what is live, by its key. */
export const liveRules = memoOf(
  (wanted: Folder): ReadonlyMap<string, readonly string[]> =>
    wordsBy(
      found(wanted).filter(({ direction }) => direction !== undefined),
      'wanted',
    ),
);

/** By the keys of either model. */
const differencesOf = memoOf(
  (wanted: Folder): ByEntity => ({ wanted: wordsBy(found(wanted), 'wanted'), live: wordsBy(found(wanted), 'live') }),
);

const found = memoOf((wanted: Folder): readonly Difference[] => {
  const live = liveOf(wanted);
  return live.error === undefined ? differencesBetween(live.folder.model, wanted.model) : [];
});

function wordsBy(differences: readonly Difference[], side: 'wanted' | 'live'): ReadonlyMap<string, readonly string[]> {
  const words = new Map<string, string[]>();
  for (const { what, [side]: entity } of differences) {
    if (entity === undefined) continue;
    words.set(entity.key, [...(words.get(entity.key) ?? []), what]);
  }
  return words;
}
