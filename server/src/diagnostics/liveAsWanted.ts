// `live-as-wanted`: a snapshot of what is live lies beside rule files that declare the same things, so that everything is declared twice. It
// is reported once for each snapshot, instead of a `duplicate-…` for each declaration.

import type { Binding, Model } from '#model/model.ts';
import { plural, t } from '#util/l10n.ts';
import { finding } from './finding.ts';
import type { Findings, MixedSnapshots } from './region.ts';
import type { Shared } from './sharedNames.ts';

export function mixedSnapshots(shared: Shared, snapshots: ReadonlySet<string>): MixedSnapshots {
  const mixed = new Map<string, Set<Binding>>();
  if (snapshots.size === 0) return mixed;
  for (const kind of ['id', 'name'] as const) {
    for (const bindings of shared.several(kind)) {
      const isWanted = ({ uri, entity }: Binding) => entity !== undefined && !snapshots.has(uri);
      for (const binding of bindings) {
        const { uri, entity } = binding;
        if (!snapshots.has(uri) || (entity?.kind !== 'group' && entity?.kind !== 'cvm')) continue;
        if (!bindings.some((other) => isWanted(other) && other.entity?.kind === entity.kind)) continue;
        mixed.set(uri, (mixed.get(uri) ?? new Set()).add(binding));
      }
    }
  }
  return mixed;
}

export function liveAsWanted(model: Model, mixed: MixedSnapshots, into: Findings): void {
  for (const { uri, tree } of model.files) {
    const both = mixed.get(uri);
    if (both === undefined) continue;
    const first = tree.blocks.find(({ block }) => model.bindings.get(block)?.entity !== undefined)?.block;
    const node = first && model.bindings.get(first)?.entity?.node;
    if (first === undefined || node === undefined) continue;
    const count = plural(both.size, 'one group or machine', '{0} groups and machines');
    const message = t(
      "Rule files declare {0} of this snapshot as well. If it says what is live, name it '*.live.sg.json', or name it in 'live' of secgroup.json: then it is compared with the files and not joined with them.",
      count,
    );
    into.add(first, finding('live-as-wanted', node.name ?? node.keyword, message));
  }
}
