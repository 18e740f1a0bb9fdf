// The codes about what is used by whom: `unused-group`, `unused-addresses`, `unused-services`, `empty-group-peer`,
// `cvm-without-group`.

import { matchesNothing } from '#engine/board.ts';
import type { Binding, Entity, Model } from '#model/model.ts';
import { t } from '#util/l10n.ts';
import { type Finding, finding } from './finding.ts';
import type { Findings } from './findings.ts';
import type { Shared } from './sharedNames.ts';
import { quoted } from './words.ts';

export function unused(model: Model, { isUsed }: Shared, snapshots: ReadonlySet<string>, into: Findings): void {
  for (const entity of [...model.groups, ...model.addresses, ...model.services]) {
    if (entity.builtin || isUsed(entity.key)) continue;
    const { name } = entity.node;
    if (name === undefined || (!snapshots.has(entity.source.uri) && isUsed(firstOfName(model, entity)))) continue;
    into.add(entity.source.block, unusedFinding(entity.kind, name));
  }
}

function unusedFinding(
  kind: 'group' | 'addresses' | 'services',
  name: { readonly start: number; readonly end: number; readonly text: string },
): Finding {
  switch (kind) {
    case 'group':
      return finding(
        'unused-group',
        name,
        t('Nothing uses the group {0}: no cvm is in it, and no other rule or expectation names it.', quoted(name.text)),
      );
    case 'addresses':
      return finding(
        'unused-addresses',
        name,
        t('Nothing uses the addresses {0}: no rule, list or expectation names them.', quoted(name.text)),
      );
    case 'services':
      return finding(
        'unused-services',
        name,
        t('Nothing uses the services {0}: no rule, list or expectation names them.', quoted(name.text)),
      );
  }
}

/** Of a name declared twice references mean the first, but nobody can say which of the two is meant to be used. */
function firstOfName(model: Model, entity: Entity): string {
  return model.regions.get(entity.region)?.names.get(entity.name)?.key ?? entity.key;
}

export function emptyGroupPeers(model: Model, into: Findings): void {
  for (const [block, binding] of model.bindings) {
    const { entity } = binding;
    if ((entity?.kind !== 'group' && entity?.kind !== 'acl') || entity.builtin) continue;
    for (const { at, target } of groupPeersOf(model, binding)) {
      if (model.members.has(target)) continue;
      const message = t('No cvm is in the group {0}, so that this matches nothing now.', quoted(at.text));
      into.add(block, finding('empty-group-peer', at, message));
    }
  }
}

export function cvmsWithoutGroup(model: Model, into: Findings): void {
  for (const cvm of model.cvms) {
    // Where something in the block could not be read, it may have been the groups.
    for (const { node, source, filtered } of cvm.interfaces) {
      if (filtered || source.block.problems.length > 0) continue;
      const message =
        node.kind === 'cvm'
          ? t(
              "The cvm {0} is in no group, so that nothing filters what reaches it. Give it 'groups'.",
              quoted(cvm.name),
            )
          : t(
              "An interface of the cvm {0} is in no group, so that nothing filters what reaches it. Give it 'groups'.",
              quoted(cvm.name),
            );
      into.add(source.block, finding('cvm-without-group', node.name ?? node.keyword, message));
    }
  }
}

interface GroupPeer {
  readonly at: { readonly start: number; readonly end: number; readonly text: string };
  readonly target: string;
}

const groupPeers = new WeakMap<Binding, readonly GroupPeer[]>();

/** The sound references to groups as peers, `self` not among them. */
function groupPeersOf(model: Model, binding: Binding): readonly GroupPeer[] {
  let found = groupPeers.get(binding);
  if (found === undefined) {
    const mixed = mixedPeersOf(binding);
    found = binding.references.flatMap(({ name, role, target, fault }) =>
      role === 'peer' &&
      fault === undefined &&
      target !== undefined &&
      model.entities.get(target)?.kind === 'group' &&
      !mixed.has(name)
        ? [{ at: name, target }]
        : [],
    );
    groupPeers.set(binding, found);
  }
  return found;
}

/** Peers that match nothing for their family, whoever is in the group: `mixed-family` says so. */
function mixedPeersOf({ entity }: Binding): ReadonlySet<unknown> {
  if (entity?.kind !== 'group' && entity?.kind !== 'acl') return new Set();
  const mixed = [...entity.inbound.policies, ...entity.outbound.policies].filter(
    (policy) => policy.peer.kind === 'group' && policy.complete && matchesNothing(policy) === 'mixed-family',
  );
  return new Set(mixed.map(({ peerNode }) => (peerNode.kind === 'name' ? peerNode.name : undefined)));
}
