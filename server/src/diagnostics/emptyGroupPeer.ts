import { matchesNothing } from '#engine/list/board.ts';
import type { Binding, Model } from '#model/model.ts';
import { t } from '#util/l10n.ts';
import { memo } from '#util/memo.ts';
import { isBoundElsewhere } from './boundElsewhere.ts';
import { finding } from './finding.ts';
import type { Findings, Region } from './region.ts';
import { quoted } from './words.ts';

export function emptyGroupPeers({ model }: Region, into: Findings): void {
  for (const [block, binding] of model.bindings) {
    const { entity } = binding;
    if ((entity?.kind !== 'group' && entity?.kind !== 'acl') || entity.builtin) continue;
    for (const { at, target } of groupPeersOf(model, binding)) {
      if (model.members.has(target) || isMemberElsewhere(model, target)) continue;
      const message = t('No CVM is in the group {0}, so this matches nothing now.', quoted(at.text));
      into.add(block, finding('empty-group-peer', at, message));
    }
  }
}

/** Databases and other interfaces have addresses too. */
function isMemberElsewhere(model: Model, target: string): boolean {
  const group = model.entities.get(target);
  return group?.kind === 'group' && isBoundElsewhere(model, group);
}

interface GroupPeer {
  readonly at: { readonly start: number; readonly end: number; readonly text: string };
  readonly target: string;
}

/** The references to known groups as peers, without `self`. */
function groupPeersOf(model: Model, binding: Binding): readonly GroupPeer[] {
  // Nothing to compare: where a name means something else, the binding is another object.
  return groupPeers(binding, [], () => {
    const mixed = mixedPeersOf(binding);
    return binding.references.flatMap(({ name, role, target, fault }) =>
      role === 'peer' &&
      fault === undefined &&
      target !== undefined &&
      model.entities.get(target)?.kind === 'group' &&
      !mixed.has(name)
        ? [{ at: name, target }]
        : [],
    );
  });
}

const groupPeers = memo<Binding, readonly GroupPeer[]>();

/** Peers that match nothing because of their IP version, whoever is in the group: `mixed-family` reports them. */
function mixedPeersOf({ entity }: Binding): ReadonlySet<unknown> {
  if (entity?.kind !== 'group' && entity?.kind !== 'acl') return new Set();
  const mixed = [...entity.inbound.policies, ...entity.outbound.policies].filter(
    (policy) => policy.peer.kind === 'group' && policy.complete && matchesNothing(policy) === 'mixed-family',
  );
  return new Set(mixed.map(({ peerNode }) => (peerNode.kind === 'name' ? peerNode.name : undefined)));
}
