// The trees, one level at a time.

import { makingKinds } from '#engine/reach/kinds.ts';
import { groupsOf } from '#model/interfaces.ts';
import type { Acl, Cvm, Group, Model, Subnet } from '#model/model.ts';

import type * as protocol from '#protocol/tree.ts';
import { policyText } from '#questions/policyText.ts';
import { printPeer } from '#syntax/print.ts';
import type { Range } from '#text/range.ts';
import { touches } from '#text/range.ts';
import type { Steps } from '#util/steps.ts';
import { withoutEnd } from '#util/strings.ts';
import type { Folder } from '#workspace/folder.ts';
import { judgingFile } from '#workspace/folderDiagnostics.ts';
import * as cvms from './cvmsTree.ts';
import { addressText } from './describe.ts';
import * as groups from './groupsTree.ts';
import * as lists from './listsTree.ts';
import { withLive } from './liveNodes.ts';
import * as owners from './ownerNodes.ts';
import { join, problemsIn, warningCount } from './problems.ts';
import { nodeId, nodeParts, type TreeNode } from './treeNode.ts';

/** Projects and networks stand between region and row where nothing else is said. */
export type TreeOptions = Pick<protocol.TreeChildrenParams, 'view' | 'filter' | 'groupBy'>;

/** Finds in steps what the children of these nodes say: they are quick to list from then on. */
export function* preparingTree(folders: readonly Folder[], nodes: readonly (string | undefined)[]): Steps<void> {
  for (const folder of folders) {
    for (const uri of folder.files.keys()) yield* judgingFile(folder, uri, 'full');
  }
  for (const node of nodes) {
    const [root, kind, key = ''] = node === undefined ? [] : nodeParts(node);
    if (kind !== 'reached-by' && kind !== 'reaches') continue;
    const model = folders.find((each) => each.root === root)?.model;
    const entity = model?.entities.get(key);
    if (model !== undefined && entity !== undefined) yield* makingKinds(model, entity.region);
  }
}

/** The nodes below one, or the roots: regions, or the folders where there are several. */
export function treeChildren(
  folders: readonly Folder[],
  node: string | undefined,
  options: TreeOptions,
): readonly TreeNode[] {
  const [only] = folders;
  if (node === undefined)
    return folders.length === 1 && only !== undefined ? regions(only, options) : folderNodes(folders, options);
  const [root, kind, ...rest] = nodeParts(node);
  const folder = folders.find((each) => each.root === root);
  if (folder === undefined) return [];
  if (kind === 'folder') return regions(folder, options);
  const nodes =
    options.view === 'groups' ? belowGroups(folder, kind, rest, options) : belowCvms(folder, kind, rest, options);
  return withLive(folders, folder, nodes);
}

/** How many problems all files have, for the badge: errors and warnings, not what is only for information. */
export function problemCount(folders: readonly Folder[]): number {
  return folders.reduce((sum, folder) => sum + warningCount(folder), 0);
}

/** From the root to the innermost node that is written at an offset of a file; empty where nothing of the view is. */
export function treePath(
  folders: readonly Folder[],
  uri: string,
  offset: number,
  options: TreeOptions,
): readonly TreeNode[] {
  const path: TreeNode[] = [];
  const folder = folders.find(({ files }) => files.has(uri));
  const wanted = folder === undefined ? undefined : keysAt(folder, uri, offset, options);
  if (folder === undefined || wanted === undefined) return path;
  for (let level = treeChildren(folders, undefined, options); ; ) {
    const next = level.find((node) => wanted.includes(node.id));
    if (next === undefined) return path;
    path.push(next);
    level = next.hasChildren ? treeChildren(folders, next.id, options) : [];
  }
}

/** The ids of all nodes that lead to what is written there. */
function keysAt(folder: Folder, uri: string, offset: number, { view }: TreeOptions): readonly string[] | undefined {
  const placed = folder.files.get(uri)?.tree.blocks.findLast(({ start }) => start <= offset);
  const entity = placed === undefined ? undefined : folder.model.bindings.get(placed.block)?.entity;
  if (placed === undefined || entity === undefined) return undefined;
  const { root } = folder;
  const own = [nodeId(root, 'folder'), nodeId(root, 'region', entity.region)];
  const at = offset - placed.start;
  if (view === 'groups' && (entity.kind === 'addresses' || entity.kind === 'services')) {
    const item = lists.idOfItem(folder, entity, at);
    return [
      ...own,
      nodeId(root, 'lists', entity.region, entity.kind),
      nodeId(root, entity.kind, entity.key),
      item ?? '',
    ];
  }
  if (view === 'groups' && (entity.kind === 'group' || entity.kind === 'acl')) {
    const above =
      entity.kind === 'group'
        ? nodeId(root, 'project', entity.region, entity.project)
        : nodeId(root, 'lists', entity.region, entity.kind);
    const ids = [...own, above, nodeId(root, entity.kind, entity.key)];
    for (const direction of ['inbound', 'outbound'] as const) {
      const inside = (range: Range) => touches(range, at);
      if (!entity.node.lists.some((list) => list.direction === direction && inside(list))) continue;
      ids.push(nodeId(root, 'list', entity.key, direction));
      const { policies } = entity[direction];
      const policy =
        policies.find(({ peerNode }) => inside(peerNode)) ?? policies.find(({ rule }) => inside(rule.whole));
      const node = owners.policiesOf(folder, entity, direction).find(({ rule }) => rule?.index === policy?.index);
      if (policy !== undefined && node !== undefined) ids.push(node.id);
    }
    return ids;
  }
  if (view === 'cvms' && (entity.kind === 'subnet' || entity.kind === 'cvm')) {
    const subnet = entity.kind === 'subnet' ? entity : folder.model.entities.get(entity.interfaces[0].subnet ?? '');
    const vpc = subnet?.kind === 'subnet' ? subnet.vpc : undefined;
    return [
      ...own,
      ...(vpc === undefined ? [] : [nodeId(root, 'vpc', entity.region, vpc)]),
      ...(subnet === undefined ? [] : [nodeId(root, 'subnet', subnet.key)]),
      nodeId(root, 'cvm', entity.key),
    ];
  }
  return undefined;
}

function folderNodes(folders: readonly Folder[], options: TreeOptions): readonly TreeNode[] {
  return folders.flatMap((folder): TreeNode[] => {
    const below = regions(folder, options);
    if (below.length === 0) return [];
    const { root } = folder;
    const found = join(below.map((region) => region.problems));
    return [
      {
        id: nodeId(root, 'folder'),
        kind: 'folder',
        label: lastSegment(root),
        hasChildren: true,
        problems: found,
      },
    ];
  });
}

/** `shop` of `file:///projects/shop`, `Untitled-1` of `untitled:Untitled-1`. */
function lastSegment(uri: string): string {
  return nodeParts(withoutEnd(uri.replace(/^[a-z][a-z0-9+.-]*:/, ''), (each) => each === '/')).at(-1) ?? uri;
}

function regions(folder: Folder, options: TreeOptions): readonly TreeNode[] {
  return options.view === 'groups'
    ? groups.groupRegions(folder, groupsOptions(folder, options))
    : cvms.cvmRegions(folder, cvmsOptions(folder, options));
}

function belowGroups(folder: Folder, kind: string | undefined, rest: readonly string[], options: TreeOptions) {
  const [first = '', second = ''] = rest;
  const shown = groupsOptions(folder, options);
  const group = folder.model.entities.get(first);
  if (kind === 'region') return groups.groupsOfRegion(folder, first, shown);
  if (kind === 'project') return groups.groupsOfProject(folder, first, second, shown);
  if (kind === 'builtin') return groups.builtinGroups(folder, first);
  if (kind === 'lists') return lists.listsOfKind(folder, first, second, shown.keepList);
  if (group === undefined) return [];
  if (kind === 'references') return owners.referenceNodes(folder, group);
  if (group.kind === 'addresses' || group.kind === 'services' || (group.kind === 'acl' && kind === 'acl'))
    return lists.partsOfList(folder, group);
  if (kind === 'list' && (group.kind === 'group' || group.kind === 'acl'))
    return second === 'inbound' || second === 'outbound' ? owners.policiesOf(folder, group, second) : [];
  if (group.kind !== 'group') return [];
  switch (kind) {
    case 'group':
      return groups.partsOfGroup(folder, group);
    case 'members':
      return groups.membersOf(folder, group);
    default:
      return [];
  }
}

function belowCvms(folder: Folder, kind: string | undefined, rest: readonly string[], options: TreeOptions) {
  const [first = '', second = ''] = rest;
  const shown = cvmsOptions(folder, options);
  if (kind === 'region') return cvms.networksOfRegion(folder, first, shown);
  if (kind === 'vpc') return cvms.subnetsOfVpc(folder, first, second, shown);
  const entity = folder.model.entities.get(first);
  if (kind === 'subnet') return entity?.kind === 'subnet' ? cvms.cvmsOfSubnet(folder, entity, shown) : [];
  if (entity?.kind !== 'cvm') return [];
  switch (kind) {
    case 'cvm':
      return cvms.partsOfCvm(folder, entity);
    case 'cvm-groups':
      return cvms.groupsOfCvm(folder, entity);
    case 'reached-by':
      return cvms.pathsOfCvm(folder, entity, 'to');
    case 'reaches':
      return cvms.pathsOfCvm(folder, entity, 'from');
    default:
      return [];
  }
}

function groupsOptions(folder: Folder, { filter, groupBy }: TreeOptions): groups.GroupsOptions {
  return {
    byProject: groupBy !== 'none',
    keep: (group) => keeps(folder, group, filter, (each) => textsOfGroup(folder.model, each)),
    keepList: (entity) => keeps(folder, entity, filter, (each) => textsOfList(folder.model, each)),
  };
}

function cvmsOptions(folder: Folder, { filter, groupBy }: TreeOptions): cvms.CvmsOptions {
  return {
    byNetwork: groupBy !== 'none',
    keep: (cvm) => keeps(folder, cvm, filter, textsOfCvm),
    keepEmpty: (subnet) => keeps(folder, subnet, filter, textsOfSubnet),
  };
}

function keeps<T extends Group | Cvm | Subnet | lists.ListEntity>(
  folder: Folder,
  entity: T,
  filter: protocol.TreeFilter | undefined,
  texts: (entity: T) => readonly string[],
) {
  if (filter === undefined) return true;
  if (filter.attachment !== undefined && isAttached(folder, entity) !== (filter.attachment === 'attached'))
    return false;
  if (filter.problemsOnly === true && problemsIn(folder, entity.source) === undefined) return false;
  const text = filter.text?.toLowerCase() ?? '';
  return text === '' || texts(entity).some((each) => each.toLowerCase().includes(text));
}

/** Undefined of what no machine is attached to. */
function isAttached({ model }: Folder, entity: Group | Cvm | Subnet | lists.ListEntity): boolean | undefined {
  if (entity.kind === 'group') return model.members.has(entity.key);
  return entity.kind === 'cvm' ? groupsOf(entity).length > 0 : undefined;
}

function textsOfSubnet({ name, id, description, node }: Subnet): readonly string[] {
  return [name, id ?? '', description ?? '', node.cidr?.text ?? ''];
}

function textsOfList(model: Model, entity: lists.ListEntity): readonly string[] {
  const inside = entity.kind === 'acl' ? textsOfRules(model, entity) : lists.textsOfItems(entity);
  return [entity.name, entity.id ?? '', entity.description ?? '', ...inside];
}

function textsOfRules(model: Model, owner: Group | Acl): readonly string[] {
  return (['inbound', 'outbound'] as const).flatMap((direction) =>
    // By the name that is shown, and by the id that is written.
    owner[direction].policies.flatMap((policy) => [policyText(model, policy, direction), printPeer(policy.peerNode)]),
  );
}

function textsOfGroup(model: Model, group: Group): readonly string[] {
  return [group.name, group.id ?? '', group.description ?? '', ...textsOfRules(model, group)];
}

function textsOfCvm(cvm: Cvm): readonly string[] {
  return [
    cvm.name,
    cvm.id ?? '',
    cvm.description ?? '',
    addressText(cvm),
    ...cvm.interfaces.flatMap(({ node }) =>
      [...node.ids, ...node.publicAddresses, ...node.groups].map(({ text }) => text),
    ),
  ];
}
