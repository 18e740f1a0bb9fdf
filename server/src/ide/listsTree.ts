// Beside the groups of a region: its address lists, service lists and acls, with their items or rules and with what refers to them.

import type { Acl, Addresses, Services } from '#model/model.ts';
import { cloudCount } from '#model/policy.ts';
import { usesOf } from '#model/uses.ts';
import { mayBeUsed } from '#questions/unread.ts';
import { printPeer, printService } from '#syntax/print.ts';
import { plural, t } from '#util/l10n.ts';
import type { Folder } from '#workspace/folder.ts';
import { entryCount } from './describe.ts';
import { directionNode, entityNode, referencesNode } from './ownerNodes.ts';
import { placeIn } from './place.ts';
import { problemsIn, problemsOf } from './problems.ts';
import { counting, nodeId, type TreeNode } from './treeNode.ts';

export type ListEntity = Addresses | Services | Acl;

const listKinds = ['addresses', 'services', 'acl'] as const;

export type KeepList = (entity: ListEntity) => boolean;

export function listsIn({ model }: Folder, region: string, keep: KeepList): readonly ListEntity[] {
  return [...model.addresses, ...model.services, ...model.acls].filter(
    (entity) => !entity.builtin && entity.region === region && keep(entity),
  );
}

/** One row for each kind of which there is any. */
export function listKindsOfRegion(folder: Folder, region: string, keep: KeepList): readonly TreeNode[] {
  const all = listsIn(folder, region, keep);
  return listKinds.flatMap((kind): TreeNode[] => {
    const own = all.filter((entity) => entity.kind === kind);
    if (own.length === 0) return [];
    return [
      {
        id: nodeId(folder.root, 'lists', region, kind),
        kind: 'lists',
        label: labelOf(kind),
        description: `${own.length}`,
        hasChildren: true,
        problems: problemsOf(folder, own),
      },
    ];
  });
}

function labelOf(kind: ListEntity['kind']): string {
  switch (kind) {
    case 'addresses':
      return t('Address lists');
    case 'services':
      return t('Service lists');
    case 'acl':
      return t('ACLs');
  }
}

export function listsOfKind(folder: Folder, region: string, kind: string, keep: KeepList): readonly TreeNode[] {
  return listsIn(folder, region, keep)
    .filter((entity) => entity.kind === kind)
    .map((entity) =>
      entityNode(folder, entity, {
        id: nodeId(folder.root, entity.kind, entity.key),
        kind: entity.kind,
        description: aboutList(folder, entity),
        hasChildren: true,
      }),
    );
}

/** How much is in it; of one that nothing uses, that. */
function aboutList(folder: Folder, entity: ListEntity): string {
  const { model } = folder;
  if (entity.kind === 'acl') {
    const subnets = model.subnets.filter(({ acl }) => acl === entity.key).length;
    const rules = t('{0} in · {1} out', cloudCount(entity.inbound), cloudCount(entity.outbound));
    return `${rules} · ${plural(subnets, '{0} subnet', '{0} subnets')}`;
  }
  const isUsed =
    usesOf(model, entity.key).some(({ binding }) => binding.entity?.key !== entity.key) || mayBeUsed(folder, entity);
  return [entryCount(entity.node.items.length), ...(isUsed ? [] : [t('not used')])].join(' · ');
}

export function partsOfList(folder: Folder, entity: ListEntity): readonly TreeNode[] {
  const uses = referencesNode(folder, entity);
  if (entity.kind === 'acl')
    return [directionNode(folder, entity, 'inbound'), directionNode(folder, entity, 'outbound'), uses];
  return [...itemsOf(folder, entity), uses];
}

/** Known by what they say, like rules: a selection goes with an item that moves. */
function itemsOf(folder: Folder, entity: Addresses | Services): readonly TreeNode[] {
  const nthOf = counting();
  return writtenItems(entity).map(({ item, text }) => ({
    id: nodeId(folder.root, 'item', entity.key, text, `${nthOf(text)}`),
    kind: 'item',
    label: text,
    description: item.description?.value,
    hasChildren: false,
    place: placeIn(folder, entity.source, item),
    problems: problemsIn(folder, entity.source, item),
  }));
}

export function textsOfItems(entity: Addresses | Services): readonly string[] {
  return writtenItems(entity).flatMap(({ item, text }) => [text, item.description?.value ?? '']);
}

function writtenItems(entity: Addresses | Services) {
  return entity.kind === 'addresses'
    ? entity.node.items.map((item) => ({ item, text: printPeer(item.value) }))
    : entity.node.items.map((item) => ({ item, text: printService(item.value) }));
}

/** Where the item that is written at an offset of its block stands in the tree. */
export function idOfItem(folder: Folder, entity: Addresses | Services, at: number): string | undefined {
  const index = entity.node.items.findIndex(({ start, end }) => start <= at && at <= end);
  return itemsOf(folder, entity)[index]?.id;
}
